package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CancellationException;

/**
 * Stands in for the calls of {@link InputStream} and {@link OutputStream}. The streams of {@link Sockets} suspend, and so do
 * the buffered ones and {@link DataInputs} that adapted code makes around them; those of byte arrays are called as they are; for all others, a thread of the blocking pool makes the call. Such a call does not listen to
 * interrupts: a cancellation is told when it ends, so close what is read from if it may not.
 */
public final class Streams {

    private static final int BUFFER = 8192;

    // Methods that Java 8 does not have; null there.
    private static final MethodHandle READ_ALL_BYTES = input("readAllBytes", byte[].class);
    private static final MethodHandle READ_N_BYTES = input("readNBytes", byte[].class, int.class);
    private static final MethodHandle READ_N_BYTES_INTO =
            input("readNBytes", int.class, byte[].class, int.class, int.class);
    private static final MethodHandle SKIP_N_BYTES = input("skipNBytes", void.class, long.class);
    private static final MethodHandle TRANSFER_TO = input("transferTo", long.class, OutputStream.class);

    private Streams() {}

    /**
     * {@link BufferedInputStream#BufferedInputStream(InputStream)}.
     *
     * @param in where it reads
     * @return the stream: around an adapted socket's, its reads suspend
     */
    @Suspendable
    public static BufferedInputStream buffered(InputStream in) {
        return buffered(in, BUFFER);
    }

    /**
     * {@link BufferedInputStream#BufferedInputStream(InputStream, int)}.
     *
     * @param in where it reads
     * @param size of its buffer, in bytes
     * @return the stream: around an adapted socket's, its reads suspend
     */
    @Suspendable
    public static BufferedInputStream buffered(InputStream in, int size) {
        return in instanceof SuspendingInput ? new LoopBufferedInput(in, size) : new BufferedInputStream(in, size);
    }

    // ---- in ----

    /**
     * {@link InputStream#read()}.
     *
     * @param in where to read
     * @return the byte, 0 to 255; -1 at the end
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static int read(InputStream in) throws IOException {
        if (in instanceof SuspendingInput) {
            return ((SuspendingInput) in).readNext();
        }
        return InMemory.is(in) ? in.read() : Coroutines.blocking(in::read);
    }

    /**
     * {@link InputStream#read(byte[])}.
     *
     * @param in where to read
     * @param bytes where to put them
     * @return how many; -1 at the end
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static int read(InputStream in, byte[] bytes) throws IOException {
        if (in instanceof SuspendingInput) {
            return ((SuspendingInput) in).readNext(bytes, 0, bytes.length);
        }
        return InMemory.is(in) ? in.read(bytes) : Coroutines.blocking(() -> in.read(bytes));
    }

    /**
     * {@link InputStream#read(byte[], int, int)}.
     *
     * @param in where to read
     * @param bytes where to put them
     * @param offset from where on
     * @param length how many at the most
     * @return how many; -1 at the end
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static int read(InputStream in, byte[] bytes, int offset, int length) throws IOException {
        if (in instanceof SuspendingInput) {
            return ((SuspendingInput) in).readNext(bytes, offset, length);
        }
        return InMemory.is(in)
                ? in.read(bytes, offset, length)
                : Coroutines.blocking(() -> in.read(bytes, offset, length));
    }

    /**
     * {@link InputStream#skip(long)}.
     *
     * @param in where to read
     * @param count how many bytes to leave out
     * @return how many were
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static long skip(InputStream in, long count) throws IOException {
        if (in instanceof SuspendingInput) {
            return skipBytes((SuspendingInput) in, count);
        }
        return InMemory.is(in) ? in.skip(count) : Coroutines.blocking(() -> in.skip(count));
    }

    /**
     * {@code InputStream.readAllBytes()} of Java 9.
     *
     * @param in where to read
     * @return all that comes until the end
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static byte[] readAllBytes(InputStream in) throws IOException {
        return in instanceof SuspendingInput
                ? readUpTo((SuspendingInput) in, Integer.MAX_VALUE)
                : (byte[]) invoke(READ_ALL_BYTES, in);
    }

    /**
     * {@code InputStream.readNBytes(int)} of Java 11.
     *
     * @param in where to read
     * @param count how many bytes
     * @return so many, or fewer at the end
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static byte[] readNBytes(InputStream in, int count) throws IOException {
        if (count < 0) {
            throw new IllegalArgumentException("len < 0");
        }
        return in instanceof SuspendingInput
                ? readUpTo((SuspendingInput) in, count)
                : (byte[]) invoke(READ_N_BYTES, in, count);
    }

    /**
     * {@code InputStream.readNBytes(byte[], int, int)} of Java 9.
     *
     * @param in where to read
     * @param bytes where to put them
     * @param offset from where on
     * @param count how many
     * @return so many, or fewer at the end
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static int readNBytes(InputStream in, byte[] bytes, int offset, int count) throws IOException {
        if (!(in instanceof SuspendingInput)) {
            return (Integer) invoke(READ_N_BYTES_INTO, in, bytes, offset, count);
        }
        LoopSocket.requireRange(bytes, offset, count);
        SuspendingInput source = (SuspendingInput) in;
        int got = 0;
        while (got < count) {
            int more = source.readNext(bytes, offset + got, count - got);
            if (more < 0) {
                break;
            }
            got += more;
        }
        return got;
    }

    /**
     * {@code InputStream.skipNBytes(long)} of Java 12.
     *
     * @param in where to read
     * @param count how many bytes to leave out
     * @throws EOFException if there are not so many
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void skipNBytes(InputStream in, long count) throws IOException {
        if (!(in instanceof SuspendingInput)) {
            invoke(SKIP_N_BYTES, in, count);
        } else if (skipBytes((SuspendingInput) in, count) < count) {
            throw new EOFException();
        }
    }

    /**
     * {@code InputStream.transferTo(OutputStream)} of Java 9.
     *
     * @param in where to read, to its end
     * @param out where to write
     * @return how many bytes
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static long transferTo(InputStream in, OutputStream out) throws IOException {
        if (!(in instanceof SuspendingInput) && !(out instanceof AroundSocket)) {
            return (Long) invoke(TRANSFER_TO, in, out);
        }
        byte[] buffer = new byte[BUFFER];
        long total = 0;
        for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
            write(out, buffer, 0, count);
            total += count;
        }
        return total;
    }

    /**
     * {@link InputStream#close()}. A cancelled coroutine closes, too.
     *
     * @param in what to close
     * @throws IOException if it fails
     */
    @Suspendable
    public static void close(InputStream in) throws IOException {
        if (in instanceof SuspendingInput || InMemory.is(in)) {
            in.close();
        } else {
            Closing.close(in);
        }
    }

    // ---- out ----

    /**
     * {@link OutputStream#write(int)}.
     *
     * @param out where to write
     * @param oneByte what to write, in its lowest eight bits
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void write(OutputStream out, int oneByte) throws IOException {
        if (out instanceof SocketOutput) {
            ((SocketOutput) out).write(oneByte);
        } else if (out instanceof AroundSocket) {
            Offload.send(out, self -> {
                out.write(oneByte);
                return null;
            });
        } else if (InMemory.is(out)) {
            out.write(oneByte);
        } else {
            Coroutines.blocking(() -> {
                out.write(oneByte);
                return null;
            });
        }
    }

    /**
     * {@link OutputStream#write(byte[])}.
     *
     * @param out where to write
     * @param bytes what to write
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void write(OutputStream out, byte[] bytes) throws IOException {
        if (out instanceof SocketOutput) {
            ((SocketOutput) out).write(bytes);
        } else if (out instanceof AroundSocket) {
            Offload.send(out, self -> {
                out.write(bytes);
                return null;
            });
        } else if (InMemory.is(out)) {
            out.write(bytes);
        } else {
            Coroutines.blocking(() -> {
                out.write(bytes);
                return null;
            });
        }
    }

    /**
     * {@link OutputStream#write(byte[], int, int)}.
     *
     * @param out where to write
     * @param bytes what to write
     * @param offset from where on
     * @param length how many
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void write(OutputStream out, byte[] bytes, int offset, int length) throws IOException {
        if (out instanceof SocketOutput) {
            ((SocketOutput) out).write(bytes, offset, length);
        } else if (out instanceof AroundSocket) {
            Offload.send(out, self -> {
                out.write(bytes, offset, length);
                return null;
            });
        } else if (InMemory.is(out)) {
            out.write(bytes, offset, length);
        } else {
            Coroutines.blocking(() -> {
                out.write(bytes, offset, length);
                return null;
            });
        }
    }

    /**
     * {@link OutputStream#flush()}.
     *
     * @param out what to flush
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void flush(OutputStream out) throws IOException {
        if (!(out instanceof SocketOutput) && !InMemory.is(out)) {
            Offload.send(out, self -> {
                out.flush();
                return null;
            });
        }
    }

    /**
     * {@link OutputStream#close()}. A cancelled coroutine closes, too.
     *
     * @param out what to close
     * @throws IOException if it fails
     */
    @Suspendable
    public static void close(OutputStream out) throws IOException {
        if (out instanceof SocketOutput || InMemory.is(out)) {
            out.close();
        } else if (out instanceof AroundSocket) {
            Closing.closeSent((AroundSocket) out, out);
        } else {
            Closing.close(out);
        }
    }

    // ---- what sockets do as any stream would ----

    @Suspendable
    private static long skipBytes(SuspendingInput in, long count) throws IOException {
        byte[] buffer = new byte[(int) Math.max(0, Math.min(BUFFER, count))];
        long left = count;
        while (left > 0) {
            int got = in.readNext(buffer, 0, (int) Math.min(buffer.length, left));
            if (got < 0) {
                break;
            }
            left -= got;
        }
        return Math.max(0, count) - Math.max(0, left);
    }

    @Suspendable
    private static byte[] readUpTo(SuspendingInput in, int most) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[Math.min(BUFFER, most)];
        while (bytes.size() < most) {
            int got = in.readNext(buffer, 0, Math.min(buffer.length, most - bytes.size()));
            if (got < 0) {
                break;
            }
            bytes.write(buffer, 0, got);
        }
        return bytes.toByteArray();
    }

    // ---- what is newer than Java 8 ----

    @Suspendable
    private static Object invoke(MethodHandle method, InputStream in, Object... arguments) throws IOException {
        return InMemory.is(in)
                ? invokeHere(method, in, arguments)
                : Coroutines.blocking(() -> invokeHere(method, in, arguments));
    }

    private static Object invokeHere(MethodHandle method, InputStream in, Object... arguments) throws IOException {
        if (method == null) {
            throw new UnsupportedOperationException(
                    "Java " + System.getProperty("java.version") + " does not have this method of InputStream yet");
        }
        try {
            return method.invoke(in, arguments);
        } catch (IOException | RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable thrown) {
            throw new AssertionError("a stream declares no such exception", thrown);
        }
    }

    private static MethodHandle input(String name, Class<?> result, Class<?>... parameters) {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(InputStream.class, name, MethodType.methodType(result, parameters))
                    .asFixedArity()
                    .asSpreader(Object[].class, parameters.length);
        } catch (NoSuchMethodException | IllegalAccessException older) {
            return null;
        }
    }
}
