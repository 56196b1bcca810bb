package dev.bobbin.adapt;

import dev.bobbin.Suspendable;
import java.io.IOException;
import java.io.InputStream;

/** What comes in by a {@link LoopSocket}: reading suspends in suspendable code, and blocks the thread in any other. */
final class SocketInput extends InputStream implements SuspendingInput {

    private final LoopSocket socket;

    SocketInput(LoopSocket socket) {
        this.socket = socket;
    }

    @Override
    @Suspendable
    public int readNext() throws IOException {
        byte[] one = new byte[1];
        return socket.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    @Suspendable
    public int readNext(byte[] bytes, int offset, int length) throws IOException {
        return socket.read(bytes, offset, length);
    }

    @Override
    @Suspendable
    public int read() throws IOException {
        return readNext();
    }

    @Override
    @Suspendable
    public int read(byte[] bytes) throws IOException {
        return socket.read(bytes, 0, bytes.length);
    }

    @Override
    @Suspendable
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return socket.read(bytes, offset, length);
    }

    @Override
    public int available() throws IOException {
        return socket.available();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
