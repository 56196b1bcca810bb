/**
 * The Maven plugin: one class a goal. A goal gathers its parameters from the project, calls the instrumenter's facade and
 * prints what that found; all else is the {@linkplain dev.bobbin.instrument instrumenter}'s work.
 */
package dev.bobbin.maven;
