package dev.bobbin.net;

import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableIterator;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * Reads lines, numbers and blocks of known length from a connection, through a buffer. What waits suspends in a coroutine, and
 * blocks a plain thread. Whatever the peer sends, it keeps no more than the limit that a call gives, and some kilobytes.
 *
 * <p>One reader belongs to one connection: what it has read ahead, nobody else gets. It is used by one coroutine or thread at a
 * time. A call that was cancelled or timed out has consumed nothing of what it could not return, except for {@link #skip},
 * {@link #readFully} and {@link #transferTo}; it may be called again.
 *
 * <pre>{@code
 * ByteReader in = connection.reader(StandardCharsets.UTF_8);
 * String command = in.readLine(1000);
 * byte[] body = in.readExactly(in.readInt());
 * }</pre>
 */
public final class ByteReader {

    private static final int FIRST_CAPACITY = 1024;
    private static final int USUAL_CAPACITY = 8192; // grown to while the peer fills the buffer, and by longer lines

    private final Connection connection;
    private final Charset charset;

    /** Always ready to be taken from: what lies between position and limit was read and not asked for yet. */
    private ByteBuffer buffer = empty(FIRST_CAPACITY);

    private boolean ended;
    private boolean wasFull; // the last read left no room in the buffer

    ByteReader(Connection connection, Charset charset) {
        this.connection = connection;
        this.charset = requireLines(charset);
    }

    private static Charset requireLines(Charset charset) {
        byte[] end = Objects.requireNonNull(charset, "charset").canEncode() ? "\n".getBytes(charset) : new byte[0];
        if (end.length != 1 || end[0] != '\n') {
            throw new IllegalArgumentException(
                    "Lines in " + charset + " do not end with the byte 10. Use a character set that"
                            + " extends US-ASCII, such as UTF-8; or read blocks, and decode them.");
        }
        return charset;
    }

    private static ByteBuffer empty(int capacity) {
        ByteBuffer empty = ByteBuffer.allocate(capacity);
        empty.limit(0);
        return empty;
    }

    /**
     * The next byte.
     *
     * @return 0 to 255; -1 if the peer has ended its side
     * @throws IOException as {@link Connection#read(ByteBuffer)}
     */
    @Suspendable
    public int read() throws IOException {
        return awaitBytes(1) ? buffer.get() & 0xff : -1;
    }

    /**
     * What is there, after waiting for at least one byte.
     *
     * @param into where to put it
     * @return how many bytes were read; -1 if the peer has ended its side; 0 only if there was no room
     * @throws IOException as {@link Connection#read(ByteBuffer)}
     */
    @Suspendable
    public int read(ByteBuffer into) throws IOException {
        if (!Objects.requireNonNull(into, "into").hasRemaining()) {
            return 0;
        }
        if (!buffer.hasRemaining() && into.remaining() >= buffer.capacity()) {
            return connection.read(into); // no need for the way through the buffer
        }
        return awaitBytes(1) ? moveTo(into) : -1;
    }

    /**
     * As {@link #read(ByteBuffer)}, into an array from its start.
     *
     * @param bytes where to put it
     * @return how many bytes were read; -1 if the peer has ended its side
     * @throws IOException as {@link Connection#read(ByteBuffer)}
     */
    @Suspendable
    public int read(byte[] bytes) throws IOException {
        return read(ByteBuffer.wrap(Objects.requireNonNull(bytes, "bytes")));
    }

    /**
     * Fills a buffer.
     *
     * @param into where to put it, from its position to its limit
     * @throws EOFException if the peer ended its side before; what had come is in the buffer
     * @throws IOException as {@link Connection#read(ByteBuffer)}
     */
    @Suspendable
    public void readFully(ByteBuffer into) throws IOException {
        int length = Objects.requireNonNull(into, "into").remaining();
        while (into.hasRemaining()) {
            if (read(into) < 0) {
                throw endedAfter(length - into.remaining(), length + " bytes were to come");
            }
        }
    }

    /**
     * Reads so many bytes.
     *
     * @param length 0 or more; memory is taken as bytes come, not before, so a peer's word for it may be trusted up to a limit of
     *     one's own
     * @return the bytes
     * @throws EOFException if the peer ended its side before
     * @throws IOException as {@link Connection#read(ByteBuffer)}
     */
    @Suspendable
    public byte[] readExactly(int length) throws IOException {
        if (length < 0) {
            throw new IllegalArgumentException("Cannot read " + length + " bytes: a length is 0 or more");
        }
        if (!awaitBytes(length)) {
            throw endedAfter(buffer.remaining(), length + " bytes were to come");
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    /**
     * Reads a line, which ends with LF or CR LF, or where the peer ends its side.
     *
     * @param maxLength how many bytes a line may have, not counting its end; 1 or more
     * @return the line without its end; null if the peer has ended its side and there is none. Bytes that are no characters of the
     *     reader's character set become its replacement
     * @throws TooLongException if it is longer; what has come of it is not consumed
     * @throws IOException as {@link Connection#read(ByteBuffer)}
     */
    @Suspendable
    public String readLine(int maxLength) throws IOException {
        int length = find((byte) '\n', 0, maxLength + 1L, "line", maxLength);
        if (length < 0) {
            if (!buffer.hasRemaining()) {
                return null;
            }
            length = buffer.remaining();
        }
        int start = buffer.arrayOffset() + buffer.position();
        boolean endsWithLf = length < buffer.remaining();
        boolean endsWithCr = endsWithLf && length > 0 && buffer.array()[start + length - 1] == '\r';
        int textLength = endsWithCr ? length - 1 : length;
        if (textLength > maxLength) {
            throw new TooLongException("line", maxLength, connection);
        }
        buffer.position(buffer.position() + length + (endsWithLf ? 1 : 0));
        return new String(buffer.array(), start, textLength, charset);
    }

    /**
     * The lines up to the end, for a loop; each is waited for when it is its turn.
     *
     * <pre>{@code
     * for (String line : in.lines(1000)) {
     *     answer(line);
     * }
     * }</pre>
     *
     * @param maxLength how many bytes a line may have, not counting its end; 1 or more
     * @return what can be iterated over once, in suspendable code without blocking; an IOException is thrown as it is
     */
    public Lines lines(int maxLength) {
        requireLength(maxLength);
        return new Lines(this, maxLength);
    }

    /** Lines of a connection, to be iterated over once. */
    public static final class Lines implements Iterable<String> {
        private final ByteReader reader;
        private final int maxLength;

        private Lines(ByteReader reader, int maxLength) {
            this.reader = reader;
            this.maxLength = maxLength;
        }

        @Override
        public SuspendableIterator<String> iterator() {
            return new LineIterator(reader, maxLength);
        }
    }

    private static final class LineIterator implements SuspendableIterator<String> {
        private final ByteReader reader;
        private final int maxLength;
        private String next; // null if it has not been read yet, or there is none
        private boolean over;

        LineIterator(ByteReader reader, int maxLength) {
            this.reader = reader;
            this.maxLength = maxLength;
        }

        @Override
        @Suspendable
        public boolean hasNext() {
            if (next == null && !over) {
                next = readLine();
                over = next == null;
            }
            return !over;
        }

        @Suspendable
        private String readLine() {
            try {
                return reader.readLine(maxLength);
            } catch (IOException e) {
                throw LineIterator.<RuntimeException>asItIs(
                        e); // hasNext() may not declare it; its caller's method does
            }
        }

        @SuppressWarnings("unchecked") // the cast is erased: that is the point
        private static <E extends Throwable> E asItIs(Throwable thrown) throws E {
            throw (E) thrown;
        }

        @Override
        @Suspendable
        public String next() {
            if (!hasNext()) {
                throw new NoSuchElementException("There are no more lines: the peer has ended its side");
            }
            String line = next;
            next = null;
            return line;
        }
    }

    /**
     * Reads up to a delimiter, and consumes that, too.
     *
     * @param delimiter one byte or more
     * @param maxLength how many bytes may come before it; 1 or more
     * @return the bytes before it
     * @throws TooLongException if there are more; what has come is not consumed
     * @throws EOFException if the peer ended its side before; what has come is not consumed
     * @throws IOException as {@link Connection#read(ByteBuffer)}
     */
    @Suspendable
    public byte[] readUntil(byte[] delimiter, int maxLength) throws IOException {
        requireLength(maxLength);
        if (Objects.requireNonNull(delimiter, "delimiter").length == 0) {
            throw new IllegalArgumentException("A delimiter has one byte or more");
        }
        byte last = delimiter[delimiter.length - 1];
        for (int from = delimiter.length - 1; ; from++) {
            from = find(last, from, maxLength + delimiter.length - 1L, "block", maxLength);
            if (from < 0) {
                throw endedAfter(buffer.remaining(), "a delimiter was to come");
            }
            if (endsWith(delimiter, from)) {
                byte[] bytes = new byte[from + 1 - delimiter.length];
                buffer.get(bytes);
                buffer.position(buffer.position() + delimiter.length);
                return bytes;
            }
        }
    }

    private boolean endsWith(byte[] delimiter, int last) {
        int start = buffer.position() + last + 1 - delimiter.length;
        for (int i = 0; i < delimiter.length; i++) {
            if (buffer.get(start + i) != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Drops bytes.
     *
     * @param count how many, 0 or more
     * @return how many were dropped: fewer than {@code count} if the peer ended its side before
     * @throws IOException as {@link Connection#read(ByteBuffer)}
     */
    @Suspendable
    public long skip(long count) throws IOException {
        requireCount(count);
        long left = count;
        while (left > 0 && awaitBytes(1)) {
            int part = (int) Math.min(left, buffer.remaining());
            buffer.position(buffer.position() + part);
            left -= part;
        }
        return count - left;
    }

    /**
     * Passes bytes on to another connection, as they come.
     *
     * @param target where to
     * @param count how many at the most, 0 or more
     * @return how many were passed on: fewer than {@code count} if the peer ended its side before
     * @throws IOException as {@link Connection#read(ByteBuffer)} and {@link Connection#write(ByteBuffer)}
     */
    @Suspendable
    public long transferTo(Connection target, long count) throws IOException {
        Objects.requireNonNull(target, "target");
        requireCount(count);
        long left = count;
        while (left > 0 && awaitBytes(1)) {
            ByteBuffer part = buffer.duplicate();
            part.limit(part.position() + (int) Math.min(left, part.remaining()));
            left -= part.remaining();
            buffer.position(part.limit()); // before the write: a part that may have been sent is not sent again
            target.write(part);
        }
        return count - left;
    }

    /**
     * Two bytes, the higher one first.
     *
     * @return the number
     * @throws EOFException if the peer ended its side before
     * @throws IOException as {@link Connection#read(ByteBuffer)}
     */
    @Suspendable
    public short readShort() throws IOException {
        require(Short.BYTES);
        return buffer.getShort();
    }

    /**
     * Four bytes, the highest one first.
     *
     * @return the number
     * @throws EOFException if the peer ended its side before
     * @throws IOException as {@link Connection#read(ByteBuffer)}
     */
    @Suspendable
    public int readInt() throws IOException {
        require(Integer.BYTES);
        return buffer.getInt();
    }

    /**
     * Eight bytes, the highest one first.
     *
     * @return the number
     * @throws EOFException if the peer ended its side before
     * @throws IOException as {@link Connection#read(ByteBuffer)}
     */
    @Suspendable
    public long readLong() throws IOException {
        require(Long.BYTES);
        return buffer.getLong();
    }

    /**
     * Waits until there is a byte or the end.
     *
     * @return true if the peer has ended its side and all was read
     * @throws IOException as {@link Connection#read(ByteBuffer)}
     */
    @Suspendable
    public boolean isAtEnd() throws IOException {
        return !awaitBytes(1);
    }

    /**
     * How many bytes were read ahead, and can be had without waiting.
     *
     * @return 0 or more
     */
    public int available() {
        return buffer.remaining();
    }

    @Override
    public String toString() {
        return "reader of " + connection;
    }

    @Suspendable
    private void require(int length) throws IOException {
        if (!awaitBytes(length)) {
            throw endedAfter(buffer.remaining(), length + " bytes were to come");
        }
    }

    private static void requireLength(int maxLength) {
        if (maxLength < 1) {
            throw new IllegalArgumentException("A longest length is 1 or more, not " + maxLength);
        }
    }

    private static void requireCount(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("A number of bytes is 0 or more, not " + count);
        }
    }

    private EOFException endedAfter(int count, String wanted) {
        return new EOFException(connection + " has ended after " + count + " bytes, but " + wanted);
    }

    /**
     * Where in the buffer the next {@code wanted} byte is, counted from the buffer's position; -1 if the peer ended its side before.
     *
     * @param from where to begin to look
     * @param most the last place where it may be
     * @param what is looked for, and how long it may be, for the message
     */
    @Suspendable
    private int find(byte wanted, int from, long most, String what, int maxLength) throws IOException {
        requireLength(maxLength);
        for (int at = from; at <= most; at++) {
            while (at >= buffer.remaining()) {
                if (!fill()) {
                    return -1;
                }
            }
            if (buffer.get(buffer.position() + at) == wanted) {
                return at;
            }
        }
        throw new TooLongException(what, maxLength, connection);
    }

    /** Waits until so many bytes are in the buffer; false if the peer ended its side before. */
    @Suspendable
    private boolean awaitBytes(int count) throws IOException {
        while (buffer.remaining() < count) {
            if (!fill()) {
                return false;
            }
        }
        return true;
    }

    /** Adds what comes next to the buffer. False if nothing will. */
    @Suspendable
    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        ByteBuffer target = roomForMore();
        int length = connection.read(target);
        if (length < 0) {
            ended = true;
            return false;
        }
        wasFull = !target.hasRemaining();
        buffer.limit(buffer.limit() + length);
        return true;
    }

    /** The buffer's free part, after making some. */
    private ByteBuffer roomForMore() {
        if (!buffer.hasRemaining()) {
            if (buffer.capacity() > USUAL_CAPACITY) {
                buffer = empty(USUAL_CAPACITY); // it was grown for something long, which is over
            }
            buffer.position(0).limit(0);
            if (wasFull && buffer.capacity() < USUAL_CAPACITY) {
                buffer = empty(grown(buffer.capacity()));
            }
        } else if (buffer.limit() == buffer.capacity()) {
            if (buffer.remaining() > buffer.capacity() / 2) {
                ByteBuffer larger = ByteBuffer.allocate(grown(buffer.capacity()));
                larger.put(buffer);
                buffer = larger;
            } else {
                buffer.compact();
            }
            buffer.flip();
        }
        ByteBuffer room = buffer.duplicate();
        room.position(buffer.limit()).limit(buffer.capacity());
        return room;
    }

    private static int grown(int capacity) {
        return capacity > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE - 8 : capacity * 2;
    }

    private int moveTo(ByteBuffer into) {
        int length = Math.min(into.remaining(), buffer.remaining());
        ByteBuffer part = buffer.duplicate();
        part.limit(part.position() + length);
        into.put(part);
        buffer.position(part.position());
        return length;
    }
}
