/**
 * The Maven plugin: one class a goal. A goal gathers its parameters from the project, calls the instrumenter's facade and
 * prints what that found; all else is the work of {@code dev.bobbin.instrument}.
 */
package dev.bobbin.maven;
