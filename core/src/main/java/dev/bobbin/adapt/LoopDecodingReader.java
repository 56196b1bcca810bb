package dev.bobbin.adapt;

import dev.bobbin.Suspendable;
import dev.bobbin.sync.Mutex;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

/**
 * An {@link InputStreamReader} around a stream whose reads suspend. It decodes by itself; the superclass, whose decoder waits in a
 * way that cannot suspend, gets nothing to read, and knows the name of the charset. Several may read: they take turns.
 */
final class LoopDecodingReader extends InputStreamReader implements SuspendingReader {

    private static final int BUFFER = 8192;

    private final InputStream stream;
    private final SuspendingInput source; // the same
    private final CharsetDecoder decoder;
    private final Mutex reading = new Mutex();

    // Guarded by the lock for reading.
    private final ByteBuffer bytes = empty(); // come, and not decoded
    private final CharBuffer chars = (CharBuffer) CharBuffer.allocate(BUFFER).limit(0); // decoded, and not read
    private boolean ended;

    private volatile boolean closed;

    /** Around a stream that is a {@link SuspendingInput}. */
    LoopDecodingReader(InputStream source, CharsetDecoder decoder) {
        super(new ByteArrayInputStream(new byte[0]), decoder.charset());
        this.stream = source;
        this.source = (SuspendingInput) source;
        this.decoder = decoder;
    }

    private static ByteBuffer empty() {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        buffer.limit(0);
        return buffer;
    }

    @Override
    @Suspendable
    public int read() throws IOException {
        reading.lock();
        try {
            return hasMore() ? chars.get() : -1;
        } finally {
            reading.unlock();
        }
    }

    @Override
    @Suspendable
    public int read(char[] into, int offset, int length) throws IOException {
        reading.lock();
        try {
            requireOpen();
            LoopBufferedReader.requireRange(into, offset, length);
            if (length == 0) {
                return 0;
            }
            if (!hasMore()) {
                return -1;
            }
            int count = Math.min(length, chars.remaining());
            chars.get(into, offset, count);
            return count;
        } finally {
            reading.unlock();
        }
    }

    @Override
    @Suspendable
    public long skip(long count) throws IOException {
        return LoopBufferedReader.skip(this, count);
    }

    /** Waits for a character; false at the end. */
    @Suspendable
    private boolean hasMore() throws IOException {
        requireOpen();
        while (!decode()) {
            if (ended) {
                return false;
            }
            bytes.compact();
            int count = 0;
            try {
                count = source.readNext(bytes.array(), bytes.position(), bytes.remaining());
            } finally {
                bytes.position(bytes.position() + Math.max(0, count));
                bytes.flip();
            }
            ended = count < 0;
        }
        return true;
    }

    /** Whether there is a character without a wait for more bytes. */
    private boolean decode() throws IOException {
        if (!chars.hasRemaining() && (bytes.hasRemaining() || ended)) {
            chars.clear();
            try {
                CoderResult result = decoder.decode(bytes, chars, ended);
                if (result.isUnderflow() && ended) {
                    result = decoder.flush(chars);
                    decoder.reset();
                }
                if (result.isError() && chars.position() == 0) {
                    result.throwException();
                }
            } finally {
                chars.flip();
            }
        }
        return chars.hasRemaining();
    }

    @Override
    public boolean ready() throws IOException {
        requireOpen();
        if (!reading.tryLock()) {
            return false; // somebody waits for something to read, so there is nothing
        }
        try {
            if (decode()) {
                return true;
            }
            int come = Math.min(stream.available(), bytes.capacity() - bytes.remaining());
            if (come > 0) {
                bytes.compact();
                bytes.position(bytes.position()
                        + Math.max(
                                0, stream.read(bytes.array(), bytes.position(), come))); // it has not to be waited for
                bytes.flip();
            }
            return decode();
        } finally {
            reading.unlock();
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("Stream closed");
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            super.close();
            stream.close();
        }
    }
}
