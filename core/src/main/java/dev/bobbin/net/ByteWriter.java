package dev.bobbin.net;

import dev.bobbin.Suspendable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Objects;

/**
 * Collects small writes and sends them as one. What waits suspends in a coroutine, and blocks a plain thread. Nothing is sent until
 * there are eight kilobytes, or {@link #flush} is called: flush before you wait for an answer, and at the end.
 *
 * <p>One writer belongs to one connection, and is used by one coroutine or thread at a time. After a write that failed or was
 * cancelled it is not known how much was sent: give the connection up.
 *
 * <pre>{@code
 * ByteWriter out = connection.writer(StandardCharsets.US_ASCII);
 * out.write("Content-Length: ").write(body.length).write("\r\n\r\n").write(body);
 * out.flush();
 * }</pre>
 */
public final class ByteWriter {

    private static final int FIRST_CAPACITY = 512;
    private static final int CAPACITY = 8192;

    private final Connection connection;
    private final Charset charset;
    private ByteBuffer buffer = ByteBuffer.allocate(FIRST_CAPACITY); // what lies before its position is to be sent

    ByteWriter(Connection connection, Charset charset) {
        this.connection = connection;
        this.charset = Objects.requireNonNull(charset, "charset");
    }

    /**
     * Writes text in the writer's character set.
     *
     * @param text what to write; characters that the set does not have become its replacement, mostly a question mark
     * @return this
     * @throws IOException as {@link Connection#write(ByteBuffer)}
     */
    @Suspendable
    public ByteWriter write(CharSequence text) throws IOException {
        return write(Objects.requireNonNull(text, "text").toString().getBytes(charset));
    }

    /**
     * Writes a number in decimal digits.
     *
     * @param number what to write
     * @return this
     * @throws IOException as {@link Connection#write(ByteBuffer)}
     */
    @Suspendable
    public ByteWriter write(long number) throws IOException {
        return write(Long.toString(number));
    }

    /**
     * Writes a whole array.
     *
     * @param bytes what to write
     * @return this
     * @throws IOException as {@link Connection#write(ByteBuffer)}
     */
    @Suspendable
    public ByteWriter write(byte[] bytes) throws IOException {
        return write(ByteBuffer.wrap(Objects.requireNonNull(bytes, "bytes")));
    }

    /**
     * Writes a buffer, from its position to its limit. A large one is sent as it is, together with what was collected.
     *
     * @param bytes what to write; it was taken when this returns
     * @return this
     * @throws IOException as {@link Connection#write(ByteBuffer)}
     */
    @Suspendable
    public ByteWriter write(ByteBuffer bytes) throws IOException {
        if (Objects.requireNonNull(bytes, "bytes").remaining() >= CAPACITY) {
            sendWith(bytes);
        } else {
            makeRoom(bytes.remaining());
            buffer.put(bytes);
        }
        return this;
    }

    /**
     * Writes one byte.
     *
     * @param value its lowest eight bits are written
     * @return this
     * @throws IOException as {@link Connection#write(ByteBuffer)}
     */
    @Suspendable
    public ByteWriter writeByte(int value) throws IOException {
        makeRoom(1);
        buffer.put((byte) value);
        return this;
    }

    /**
     * Writes two bytes, the higher one first.
     *
     * @param value its lowest sixteen bits are written
     * @return this
     * @throws IOException as {@link Connection#write(ByteBuffer)}
     */
    @Suspendable
    public ByteWriter writeShort(int value) throws IOException {
        makeRoom(Short.BYTES);
        buffer.putShort((short) value);
        return this;
    }

    /**
     * Writes four bytes, the highest one first.
     *
     * @param value what to write
     * @return this
     * @throws IOException as {@link Connection#write(ByteBuffer)}
     */
    @Suspendable
    public ByteWriter writeInt(int value) throws IOException {
        makeRoom(Integer.BYTES);
        buffer.putInt(value);
        return this;
    }

    /**
     * Writes eight bytes, the highest one first.
     *
     * @param value what to write
     * @return this
     * @throws IOException as {@link Connection#write(ByteBuffer)}
     */
    @Suspendable
    public ByteWriter writeLong(long value) throws IOException {
        makeRoom(Long.BYTES);
        buffer.putLong(value);
        return this;
    }

    /**
     * Sends what was collected.
     *
     * @throws IOException as {@link Connection#write(ByteBuffer)}
     */
    @Suspendable
    public void flush() throws IOException {
        if (buffer.position() > 0) {
            ByteBuffer collected = takeCollected();
            connection.write(collected);
        }
    }

    /**
     * How many bytes were written and not sent.
     *
     * @return 0 or more
     */
    public int pending() {
        return buffer.position();
    }

    @Override
    public String toString() {
        return "writer of " + connection;
    }

    @Suspendable
    private void sendWith(ByteBuffer bytes) throws IOException {
        if (buffer.position() > 0) {
            ByteBuffer collected = takeCollected();
            connection.write(new ByteBuffer[] {collected, bytes});
        } else {
            connection.write(bytes);
        }
    }

    /** What was collected, to be sent before anything else is written. */
    private ByteBuffer takeCollected() {
        ByteBuffer collected = buffer.duplicate();
        collected.flip();
        buffer.clear();
        return collected;
    }

    @Suspendable
    private void makeRoom(int length) throws IOException {
        if (buffer.remaining() < length) {
            if (buffer.position() + length > CAPACITY) {
                flush();
            }
            if (buffer.capacity() < length + buffer.position()) {
                ByteBuffer larger = ByteBuffer.allocate(CAPACITY);
                buffer.flip();
                larger.put(buffer);
                buffer = larger;
            }
        }
    }
}
