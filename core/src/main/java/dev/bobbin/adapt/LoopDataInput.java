package dev.bobbin.adapt;

import dev.bobbin.Suspendable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A {@link DataInputStream} around a stream whose reads suspend. Its methods are final, so {@link DataInputs} asks for these. */
final class LoopDataInput extends DataInputStream implements SuspendingInput {

    private final SuspendingInput source;

    /** Around a stream that is a {@link SuspendingInput}. */
    LoopDataInput(InputStream source) {
        super(source);
        this.source = (SuspendingInput) source;
    }

    @Override
    @Suspendable
    public int readNext() throws IOException {
        return source.readNext();
    }

    @Override
    @Suspendable
    public int readNext(byte[] bytes, int offset, int length) throws IOException {
        return source.readNext(bytes, offset, length);
    }

    /** As {@link #readFully(byte[], int, int)}. */
    @Suspendable
    void readAll(byte[] bytes, int offset, int length) throws IOException {
        LoopSocket.requireRange(bytes, offset, length);
        for (int done = 0; done < length; ) {
            int more = source.readNext(bytes, offset + done, length - done);
            if (more < 0) {
                throw new EOFException();
            }
            done += more;
        }
    }

    /** The next bytes as a number, the highest first. */
    @Suspendable
    long readBytes(int count) throws IOException {
        long number = 0;
        for (int i = 0; i < count; i++) {
            int next = source.readNext();
            if (next < 0) {
                throw new EOFException();
            }
            number = number << 8 | next;
        }
        return number;
    }

    @Override
    @Suspendable
    public long skip(long count) throws IOException {
        return Streams.skip(in, count);
    }
}
