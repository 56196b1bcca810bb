package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UnsupportedEncodingException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.concurrent.CancellationException;
import java.util.zip.GZIPOutputStream;

/**
 * Stands in for the constructors of the JDK's streams and writers that are made around others. Around the output of an adapted
 * socket, or around what was made here around it, they are of a kind whose calls suspend until all that they wrote was sent; {@link
 * Streams}, {@link Writers} and {@link Offload} make these calls. Around any other they are the JDK's.
 *
 * <p>Each does what the constructor does, with its exceptions.
 *
 * <pre>{@code
 * PrintWriter out = Printers.printing(socket.getOutputStream(), true);
 * Offload.send(out, self -> {
 *     out.println("ready");
 *     return null;
 * });
 * }</pre>
 */
public final class Printers {

    private static final int BUFFER = 8192;
    private static final int ZIP_BUFFER = 512;

    private Printers() {}

    /**
     * {@link BufferedOutputStream#BufferedOutputStream(OutputStream)}.
     *
     * @param out where it writes
     * @return it
     */
    @Suspendable
    public static BufferedOutputStream buffered(OutputStream out) {
        return buffered(out, BUFFER);
    }

    /**
     * {@link BufferedOutputStream#BufferedOutputStream(OutputStream, int)}.
     *
     * @param out where it writes
     * @param size of its buffer
     * @return it
     */
    @Suspendable
    public static BufferedOutputStream buffered(OutputStream out, int size) {
        return out instanceof AroundSocket
                ? new SocketWriters.Buffered(out, size)
                : new BufferedOutputStream(out, size);
    }

    /**
     * {@link DataOutputStream#DataOutputStream(OutputStream)}.
     *
     * @param out where it writes
     * @return it
     */
    @Suspendable
    public static DataOutputStream numbers(OutputStream out) {
        return out instanceof AroundSocket ? new SocketWriters.Numbers(out) : new DataOutputStream(out);
    }

    /**
     * {@link OutputStreamWriter#OutputStreamWriter(OutputStream)}.
     *
     * @param out where it writes
     * @return it
     */
    @Suspendable
    public static OutputStreamWriter encoded(OutputStream out) {
        return encoded(out, Charset.defaultCharset());
    }

    /**
     * {@link OutputStreamWriter#OutputStreamWriter(OutputStream, String)}.
     *
     * @param out where it writes
     * @param charset the name of a charset
     * @return it
     * @throws UnsupportedEncodingException if there is no such charset
     */
    @Suspendable
    public static OutputStreamWriter encoded(OutputStream out, String charset) throws UnsupportedEncodingException {
        OutputStreamWriter plain = new OutputStreamWriter(out, charset); // it refuses what is to be refused
        return out instanceof AroundSocket ? encoded(out, Charset.forName(charset)) : plain;
    }

    /**
     * {@link OutputStreamWriter#OutputStreamWriter(OutputStream, Charset)}.
     *
     * @param out where it writes
     * @param charset how characters become bytes
     * @return it
     */
    @Suspendable
    public static OutputStreamWriter encoded(OutputStream out, Charset charset) {
        return out instanceof AroundSocket
                ? new SocketWriters.Encoded(out, charset)
                : new OutputStreamWriter(out, charset);
    }

    /**
     * {@link OutputStreamWriter#OutputStreamWriter(OutputStream, CharsetEncoder)}.
     *
     * @param out where it writes
     * @param encoder makes bytes of characters
     * @return it
     */
    @Suspendable
    public static OutputStreamWriter encoded(OutputStream out, CharsetEncoder encoder) {
        return out instanceof AroundSocket
                ? new SocketWriters.Encoded(out, encoder)
                : new OutputStreamWriter(out, encoder);
    }

    /**
     * {@link BufferedWriter#BufferedWriter(Writer)}.
     *
     * @param out where it writes
     * @return it
     */
    @Suspendable
    public static BufferedWriter buffered(Writer out) {
        return buffered(out, BUFFER);
    }

    /**
     * {@link BufferedWriter#BufferedWriter(Writer, int)}.
     *
     * @param out where it writes
     * @param size of its buffer
     * @return it
     */
    @Suspendable
    public static BufferedWriter buffered(Writer out, int size) {
        return out instanceof AroundSocket ? new SocketWriters.BufferedText(out, size) : new BufferedWriter(out, size);
    }

    /**
     * {@link PrintWriter#PrintWriter(Writer)}.
     *
     * @param out where it writes
     * @return it
     */
    @Suspendable
    public static PrintWriter printing(Writer out) {
        return printing(out, false);
    }

    /**
     * {@link PrintWriter#PrintWriter(Writer, boolean)}.
     *
     * @param out where it writes
     * @param autoFlush whether the end of a line flushes
     * @return it
     */
    @Suspendable
    public static PrintWriter printing(Writer out, boolean autoFlush) {
        return out instanceof AroundSocket
                ? new SocketWriters.PrintedText(out, autoFlush)
                : new PrintWriter(out, autoFlush);
    }

    /**
     * {@link PrintWriter#PrintWriter(OutputStream)}.
     *
     * @param out where it writes
     * @return it
     */
    @Suspendable
    public static PrintWriter printing(OutputStream out) {
        return printing(out, false);
    }

    /**
     * {@link PrintWriter#PrintWriter(OutputStream, boolean)}.
     *
     * @param out where it writes
     * @param autoFlush whether the end of a line flushes
     * @return it
     */
    @Suspendable
    public static PrintWriter printing(OutputStream out, boolean autoFlush) {
        return out instanceof AroundSocket
                ? new SocketWriters.PrintedText(out, autoFlush)
                : new PrintWriter(out, autoFlush);
    }

    /**
     * {@code new PrintWriter(out, autoFlush, charset)} of Java 10.
     *
     * @param out where it writes
     * @param autoFlush whether the end of a line flushes
     * @param charset how characters become bytes
     * @return it
     */
    @Suspendable
    public static PrintWriter printing(OutputStream out, boolean autoFlush, Charset charset) {
        return printing(buffered(encoded(out, charset)), autoFlush);
    }

    /**
     * {@link PrintStream#PrintStream(OutputStream)}.
     *
     * @param out where it writes
     * @return it
     */
    @Suspendable
    public static PrintStream printed(OutputStream out) {
        return printed(out, false);
    }

    /**
     * {@link PrintStream#PrintStream(OutputStream, boolean)}.
     *
     * @param out where it writes
     * @param autoFlush whether the end of a line flushes
     * @return it
     */
    @Suspendable
    public static PrintStream printed(OutputStream out, boolean autoFlush) {
        return out instanceof AroundSocket
                ? new SocketWriters.Printed(out, autoFlush)
                : new PrintStream(out, autoFlush);
    }

    /**
     * {@link PrintStream#PrintStream(OutputStream, boolean, String)}.
     *
     * @param out where it writes
     * @param autoFlush whether the end of a line flushes
     * @param charset the name of a charset
     * @return it
     * @throws UnsupportedEncodingException if there is no such charset
     */
    @Suspendable
    public static PrintStream printed(OutputStream out, boolean autoFlush, String charset)
            throws UnsupportedEncodingException {
        return out instanceof AroundSocket
                ? new SocketWriters.Printed(out, autoFlush, charset)
                : new PrintStream(out, autoFlush, charset);
    }

    /**
     * {@code new PrintStream(out, autoFlush, charset)} of Java 10.
     *
     * @param out where it writes
     * @param autoFlush whether the end of a line flushes
     * @param charset how characters become bytes
     * @return it
     */
    @Suspendable
    public static PrintStream printed(OutputStream out, boolean autoFlush, Charset charset) {
        try {
            return printed(out, autoFlush, charset.name());
        } catch (UnsupportedEncodingException e) {
            throw new AssertionError("a charset that is there", e);
        }
    }

    /**
     * {@link GZIPOutputStream#GZIPOutputStream(OutputStream)}.
     *
     * @param out where it writes
     * @return it
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static GZIPOutputStream zipped(OutputStream out) throws IOException {
        return zipped(out, ZIP_BUFFER, false);
    }

    /**
     * {@link GZIPOutputStream#GZIPOutputStream(OutputStream, int)}.
     *
     * @param out where it writes
     * @param size of its buffer
     * @return it
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static GZIPOutputStream zipped(OutputStream out, int size) throws IOException {
        return zipped(out, size, false);
    }

    /**
     * {@link GZIPOutputStream#GZIPOutputStream(OutputStream, boolean)}.
     *
     * @param out where it writes
     * @param syncFlush whether a flush flushes what is being compressed, too
     * @return it
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static GZIPOutputStream zipped(OutputStream out, boolean syncFlush) throws IOException {
        return zipped(out, ZIP_BUFFER, syncFlush);
    }

    /**
     * {@link GZIPOutputStream#GZIPOutputStream(OutputStream, int, boolean)}.
     *
     * @param out where it writes
     * @param size of its buffer
     * @param syncFlush whether a flush flushes what is being compressed, too
     * @return it
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static GZIPOutputStream zipped(OutputStream out, int size, boolean syncFlush) throws IOException {
        return out instanceof AroundSocket
                ? (GZIPOutputStream) Offload.send(out, self -> new SocketWriters.Zipped(out, size, syncFlush))
                : Coroutines.blocking(() -> new GZIPOutputStream(out, size, syncFlush));
    }

    /**
     * {@link ObjectOutputStream#ObjectOutputStream(OutputStream)}.
     *
     * @param out where it writes
     * @return it
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static ObjectOutputStream objects(OutputStream out) throws IOException {
        return out instanceof AroundSocket
                ? (ObjectOutputStream) Offload.send(out, self -> new SocketWriters.Objects(out))
                : Coroutines.blocking(() -> new ObjectOutputStream(out));
    }
}
