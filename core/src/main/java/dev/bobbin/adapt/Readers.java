package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UnsupportedEncodingException;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.concurrent.CancellationException;

/**
 * Stands in for the calls of {@link Reader} and {@link BufferedReader}. Those that adapted code makes around the stream of an
 * adapted socket suspend; readers of strings and arrays are called as they are; for all others, a thread of the blocking pool reads. A read does not listen to interrupts: a cancellation is told when it ends, so
 * close what is read from if it may not.
 */
public final class Readers {

    private static final int BUFFER = 8192;

    private Readers() {}

    /**
     * {@link InputStreamReader#InputStreamReader(InputStream)}.
     *
     * @param in where it reads
     * @return the reader: around an adapted socket's stream, its reads suspend
     */
    @Suspendable
    public static InputStreamReader decoding(InputStream in) {
        return in instanceof SuspendingInput ? decoding(in, Charset.defaultCharset()) : new InputStreamReader(in);
    }

    /**
     * {@link InputStreamReader#InputStreamReader(InputStream, String)}.
     *
     * @param in where it reads
     * @param charset the name of a charset
     * @return the reader: around an adapted socket's stream, its reads suspend
     * @throws UnsupportedEncodingException if there is no such charset
     */
    @Suspendable
    public static InputStreamReader decoding(InputStream in, String charset) throws UnsupportedEncodingException {
        InputStreamReader plain = new InputStreamReader(in, charset); // it refuses what is to be refused
        return in instanceof SuspendingInput ? decoding(in, Charset.forName(charset)) : plain;
    }

    /**
     * {@link InputStreamReader#InputStreamReader(InputStream, Charset)}.
     *
     * @param in where it reads
     * @param charset how its bytes become characters
     * @return the reader: around an adapted socket's stream, its reads suspend
     */
    @Suspendable
    public static InputStreamReader decoding(InputStream in, Charset charset) {
        if (charset == null || !(in instanceof SuspendingInput)) {
            return new InputStreamReader(in, charset);
        }
        return decoding(
                in,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE));
    }

    /**
     * {@link InputStreamReader#InputStreamReader(InputStream, CharsetDecoder)}.
     *
     * @param in where it reads
     * @param decoder makes characters of its bytes
     * @return the reader: around an adapted socket's stream, its reads suspend
     */
    @Suspendable
    public static InputStreamReader decoding(InputStream in, CharsetDecoder decoder) {
        return decoder != null && in instanceof SuspendingInput
                ? new LoopDecodingReader(in, decoder)
                : new InputStreamReader(in, decoder);
    }

    /**
     * {@link BufferedReader#BufferedReader(Reader)}.
     *
     * @param reader where it reads
     * @return the reader: around one whose reads suspend, its do, too
     */
    @Suspendable
    public static BufferedReader buffered(Reader reader) {
        return buffered(reader, BUFFER);
    }

    /**
     * {@link BufferedReader#BufferedReader(Reader, int)}.
     *
     * @param reader where it reads
     * @param size of its buffer, in characters
     * @return the reader: around one whose reads suspend, its do, too
     */
    @Suspendable
    public static BufferedReader buffered(Reader reader, int size) {
        return reader instanceof SuspendingReader
                ? new LoopBufferedReader(reader, size)
                : new BufferedReader(reader, size);
    }

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
        if (reader instanceof SuspendingReader) {
            return ((SuspendingReader) reader).read();
        }
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
        if (reader instanceof SuspendingReader) {
            return ((SuspendingReader) reader).read(chars, 0, chars.length);
        }
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
        if (reader instanceof SuspendingReader) {
            return ((SuspendingReader) reader).read(chars, offset, length);
        }
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
        if (reader instanceof SuspendingReader) {
            char[] some = new char[chars.remaining()];
            int count = ((SuspendingReader) reader).read(some, 0, some.length);
            chars.put(some, 0, Math.max(0, count));
            return count;
        }
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
        if (reader instanceof SuspendingReader) {
            return ((SuspendingReader) reader).skip(count);
        }
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
        return reader instanceof LoopBufferedReader
                ? ((LoopBufferedReader) reader).readLine()
                : Coroutines.blocking(reader::readLine);
    }

    /**
     * {@link Reader#close()}.
     *
     * @param reader what to close; also in a cancelled coroutine
     * @throws IOException if it fails
     */
    @Suspendable
    public static void close(Reader reader) throws IOException {
        if (reader instanceof SuspendingReader || InMemory.is(reader)) {
            reader.close();
        } else {
            Closing.close(reader);
        }
    }
}
