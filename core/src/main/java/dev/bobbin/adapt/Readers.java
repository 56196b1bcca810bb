package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.CharBuffer;
import java.util.concurrent.CancellationException;

/**
 * Stands in for the calls of {@link Reader} and {@link BufferedReader}. Readers of strings and arrays are called as they are; for
 * all others, a thread of the blocking pool reads. A read does not listen to interrupts: a cancellation is told when it ends, so
 * close what is read from if it may not.
 */
public final class Readers {

    private Readers() {}

    /**
     * {@link Reader#read()}.
     *
     * @param reader where to read
     * @return the character; -1 at the end
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static int read(Reader reader) throws IOException {
        return InMemory.is(reader) ? reader.read() : Coroutines.blocking(() -> reader.read());
    }

    /**
     * {@link Reader#read(char[])}.
     *
     * @param reader where to read
     * @param chars where to put them
     * @return how many; -1 at the end
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static int read(Reader reader, char[] chars) throws IOException {
        return InMemory.is(reader) ? reader.read(chars) : Coroutines.blocking(() -> reader.read(chars));
    }

    /**
     * {@link Reader#read(char[], int, int)}.
     *
     * @param reader where to read
     * @param chars where to put them
     * @param offset from where on
     * @param length how many at the most
     * @return how many; -1 at the end
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static int read(Reader reader, char[] chars, int offset, int length) throws IOException {
        return InMemory.is(reader)
                ? reader.read(chars, offset, length)
                : Coroutines.blocking(() -> reader.read(chars, offset, length));
    }

    /**
     * {@link Reader#read(CharBuffer)}.
     *
     * @param reader where to read
     * @param chars where to put them
     * @return how many; -1 at the end
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static int read(Reader reader, CharBuffer chars) throws IOException {
        return InMemory.is(reader) ? reader.read(chars) : Coroutines.blocking(() -> reader.read(chars));
    }

    /**
     * {@link Reader#skip(long)}.
     *
     * @param reader where to read
     * @param count how many characters to leave out
     * @return how many were
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static long skip(Reader reader, long count) throws IOException {
        return InMemory.is(reader) ? reader.skip(count) : Coroutines.blocking(() -> reader.skip(count));
    }

    /**
     * {@link BufferedReader#readLine()}.
     *
     * @param reader where to read
     * @return the line without its end; null at the end
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static String readLine(BufferedReader reader) throws IOException {
        return Coroutines.blocking(reader::readLine);
    }

    /**
     * {@link Reader#close()}.
     *
     * @param reader what to close; also in a cancelled coroutine
     * @throws IOException if it fails
     */
    @Suspendable
    public static void close(Reader reader) throws IOException {
        if (InMemory.is(reader)) {
            reader.close();
        } else {
            Closing.close(reader);
        }
    }
}
