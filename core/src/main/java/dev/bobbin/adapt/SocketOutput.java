package dev.bobbin.adapt;

import dev.bobbin.Suspendable;
import java.io.IOException;
import java.io.OutputStream;

/** What goes out by a {@link LoopSocket}: writing suspends in suspendable code, and blocks the thread in any other. */
final class SocketOutput extends OutputStream {

    private final LoopSocket socket;

    SocketOutput(LoopSocket socket) {
        this.socket = socket;
    }

    @Override
    @Suspendable
    public void write(int oneByte) throws IOException {
        socket.write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    @Suspendable
    public void write(byte[] bytes) throws IOException {
        socket.write(bytes, 0, bytes.length);
    }

    @Override
    @Suspendable
    public void write(byte[] bytes, int offset, int length) throws IOException {
        socket.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
