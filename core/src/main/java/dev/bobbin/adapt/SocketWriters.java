package dev.bobbin.adapt;

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
import java.util.zip.GZIPOutputStream;

/** The JDK's streams and writers, in a kind that knows the adapted socket around whose output it was made. */
final class SocketWriters {

    private SocketWriters() {}

    private static SocketOutput tail(Object out) {
        return ((AroundSocket) out).tail();
    }

    static final class Buffered extends BufferedOutputStream implements AroundSocket {
        private final SocketOutput tail;

        Buffered(OutputStream out, int size) {
            super(out, size);
            this.tail = SocketWriters.tail(out);
        }

        @Override
        public SocketOutput tail() {
            return tail;
        }
    }

    static final class Numbers extends DataOutputStream implements AroundSocket {
        private final SocketOutput tail;

        Numbers(OutputStream out) {
            super(out);
            this.tail = SocketWriters.tail(out);
        }

        @Override
        public SocketOutput tail() {
            return tail;
        }
    }

    static final class Zipped extends GZIPOutputStream implements AroundSocket {
        private final SocketOutput tail;

        Zipped(OutputStream out, int size, boolean syncFlush) throws IOException {
            super(out, size, syncFlush);
            this.tail = SocketWriters.tail(out);
        }

        @Override
        public SocketOutput tail() {
            return tail;
        }
    }

    static final class Objects extends ObjectOutputStream implements AroundSocket {
        private final SocketOutput tail;

        Objects(OutputStream out) throws IOException {
            super(out);
            this.tail = SocketWriters.tail(out);
        }

        @Override
        public SocketOutput tail() {
            return tail;
        }
    }

    static final class Encoded extends OutputStreamWriter implements AroundSocket {
        private final SocketOutput tail;

        Encoded(OutputStream out, Charset charset) {
            super(out, charset);
            this.tail = SocketWriters.tail(out);
        }

        Encoded(OutputStream out, CharsetEncoder encoder) {
            super(out, encoder);
            this.tail = SocketWriters.tail(out);
        }

        @Override
        public SocketOutput tail() {
            return tail;
        }
    }

    static final class BufferedText extends BufferedWriter implements AroundSocket {
        private final SocketOutput tail;

        BufferedText(Writer out, int size) {
            super(out, size);
            this.tail = SocketWriters.tail(out);
        }

        @Override
        public SocketOutput tail() {
            return tail;
        }
    }

    static final class PrintedText extends PrintWriter implements AroundSocket {
        private final SocketOutput tail;

        PrintedText(Writer out, boolean autoFlush) {
            super(out, autoFlush);
            this.tail = SocketWriters.tail(out);
        }

        PrintedText(OutputStream out, boolean autoFlush) {
            super(out, autoFlush);
            this.tail = SocketWriters.tail(out);
        }

        @Override
        public SocketOutput tail() {
            return tail;
        }

        @Override
        public void failed(IOException thrown) {
            setError();
        }
    }

    static final class Printed extends PrintStream implements AroundSocket {
        private final SocketOutput tail;

        Printed(OutputStream out, boolean autoFlush) {
            super(out, autoFlush);
            this.tail = SocketWriters.tail(out);
        }

        Printed(OutputStream out, boolean autoFlush, String charset) throws UnsupportedEncodingException {
            super(out, autoFlush, charset);
            this.tail = SocketWriters.tail(out);
        }

        @Override
        public SocketOutput tail() {
            return tail;
        }

        @Override
        public void failed(IOException thrown) {
            setError();
        }
    }
}
