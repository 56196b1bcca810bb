/** The instrumenter as a Java agent, for runs without a build step, such as an IDE's. */
package dev.bobbin.agent;
