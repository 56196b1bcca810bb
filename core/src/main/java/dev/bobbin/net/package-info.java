/**
 * Sockets for coroutines: reads and writes that suspend, any number of them on one event loop. Called from a plain thread, they
 * block it.
 *
 * <p>Start with {@link dev.bobbin.net.TcpServer} and {@link dev.bobbin.net.TcpSocket}.
 */
package dev.bobbin.net;
