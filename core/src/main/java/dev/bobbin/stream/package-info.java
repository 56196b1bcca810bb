/**
 * Sequences of values that take time to come. Start with {@link dev.bobbin.stream.SuspendableStream}.
 */
package dev.bobbin.stream;
