package dev.bobbin.adapt;

import dev.bobbin.Suspendable;
import dev.bobbin.sync.Mutex;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;

/**
 * A {@link BufferedReader} around a reader whose reads suspend, with a buffer of its own: that of the superclass cannot be reached.
 * Several may read: they take turns. A line that did not come to its end, because the wait for it timed out or was cancelled, is not
 * lost.
 */
final class LoopBufferedReader extends BufferedReader implements SuspendingReader {

    private static final int NO_MARK = -1;
    private static final int MARK_IS_OVER = -2;

    private final Reader reader;
    private final SuspendingReader source; // the same
    private final Mutex reading = new Mutex();

    // Guarded by the lock for reading.
    private char[] buffer; // null once it is closed
    private int next;
    private int end;
    private int mark = NO_MARK; // where it is in the buffer, or one of the constants
    private int markLimit;
    private boolean afterReturn; // a CR has ended a line: an LF that follows is a part of it
    private boolean markAfterReturn;

    /** Around a reader that is a {@link SuspendingReader}. */
    LoopBufferedReader(Reader source, int size) {
        super(source, 1); // the smallest buffer there is: nobody uses it
        if (size <= 0) {
            throw new IllegalArgumentException("Buffer size <= 0");
        }
        this.reader = source;
        this.source = (SuspendingReader) source;
        this.buffer = new char[size];
    }

    @Override
    @Suspendable
    public int read() throws IOException {
        reading.lock();
        try {
            return hasMore() ? buffer[next++] : -1;
        } finally {
            reading.unlock();
        }
    }

    @Override
    @Suspendable
    public int read(char[] chars, int offset, int length) throws IOException {
        reading.lock();
        try {
            requireOpen();
            requireRange(chars, offset, length);
            int done = 0;
            // As the JDK's, it goes on while there is something that does not have to be waited for.
            while (done < length && (done == 0 || next < end || reader.ready())) {
                if (!hasMore()) {
                    return done == 0 ? -1 : done;
                }
                int some = Math.min(length - done, end - next);
                System.arraycopy(buffer, next, chars, offset + done, some);
                next += some;
                done += some;
            }
            return done;
        } finally {
            reading.unlock();
        }
    }

    @Override
    @Suspendable
    public String readLine() throws IOException {
        reading.lock();
        try {
            if (!hasMore()) {
                return null;
            }
            for (int length = 0; ; length++) {
                if (next + length == end && !fill()) {
                    return take(length);
                }
                char last = buffer[next + length];
                if (last == '\n' || last == '\r') {
                    String line = take(length);
                    next++;
                    afterReturn = last == '\r';
                    return line;
                }
            }
        } finally {
            reading.unlock();
        }
    }

    private String take(int length) {
        String text = new String(buffer, next, length);
        next += length;
        return text;
    }

    /** Waits for a character that is not the rest of a line's end; false at the end of all. */
    @Suspendable
    private boolean hasMore() throws IOException {
        requireOpen();
        if (next == end && !fill()) {
            return false;
        }
        if (afterReturn) {
            afterReturn = false;
            if (buffer[next] == '\n') {
                next++;
                return next < end || fill();
            }
        }
        return true;
    }

    /** Adds what comes next to the buffer, and keeps what was not read. False at the end. */
    @Suspendable
    private boolean fill() throws IOException {
        if (mark >= 0 && next - mark >= markLimit) {
            mark = MARK_IS_OVER;
        }
        int keep = mark >= 0 ? mark : next;
        if (keep > 0) {
            System.arraycopy(buffer, keep, buffer, 0, end - keep);
            next -= keep;
            end -= keep;
            mark -= mark >= 0 ? keep : 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(Integer.MAX_VALUE - 8, 2L * end));
        }
        int count = source.read(buffer, end, buffer.length - end);
        requireOpen();
        end += Math.max(0, count);
        return count > 0;
    }

    @Override
    @Suspendable
    public long skip(long count) throws IOException {
        return skip(this, count);
    }

    /** As {@link Reader#skip}: so many, or fewer at the end. */
    @Suspendable
    static long skip(SuspendingReader reader, long count) throws IOException {
        if (count < 0) {
            throw new IllegalArgumentException("skip value is negative");
        }
        char[] some = new char[(int) Math.min(count, 8192)];
        long left = count;
        while (left > 0) {
            int got = reader.read(some, 0, (int) Math.min(left, some.length));
            if (got < 0) {
                break;
            }
            left -= got;
        }
        return count - left;
    }

    @Override
    public boolean ready() throws IOException {
        requireOpen();
        if (!reading.tryLock()) {
            return false; // somebody waits for something to read, so there is nothing
        }
        try {
            if (afterReturn && (next < end || reader.ready()) && (next < end || fill())) { // which does not wait
                afterReturn = false;
                next += buffer[next] == '\n' ? 1 : 0;
            }
            return next < end || reader.ready();
        } finally {
            reading.unlock();
        }
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    @Suspendable
    public void mark(int readAheadLimit) throws IOException {
        if (readAheadLimit < 0) {
            throw new IllegalArgumentException("Read-ahead limit < 0");
        }
        reading.lock();
        try {
            requireOpen();
            mark = next;
            markLimit = readAheadLimit;
            markAfterReturn = afterReturn;
        } finally {
            reading.unlock();
        }
    }

    @Override
    @Suspendable
    public void reset() throws IOException {
        reading.lock();
        try {
            requireOpen();
            if (mark < 0) {
                throw new IOException(mark == MARK_IS_OVER ? "Mark invalid" : "Stream not marked");
            }
            next = mark;
            afterReturn = markAfterReturn;
        } finally {
            reading.unlock();
        }
    }

    private void requireOpen() throws IOException {
        if (buffer == null) {
            throw new IOException("Stream closed");
        }
    }

    @Override
    public void close() throws IOException {
        if (buffer != null) {
            buffer = null; // whoever waits is woken by the close of what it reads
            reader.close();
        }
    }

    static void requireRange(char[] chars, int offset, int length) {
        if (offset < 0 || length < 0 || length > chars.length - offset) {
            throw new IndexOutOfBoundsException(
                    "offset " + offset + " and length " + length + " in an array of " + chars.length);
        }
    }
}
