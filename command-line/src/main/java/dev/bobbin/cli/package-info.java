/** The instrumenter as a program: reads the words of the command, calls the facade, prints what that found. */
package dev.bobbin.cli;
