package dev.bobbin.net.http;

import dev.bobbin.Suspendable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * The body of a request or of a reply, as it comes. What is not read is not fetched: the peer has to wait, so that a body may be
 * larger than the memory. Reading suspends in a coroutine, and blocks a plain thread; it is done by one coroutine at a time.
 *
 * <p>A body is read once. That of a request can be read while the handler runs, or while it sends its response.
 *
 * <pre>{@code
 * ByteBuffer part = ByteBuffer.allocate(8192);
 * for (int n = body.read(part); n >= 0; n = body.read(part)) {
 *     part.flip();
 *     store(part);
 *     part.clear();
 * }
 * }</pre>
 */
public final class HttpBody {

    private static final int FIRST_BYTES = 4096;
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final HttpInput input;
    private final HttpHeaders headers;
    private final Patience patience;
    private final long most;
    private final String whatIfMore;
    private final long length; // a framing
    private final ChunkDecoder chunks; // null if it is not in chunks

    private HttpOutput continueTo; // null, or where "100 Continue" goes before the first read
    private long count; // bytes so far
    private boolean ended;
    private boolean closed;
    private IOException failure; // null if there was none
    private String call; // null, or whose reply this is, for messages

    /**
     * A body.
     *
     * @param framing where it ends, see {@link Framing}
     * @param most how many bytes it may have
     * @param whatIfMore the message if it has more
     */
    HttpBody(HttpInput input, HttpHeaders headers, long framing, Patience patience, long most, String whatIfMore) {
        this.input = input;
        this.headers = headers;
        this.patience = patience;
        this.most = most;
        this.whatIfMore = whatIfMore;
        this.length = framing;
        this.chunks = framing == Framing.CHUNKED ? new ChunkDecoder() : null;
        this.ended = framing == 0;
    }

    /** A body that is there already. */
    static HttpBody of(byte[] bytes, HttpHeaders headers) {
        return new HttpBody(new HttpInput(bytes), headers, bytes.length, Patience.endless(), Long.MAX_VALUE, "");
    }

    /** Lets failures name the call whose reply this is. */
    void readBy(String theCall) {
        call = theCall;
    }

    /** Lets the first read ask the peer for the body, as it wishes to be. */
    void askFirst(HttpOutput output) {
        if (!ended) {
            continueTo = output;
        }
    }

    /** Asks the peer for the body, if it waits for that. */
    @Suspendable
    void askNow() throws IOException {
        if (continueTo != null) {
            HttpOutput output = continueTo;
            continueTo = null;
            output.text("HTTP/1.1 100 Continue\r\n\r\n").flush();
        }
    }

    /** Whether the peer still waits to be asked; from now on it is not. */
    boolean wasNotAskedFor() {
        boolean waits = continueTo != null;
        continueTo = null;
        return waits;
    }

    /**
     * Reads a part, after waiting for at least one byte.
     *
     * @param part where to put it
     * @return how many bytes were read; -1 at the end; 0 only if there was no room
     * @throws IOException if the connection ends in the middle; an {@link HttpStatusException} if the body is malformed, too long
     *     or too slow. It is thrown again by each further read
     */
    @Suspendable
    public int read(ByteBuffer part) throws IOException {
        Objects.requireNonNull(part, "part");
        if (failure != null) {
            throw failure;
        }
        if (closed) {
            throw new IllegalStateException(
                    "A body was read after its connection was given back. Read it before the handler, or the function that got"
                            + " the reply, returns.");
        }
        if (ended) {
            return -1;
        }
        if (!part.hasRemaining()) {
            return 0;
        }
        try {
            return readSome(part);
        } catch (IOException e) {
            failure = call == null ? e : HttpCallException.of(call, e);
            throw failure;
        }
    }

    @Suspendable
    private int readSome(ByteBuffer part) throws IOException {
        askNow();
        int before = part.position();
        for (; ; ) {
            take(part);
            int taken = part.position() - before;
            if (taken > 0) {
                count += taken;
                if (count > most) {
                    throw new HttpStatusException(413, whatIfMore);
                }
                ended |= count == length;
                return taken;
            }
            if (ended) {
                return -1;
            }
            if (!fill()) {
                endOfInput();
            }
        }
    }

    /** Moves what is there of the body. */
    private void take(ByteBuffer part) throws HttpStatusException {
        ByteBuffer bytes = input.bytes();
        if (chunks != null) {
            chunks.decode(bytes, part);
            ended = chunks.isDone();
            return;
        }
        long left = length == Framing.UNTIL_CLOSE ? Long.MAX_VALUE : length - count;
        int some = (int) Math.min(left, Math.min(bytes.remaining(), part.remaining()));
        int limit = bytes.limit();
        bytes.limit(bytes.position() + some);
        part.put(bytes);
        bytes.limit(limit);
    }

    @Suspendable
    private boolean fill() throws IOException {
        try {
            return input.fill(patience);
        } catch (SocketTimeoutException e) {
            HttpStatusException slow =
                    new HttpStatusException(408, "The body came too slowly: " + count + " bytes so far");
            slow.initCause(e);
            throw slow;
        }
    }

    private void endOfInput() throws EOFException {
        if (length != Framing.UNTIL_CLOSE) {
            throw new EOFException("The connection ended in the middle of a body, after " + count
                    + (length >= 0 ? " of " + length : "") + " bytes");
        }
        ended = true;
    }

    /**
     * Reads all that is left.
     *
     * @return the bytes
     * @throws IOException as {@link #read}
     */
    @Suspendable
    public byte[] bytes() throws IOException {
        // Made larger as bytes come: a length that is only said costs nothing.
        ByteBuffer all = ByteBuffer.allocate((int) Math.min(FIRST_BYTES, length >= 0 ? length - count : FIRST_BYTES));
        for (; ; ) {
            if (!all.hasRemaining()) {
                if (ended) {
                    return all.array();
                }
                all = larger(all);
            }
            if (read(all) < 0) {
                return Arrays.copyOf(all.array(), all.position());
            }
        }
    }

    private ByteBuffer larger(ByteBuffer full) throws HttpStatusException {
        long wanted = Math.max(FIRST_BYTES, 2L * full.capacity());
        if (length >= 0) {
            wanted = Math.min(wanted, full.position() + length - count);
        }
        if (full.capacity() == LARGEST_ARRAY) {
            throw new HttpStatusException(413, "The body has more bytes than an array can hold: read it in parts");
        }
        ByteBuffer larger = ByteBuffer.wrap(Arrays.copyOf(full.array(), (int) Math.min(LARGEST_ARRAY, wanted)));
        larger.position(full.position());
        return larger;
    }

    /**
     * Reads all that is left, as text.
     *
     * @return the text, by the charset that the {@code Content-Type} names; by UTF-8 if it names none, or one that is not known
     * @throws IOException as {@link #read}
     */
    @Suspendable
    public String text() throws IOException {
        return new String(bytes(), charset());
    }

    Charset charset() {
        String type = headers.first("Content-Type").orElse("");
        int at = type.toLowerCase(java.util.Locale.ROOT).indexOf("charset=");
        if (at >= 0) {
            String name = type.substring(at + "charset=".length())
                    .split(";")[0]
                    .trim()
                    .replace("\"", "");
            try {
                return Charset.forName(name);
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                return StandardCharsets.UTF_8;
            }
        }
        return StandardCharsets.UTF_8;
    }

    /**
     * How long the body is, as far as its sender has said.
     *
     * @return empty if it comes in chunks, or until the connection ends
     */
    public OptionalLong length() {
        return length >= 0 ? OptionalLong.of(length) : OptionalLong.empty();
    }

    /**
     * The fields that followed the last chunk.
     *
     * @return none unless the body came in chunks and was read to its end
     */
    public HttpHeaders trailers() {
        return chunks != null && ended ? chunks.trailers() : HttpHeaders.empty();
    }

    /** Whether all of it was read. */
    boolean isAtEnd() {
        return ended;
    }

    /** Whether reading has failed, in a way that leaves the connection in the middle of the body. */
    boolean hasFailed() {
        return failure != null;
    }

    /** Whether reading has failed because the peer is not there any more. */
    boolean hasLostPeer() {
        return failure != null && !(failure instanceof HttpStatusException);
    }

    /** Reads what is left, to come to the next message. False if that is more than {@code mostBytes}, malformed or slow. */
    @Suspendable
    boolean skip(int mostBytes) throws IOException {
        if (ended || failure != null) {
            return failure == null;
        }
        if (length == Framing.UNTIL_CLOSE || length - count > mostBytes) {
            return false;
        }
        long end = count + mostBytes;
        ByteBuffer part = ByteBuffer.allocate(1024);
        try {
            while (read(part) >= 0) {
                if (count > end) {
                    return false;
                }
                part.clear();
            }
            return true;
        } catch (HttpStatusException e) {
            return false; // nobody wanted it anyway
        }
    }

    /** Lets nobody read any more: what comes next belongs to another message. */
    void close() {
        closed = true;
    }
}
