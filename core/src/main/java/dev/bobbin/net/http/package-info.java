/**
 * HTTP/1.1 for coroutines: a server whose handlers suspend, and a client; any number of connections on one event loop.
 *
 * <p>Start with {@link dev.bobbin.net.http.HttpServer} and {@link dev.bobbin.net.http.Http}. Inside, what parses ({@code HeadParser}, {@code ChunkDecoder}, {@code Framing}) does no input, and what does input does not parse.
 */
package dev.bobbin.net.http;
