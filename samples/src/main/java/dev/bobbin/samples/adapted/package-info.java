/**
 * Programs that call the JDK as textbooks do, with sockets, streams and JDBC that block. The annotation has the build put calls
 * that suspend in their place, so that they share a thread.
 */
@AdaptBlockingCalls
package dev.bobbin.samples.adapted;

import dev.bobbin.AdaptBlockingCalls;
