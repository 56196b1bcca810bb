/**
 * Small programs to copy from. Each class has a {@code main} of its own; {@link dev.bobbin.samples.Tour} runs them all.
 */
package dev.bobbin.samples;
