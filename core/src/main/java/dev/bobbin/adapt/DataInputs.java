package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CancellationException;

/**
 * Stands in for the calls of {@link DataInputStream}. One that adapted code has made around an adapted socket's stream suspends; for
 * all others, a thread of the blocking pool makes the call.
 *
 * <p>Each method does what that of the same name does, with its exceptions, and throws a {@link CancellationException} if the
 * coroutine is cancelled.
 */
public final class DataInputs {

    private DataInputs() {}

    /**
     * {@link DataInputStream#DataInputStream(InputStream)}.
     *
     * @param in where it reads
     * @return the stream
     */
    @Suspendable
    public static DataInputStream open(InputStream in) {
        return in instanceof SuspendingInput ? new LoopDataInput(in) : new DataInputStream(in);
    }

    /**
     * {@link DataInputStream#readFully(byte[])}.
     *
     * @param in where to read
     * @param bytes to be filled
     * @throws IOException if it fails, or ends before
     */
    @Suspendable
    public static void readFully(DataInputStream in, byte[] bytes) throws IOException {
        readFully(in, bytes, 0, bytes.length);
    }

    /**
     * {@link DataInputStream#readFully(byte[], int, int)}.
     *
     * @param in where to read
     * @param bytes where to put them
     * @param offset from where on
     * @param length how many
     * @throws IOException if it fails, or ends before
     */
    @Suspendable
    public static void readFully(DataInputStream in, byte[] bytes, int offset, int length) throws IOException {
        if (in instanceof LoopDataInput) {
            ((LoopDataInput) in).readAll(bytes, offset, length);
        } else {
            Coroutines.blocking(() -> {
                in.readFully(bytes, offset, length);
                return null;
            });
        }
    }

    /**
     * {@link DataInputStream#skipBytes(int)}.
     *
     * @param in where to read
     * @param count how many bytes to leave out
     * @return how many were
     * @throws IOException if it fails
     */
    @Suspendable
    public static int skipBytes(DataInputStream in, int count) throws IOException {
        return in instanceof LoopDataInput
                ? (int) Streams.skip(in, count)
                : Coroutines.blocking(() -> in.skipBytes(count));
    }

    /**
     * {@link DataInputStream#readBoolean()}.
     *
     * @param in where to read
     * @return the value
     * @throws IOException if it fails, or ends before
     */
    @Suspendable
    public static boolean readBoolean(DataInputStream in) throws IOException {
        return in instanceof LoopDataInput ? number(in, 1) != 0 : Coroutines.blocking(in::readBoolean);
    }

    /**
     * {@link DataInputStream#readByte()}.
     *
     * @param in where to read
     * @return the value
     * @throws IOException if it fails, or ends before
     */
    @Suspendable
    public static byte readByte(DataInputStream in) throws IOException {
        return in instanceof LoopDataInput ? (byte) number(in, 1) : Coroutines.blocking(in::readByte);
    }

    /**
     * {@link DataInputStream#readUnsignedByte()}.
     *
     * @param in where to read
     * @return the value
     * @throws IOException if it fails, or ends before
     */
    @Suspendable
    public static int readUnsignedByte(DataInputStream in) throws IOException {
        return in instanceof LoopDataInput ? (int) number(in, 1) : Coroutines.blocking(in::readUnsignedByte);
    }

    /**
     * {@link DataInputStream#readShort()}.
     *
     * @param in where to read
     * @return the value
     * @throws IOException if it fails, or ends before
     */
    @Suspendable
    public static short readShort(DataInputStream in) throws IOException {
        return in instanceof LoopDataInput ? (short) number(in, 2) : Coroutines.blocking(in::readShort);
    }

    /**
     * {@link DataInputStream#readUnsignedShort()}.
     *
     * @param in where to read
     * @return the value
     * @throws IOException if it fails, or ends before
     */
    @Suspendable
    public static int readUnsignedShort(DataInputStream in) throws IOException {
        return in instanceof LoopDataInput ? (int) number(in, 2) : Coroutines.blocking(in::readUnsignedShort);
    }

    /**
     * {@link DataInputStream#readChar()}.
     *
     * @param in where to read
     * @return the value
     * @throws IOException if it fails, or ends before
     */
    @Suspendable
    public static char readChar(DataInputStream in) throws IOException {
        return in instanceof LoopDataInput ? (char) number(in, 2) : Coroutines.blocking(in::readChar);
    }

    /**
     * {@link DataInputStream#readInt()}.
     *
     * @param in where to read
     * @return the value
     * @throws IOException if it fails, or ends before
     */
    @Suspendable
    public static int readInt(DataInputStream in) throws IOException {
        return in instanceof LoopDataInput ? (int) number(in, 4) : Coroutines.blocking(in::readInt);
    }

    /**
     * {@link DataInputStream#readLong()}.
     *
     * @param in where to read
     * @return the value
     * @throws IOException if it fails, or ends before
     */
    @Suspendable
    public static long readLong(DataInputStream in) throws IOException {
        return in instanceof LoopDataInput ? number(in, 8) : Coroutines.blocking(in::readLong);
    }

    /**
     * {@link DataInputStream#readFloat()}.
     *
     * @param in where to read
     * @return the value
     * @throws IOException if it fails, or ends before
     */
    @Suspendable
    public static float readFloat(DataInputStream in) throws IOException {
        return Float.intBitsToFloat(readInt(in));
    }

    /**
     * {@link DataInputStream#readDouble()}.
     *
     * @param in where to read
     * @return the value
     * @throws IOException if it fails, or ends before
     */
    @Suspendable
    public static double readDouble(DataInputStream in) throws IOException {
        return Double.longBitsToDouble(readLong(in));
    }

    /**
     * {@link DataInputStream#readUTF()}.
     *
     * @param in where to read
     * @return the value
     * @throws IOException if it fails, ends before, or is not modified UTF-8
     */
    @Suspendable
    public static String readUTF(DataInputStream in) throws IOException {
        if (!(in instanceof LoopDataInput)) {
            return Coroutines.blocking(() -> in.readUTF());
        }
        int length = (int) number(in, 2);
        byte[] text = new byte[2 + length];
        text[0] = (byte) (length >> 8);
        text[1] = (byte) length;
        ((LoopDataInput) in).readAll(text, 2, length);
        return new DataInputStream(new ByteArrayInputStream(text)).readUTF();
    }

    @Suspendable
    private static long number(DataInputStream in, int bytes) throws IOException {
        return ((LoopDataInput) in).readBytes(bytes);
    }
}
