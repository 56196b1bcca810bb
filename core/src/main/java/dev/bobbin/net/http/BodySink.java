package dev.bobbin.net.http;

import dev.bobbin.Suspendable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Where a body goes that is made as it is sent. A write waits while the peer does not take what was written before. Small writes
 * are gathered: {@link #flush} sends them at once, and the body's end does.
 *
 * <p>For the coroutine or thread that sends the body, and no other.
 *
 * <pre>{@code
 * HttpResponse.ok().stream("text/plain", out -> {
 *     for (String line : lines) {
 *         out.write(line + "\n");
 *         out.flush();
 *     }
 * });
 * }</pre>
 */
public final class BodySink {

    private final HttpOutput output;
    private final long framing;
    private final boolean silent; // a reply to HEAD: counted, not sent
    private long count;
    private boolean closed;

    BodySink(HttpOutput output, long framing, boolean silent) {
        this.output = output;
        this.framing = framing;
        this.silent = silent;
    }

    /**
     * Writes bytes.
     *
     * @param data what to write, from its position to its limit
     * @throws IOException if the connection broke, or the peer takes nothing for too long
     * @throws IllegalStateException if that is more than the length that was announced, or the body has ended
     */
    @Suspendable
    public void write(ByteBuffer data) throws IOException {
        Objects.requireNonNull(data, "data");
        int size = data.remaining();
        count(size);
        if (silent || size == 0) { // an empty chunk would be the end
            data.position(data.limit());
        } else if (framing == Framing.CHUNKED) {
            output.text(Integer.toHexString(size)).text("\r\n").write(data);
            output.text("\r\n");
        } else {
            output.write(data);
        }
    }

    /**
     * Writes bytes.
     *
     * @param data what to write, all of it
     * @throws IOException as {@link #write(ByteBuffer)}
     */
    @Suspendable
    public void write(byte[] data) throws IOException {
        write(ByteBuffer.wrap(Objects.requireNonNull(data, "data")));
    }

    /**
     * Writes text, in UTF-8.
     *
     * @param text what to write
     * @throws IOException as {@link #write(ByteBuffer)}
     */
    @Suspendable
    public void write(String text) throws IOException {
        write(Objects.requireNonNull(text, "text").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes a part of a file. Where the operating system can do it by itself, the bytes never come to the JVM. The file is read on
     * the calling thread: from a slow disk, that holds up others on a loop.
     *
     * @param file where the bytes come from; its own position stays
     * @param position where to begin, 0 or more
     * @param size how many bytes, 0 or more
     * @throws IOException as {@link #write(ByteBuffer)}, or if the file cannot be read, or has fewer
     */
    @Suspendable
    public void writeFile(FileChannel file, long position, long size) throws IOException {
        Objects.requireNonNull(file, "file");
        if (position < 0 || size < 0) {
            throw new IllegalArgumentException(
                    "A part of a file was to have " + size + " bytes from " + position + " on: both must be 0 or more");
        }
        count(size);
        if (silent || size == 0) {
            return;
        }
        if (framing == Framing.CHUNKED) {
            output.text(Long.toHexString(size)).text("\r\n").sendFile(file, position, size);
            output.text("\r\n");
        } else {
            output.sendFile(file, position, size);
        }
    }

    private void count(long size) {
        if (closed) {
            throw new IllegalStateException(
                    "A body was written to after its end. Write it in the function that got the sink.");
        }
        if (framing >= 0 && size > framing - count) {
            throw new IllegalStateException("A body of " + framing + " bytes was announced, and " + (count + size)
                    + " were written. Announce as many as there are, or none.");
        }
        count += size;
    }

    /**
     * Sends what was written so far.
     *
     * @throws IOException as {@link #write(ByteBuffer)}
     */
    @Suspendable
    public void flush() throws IOException {
        output.flush();
    }

    /** The body is complete. */
    @Suspendable
    void end() throws IOException {
        closed = true;
        if (framing >= 0 && count < framing && !silent) {
            throw new IllegalStateException("A body of " + framing + " bytes was announced, and only " + count
                    + " were written. Announce as many as there are, or none.");
        }
        if (framing == Framing.CHUNKED && !silent) {
            output.text("0\r\n\r\n");
        }
        output.flush();
    }
}
