package dev.bobbin.adapt;

import dev.bobbin.Suspendable;
import dev.bobbin.sync.Mutex;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A {@link BufferedInputStream} around a stream whose reads suspend. The buffer and its mark are those of the superclass; only what
 * waits is written anew. Several may read: they take turns.
 */
final class LoopBufferedInput extends BufferedInputStream implements SuspendingInput {

    private final SuspendingInput source;
    private final Mutex reading = new Mutex();

    /** Around a stream that is a {@link SuspendingInput}. */
    LoopBufferedInput(InputStream source, int size) {
        super(source, size);
        this.source = (SuspendingInput) source;
    }

    @Override
    @Suspendable
    public int readNext() throws IOException {
        reading.lock();
        try {
            return hasMore() ? buf[pos++] & 0xff : -1;
        } finally {
            reading.unlock();
        }
    }

    @Override
    @Suspendable
    public int readNext(byte[] bytes, int offset, int length) throws IOException {
        reading.lock();
        try {
            requireOpen();
            LoopSocket.requireRange(bytes, offset, length);
            int done = length == 0 ? 0 : take(bytes, offset, length);
            // As the JDK's, it goes on while there is something that does not have to be waited for.
            while (done > 0 && done < length && in.available() > 0) {
                int more = take(bytes, offset + done, length - done);
                if (more < 0) {
                    break;
                }
                done += more;
            }
            return done;
        } finally {
            reading.unlock();
        }
    }

    /** One byte or more; -1 at the end. */
    @Suspendable
    private int take(byte[] bytes, int offset, int length) throws IOException {
        if (pos == count && length >= buf.length && markpos < 0) {
            return source.readNext(bytes, offset, length); // a buffer between would only cost
        }
        if (!hasMore()) {
            return -1;
        }
        int some = Math.min(length, count - pos);
        System.arraycopy(buf, pos, bytes, offset, some);
        pos += some;
        return some;
    }

    @Suspendable
    private boolean hasMore() throws IOException {
        requireOpen();
        if (pos < count) {
            return true;
        }
        makeRoom();
        count = pos;
        int more = source.readNext(buf, pos, buf.length - pos);
        requireOpen();
        count = pos + Math.max(0, more);
        return more > 0;
    }

    /** Makes room after {@code pos}, and keeps what lies after the mark, as far as its limit goes. */
    private void makeRoom() {
        if (markpos < 0) {
            pos = 0;
        } else if (pos >= buf.length) {
            if (markpos > 0) {
                System.arraycopy(buf, markpos, buf, 0, pos - markpos);
                pos -= markpos;
                markpos = 0;
            } else if (buf.length >= marklimit) {
                markpos = -1; // more was read than the mark was good for
                pos = 0;
            } else {
                buf = Arrays.copyOf(buf, (int) Math.min(2L * pos, marklimit));
            }
        }
    }

    private void requireOpen() throws IOException {
        if (buf == null) {
            throw new IOException("Stream closed");
        }
    }

    @Override
    @Suspendable
    public int read() throws IOException {
        return readNext();
    }

    @Override
    @Suspendable
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return readNext(bytes, offset, length);
    }

    @Override
    @Suspendable
    public long skip(long most) throws IOException {
        return Streams.skip(this, most);
    }
}
