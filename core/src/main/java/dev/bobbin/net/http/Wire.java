package dev.bobbin.net.http;

import dev.bobbin.Suspendable;
import dev.bobbin.net.TcpSocket;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/** What HTTP wants of a connection: here is TCP, and where TLS would come in. */
interface Wire extends Closeable {

    @Suspendable
    int read(ByteBuffer buffer) throws IOException;

    @Suspendable
    void write(ByteBuffer buffer) throws IOException;

    @Suspendable
    void shutdownOutput() throws IOException;

    void setReadTimeout(Duration timeout);

    void setWriteTimeout(Duration timeout);

    SocketAddress remoteAddress() throws IOException;

    static Wire of(TcpSocket socket) {
        return new Wire() {
            @Override
            public int read(ByteBuffer buffer) throws IOException {
                return socket.read(buffer);
            }

            @Override
            public void write(ByteBuffer buffer) throws IOException {
                socket.write(buffer);
            }

            @Override
            public void shutdownOutput() throws IOException {
                socket.shutdownOutput();
            }

            @Override
            public void setReadTimeout(Duration timeout) {
                socket.setReadTimeout(timeout);
            }

            @Override
            public void setWriteTimeout(Duration timeout) {
                socket.setWriteTimeout(timeout);
            }

            @Override
            public SocketAddress remoteAddress() throws IOException {
                return socket.remoteAddress();
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }

            @Override
            public String toString() {
                return socket.toString();
            }
        };
    }
}
