/**
 * Sockets for coroutines: reads and writes that suspend, any number of them on one event loop. Called from a plain thread, they
 * block it.
 *
 * <p>Start with {@link dev.bobbin.net.TcpServer} and {@link dev.bobbin.net.TcpSocket}. All connections are a
 * {@link dev.bobbin.net.Connection}, whether over TCP, {@linkplain dev.bobbin.net.Tls TLS} or a
 * {@linkplain dev.bobbin.net.UnixSocket Unix socket}, and have readers and writers for lines and blocks;
 * {@link dev.bobbin.net.UdpSocket} has datagrams.
 */
package dev.bobbin.net;
