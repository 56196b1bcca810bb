package dev.bobbin.adapt;

import dev.bobbin.Suspendable;
import java.io.IOException;
import java.io.Writer;
import java.util.concurrent.CancellationException;

/**
 * Stands in for the calls of {@link Writer}. Writers of strings and arrays are called as they are, those that adapted code
 * has made around an adapted socket suspend; for all others, a thread of the blocking pool writes. Such a write does not
 * listen to interrupts: a cancellation is told when it ends.
 */
public final class Writers {

    private Writers() {}

    /**
     * {@link Writer#write(int)}.
     *
     * @param writer where to write
     * @param oneChar what to write
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void write(Writer writer, int oneChar) throws IOException {
        if (InMemory.is(writer)) {
            writer.write(oneChar);
            return;
        }
        Offload.send(writer, self -> {
            writer.write(oneChar);
            return null;
        });
    }

    /**
     * {@link Writer#write(char[])}.
     *
     * @param writer where to write
     * @param chars what to write
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void write(Writer writer, char[] chars) throws IOException {
        if (InMemory.is(writer)) {
            writer.write(chars);
            return;
        }
        Offload.send(writer, self -> {
            writer.write(chars);
            return null;
        });
    }

    /**
     * {@link Writer#write(char[], int, int)}.
     *
     * @param writer where to write
     * @param chars what to write
     * @param offset from where on
     * @param length how many
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void write(Writer writer, char[] chars, int offset, int length) throws IOException {
        if (InMemory.is(writer)) {
            writer.write(chars, offset, length);
            return;
        }
        Offload.send(writer, self -> {
            writer.write(chars, offset, length);
            return null;
        });
    }

    /**
     * {@link Writer#write(String)}.
     *
     * @param writer where to write
     * @param text what to write
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void write(Writer writer, String text) throws IOException {
        if (InMemory.is(writer)) {
            writer.write(text);
            return;
        }
        Offload.send(writer, self -> {
            writer.write(text);
            return null;
        });
    }

    /**
     * {@link Writer#write(String, int, int)}.
     *
     * @param writer where to write
     * @param text what to write
     * @param offset from where on
     * @param length how many characters
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void write(Writer writer, String text, int offset, int length) throws IOException {
        if (InMemory.is(writer)) {
            writer.write(text, offset, length);
            return;
        }
        Offload.send(writer, self -> {
            writer.write(text, offset, length);
            return null;
        });
    }

    /**
     * {@link Writer#append(char)}.
     *
     * @param writer where to write
     * @param oneChar what to write
     * @return the writer
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static Writer append(Writer writer, char oneChar) throws IOException {
        return InMemory.is(writer)
                ? writer.append(oneChar)
                : (Writer) Offload.send(writer, self -> writer.append(oneChar));
    }

    /**
     * {@link Writer#append(CharSequence)}.
     *
     * @param writer where to write
     * @param text what to write
     * @return the writer
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static Writer append(Writer writer, CharSequence text) throws IOException {
        return InMemory.is(writer) ? writer.append(text) : (Writer) Offload.send(writer, self -> writer.append(text));
    }

    /**
     * {@link Writer#append(CharSequence, int, int)}.
     *
     * @param writer where to write
     * @param text what to write
     * @param start from where on
     * @param end up to where
     * @return the writer
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static Writer append(Writer writer, CharSequence text, int start, int end) throws IOException {
        return InMemory.is(writer)
                ? writer.append(text, start, end)
                : (Writer) Offload.send(writer, self -> writer.append(text, start, end));
    }

    /**
     * {@link Writer#flush()}.
     *
     * @param writer where to write
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void flush(Writer writer) throws IOException {
        if (InMemory.is(writer)) {
            writer.flush();
            return;
        }
        Offload.send(writer, self -> {
            writer.flush();
            return null;
        });
    }

    /**
     * {@link Writer#close()}.
     *
     * @param writer what to close; also in a cancelled coroutine
     * @throws IOException if it fails
     */
    @Suspendable
    public static void close(Writer writer) throws IOException {
        if (InMemory.is(writer)) {
            writer.close();
        } else if (writer instanceof AroundSocket) {
            Closing.closeSent((AroundSocket) writer, writer);
        } else {
            Closing.close(writer);
        }
    }
}
