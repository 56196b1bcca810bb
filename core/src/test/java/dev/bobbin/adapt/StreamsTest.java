package dev.bobbin.adapt;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Coroutine;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableCallable;
import dev.bobbin.SuspendableRunnable;
import dev.bobbin.Thrown;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reading and writing, as adapted code does it: natively, in memory, and by another thread. */
@Timeout(120)
@SuppressSuspensionWarnings("blocking-call") // what is there is read, and getting a stream waits for nobody
class StreamsTest {

    private static final byte[] TEXT = "0123456789abcdefghij".getBytes(UTF_8);

    private static final class Noted extends FilterInputStream {
        private Thread reader;

        Noted() {
            super(new ByteArrayInputStream(TEXT));
        }

        @Override
        public int read() throws IOException {
            reader = Thread.currentThread();
            return super.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            reader = Thread.currentThread();
            return super.read(bytes, offset, length);
        }
    }

    /** All that can be asked of an input stream, in a fixed order. */
    private static List<Object> readInAllWays(SuspendableCallable<InputStream> open) {
        return runBlocking(() -> {
            List<Object> got = new ArrayList<>();
            InputStream in = open.call();
            got.add(Streams.read(in));
            byte[] bytes = new byte[4];
            got.add(Streams.readNBytes(in, bytes, 1, 3));
            got.add(new String(bytes, 1, 3, UTF_8));
            got.add(Streams.read(in, bytes));
            got.add(new String(bytes, UTF_8));
            got.add(Streams.read(in, bytes, 2, 1));
            got.add(bytes[2]);
            got.add(Streams.skip(in, 2));
            got.add(Streams.skip(in, -3));
            got.add(new String(Streams.readNBytes(in, 3), UTF_8));
            Streams.skipNBytes(in, 1);
            got.add(new String(Streams.readAllBytes(in), UTF_8));
            got.add(Streams.read(in));
            got.add(Streams.read(in, bytes));
            got.add(Streams.readNBytes(in, 5).length);
            got.add(Thrown.by(() -> Streams.skipNBytes(in, 1)).getClass());
            got.add(Thrown.by(() -> Streams.readNBytes(in, -1)).getClass());
            Streams.close(in);
            InputStream again = open.call();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            got.add(Streams.transferTo(again, out));
            got.add(out.toString("UTF-8"));
            Streams.close(again);
            return got;
        });
    }

    @Test
    void socketsReadAsByteArraysAndAnyOtherStreamsDo() {
        List<Object> asPlain = List.of(
                (int) '0',
                3,
                "123",
                4,
                "4567",
                1,
                (byte) '8',
                2L,
                0L,
                "bcd",
                "fghij",
                -1,
                -1,
                0,
                EOFException.class,
                IllegalArgumentException.class,
                20L,
                "0123456789abcdefghij");
        assertThat(readInAllWays(() -> new ByteArrayInputStream(TEXT))).isEqualTo(asPlain);
        assertThat(readInAllWays(Noted::new)).isEqualTo(asPlain);
        assertThat(readInAllWays(StreamsTest::socketWithText)).isEqualTo(asPlain);
    }

    @Suspendable
    private static InputStream socketWithText() throws IOException {
        try (ServerSocket server = ServerSockets.open(0, 50, InetAddress.getLoopbackAddress())) {
            Socket client = Sockets.open(InetAddress.getLoopbackAddress(), server.getLocalPort());
            try (Socket accepted = ServerSockets.accept(server)) {
                Streams.write(accepted.getOutputStream(), TEXT);
            }
            return client.getInputStream();
        }
    }

    @Test
    void whatIsInMemoryIsReadWhereItIsAndAnythingElseByAnotherThread() {
        runBlocking(() -> {
            List<Object> trace = new ArrayList<>();
            spawn(() -> trace.add("other"));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Streams.write(out, Streams.read(new ByteArrayInputStream(TEXT)));
            Streams.write(out, TEXT);
            Streams.write(out, TEXT, 1, 2);
            Streams.flush(out);
            Streams.close(out);
            Readers.read(new StringReader("x"));
            Writers.write(new StringWriter(), "x");
            assertThat(trace).isEmpty(); // nobody else had a turn
            assertThat(out.toString("UTF-8")).isEqualTo("00123456789abcdefghij12");
            Noted noted = new Noted();
            Streams.read(noted);
            assertThat(noted.reader.getName()).startsWith("bobbin-blocking-");
        });
        Noted noted = new Noted();
        Thread current = Thread.currentThread();
        assertThat(plainRead(noted)).isEqualTo('0');
        assertThat(noted.reader).isSameAs(current);
    }

    private static int plainRead(InputStream in) {
        try {
            return Streams.read(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPipeOfTwoCoroutinesOnOneLoopDoesNotStandStill() throws IOException {
        PipedInputStream in = new PipedInputStream(4);
        PipedOutputStream out = new PipedOutputStream(in);
        runBlocking(() -> {
            Coroutine<byte[]> reader = spawn(() -> Streams.readAllBytes(in));
            Streams.write(out, TEXT); // more than fits
            Streams.flush(out);
            Streams.close(out);
            assertThat(reader.get()).isEqualTo(TEXT);
        });
    }

    @Test
    void writesOfOtherStreamsAreMadeByAnotherThreadInTheirOrder() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<String> calls = new ArrayList<>();
        OutputStream out = new FilterOutputStream(bytes) {
            @Override
            public void flush() throws IOException {
                calls.add("flush");
                super.flush();
            }

            @Override
            public void close() throws IOException {
                calls.add("close");
                out.close();
            }
        };
        runBlocking(() -> {
            Streams.write(out, 'a');
            Streams.write(out, "bc".getBytes(UTF_8));
            Streams.write(out, "-de-".getBytes(UTF_8), 1, 2);
            Streams.flush(out);
            Streams.close(out);
        });
        assertThat(bytes.toString()).isEqualTo("abcde");
        assertThat(calls).containsExactly("flush", "close");
    }

    @Test
    void aFailureIsTheVeryExceptionOfTheStream() {
        IOException broken = new IOException("broken");
        InputStream in = new InputStream() {
            @Override
            public int read() throws IOException {
                throw broken;
            }

            @Override
            public void close() throws IOException {
                throw broken;
            }
        };
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw broken;
            }
        };
        List<SuspendableRunnable> calls = List.of(
                () -> Streams.read(in),
                () -> Streams.readAllBytes(in),
                () -> Streams.transferTo(in, out),
                () -> Streams.write(out, 1),
                () -> Streams.close(in),
                () -> Readers.readLine(new BufferedReader(new InputStreamReader(in, UTF_8))));
        for (SuspendableRunnable call : calls) {
            assertThat(runBlocking(() -> Thrown.by(call))).isSameAs(broken);
        }
    }

    @Test
    void aCancelledCoroutineStillCloses() {
        List<String> closed = new ArrayList<>();
        InputStream in = new ByteArrayInputStream(TEXT) {
            @Override
            public void close() {
                closed.add("in on " + Thread.currentThread().getName().replaceAll("\\d+", "N"));
            }
        };
        Reader reader = new StringReader("x") {
            @Override
            public void close() {
                closed.add("reader");
            }
        };
        Writer writer = new StringWriter() {
            @Override
            public void close() {
                closed.add("writer");
            }
        };
        OutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed.add("out");
            }
        };
        Coroutine<?> cancelled = Adapted.cancelled(() -> {
            try {
                Threads.sleep(60_000);
            } finally {
                Streams.close(in);
                Readers.close(reader);
                Writers.close(writer);
                Streams.close(out);
                Offload.close(() -> closed.add("offloaded"));
            }
        });
        assertThat(cancelled.isCancelled()).isTrue();
        assertThat(closed).containsExactly("in on bobbin-blocking-N", "reader", "writer", "out", "offloaded");
    }

    // ---- characters ----

    @Test
    void readersReadInMemoryAndByAnotherThreadAlike() throws IOException {
        for (boolean inMemory : new boolean[] {true, false}) {
            Reader reader = inMemory
                    ? new StringReader("0123456789")
                    : new InputStreamReader(new ByteArrayInputStream("0123456789".getBytes(UTF_8)), UTF_8);
            runBlocking(() -> {
                assertThat(Readers.read(reader)).isEqualTo('0');
                char[] chars = new char[2];
                assertThat(Readers.read(reader, chars)).isEqualTo(2);
                assertThat(new String(chars)).isEqualTo("12");
                assertThat(Readers.read(reader, chars, 1, 1)).isEqualTo(1);
                assertThat(chars[1]).isEqualTo('3');
                CharBuffer buffer = CharBuffer.allocate(2);
                assertThat(Readers.read(reader, buffer)).isEqualTo(2);
                assertThat(buffer.flip().toString()).isEqualTo("45");
                assertThat(Readers.skip(reader, 2)).isEqualTo(2);
                assertThat(Readers.read(reader)).isEqualTo('8');
                assertThat(Readers.readLine(new BufferedReader(reader))).isEqualTo("9");
                Readers.close(reader);
                assertThat(Thrown.by(() -> Readers.read(reader))).isInstanceOf(IOException.class);
            });
        }
    }

    @Test
    void writersWriteInMemoryAndByAnotherThreadAlike() {
        StringWriter strings = new StringWriter();
        Writer filter = new java.io.BufferedWriter(strings, 1);
        for (Writer writer : List.of(strings, filter)) {
            strings.getBuffer().setLength(0);
            runBlocking(() -> {
                Writers.write(writer, 'a');
                Writers.write(writer, new char[] {'b', 'c'});
                Writers.write(writer, new char[] {'-', 'd', '-'}, 1, 1);
                Writers.write(writer, "ef");
                Writers.write(writer, "-g-", 1, 1);
                assertThat(Writers.append(writer, 'h')).isSameAs(writer);
                assertThat(Writers.append(writer, "ij")).isSameAs(writer);
                assertThat(Writers.append(writer, "-k-", 1, 2)).isSameAs(writer);
                Writers.flush(writer);
                assertThat(strings.toString()).isEqualTo("abcdefghijk");
                Writers.close(writer);
            });
        }
    }

    @Test
    void aReaderThatWaitsLeavesTheLoopToOthers() throws IOException {
        PipedReader in = new PipedReader();
        PipedWriter out = new PipedWriter(in);
        assertThat(Adapted.trace(() -> (char) Readers.read(in), () -> Writers.write(out, 'x')))
                .containsExactly("calls", "meanwhile", 'x');
    }

    // ---- channels ----

    @Test
    void channelsThatBlockLeaveTheLoopToOthers() throws IOException {
        Pipe pipe = Pipe.open();
        ByteBuffer buffer = ByteBuffer.allocate(10);
        assertThat(Adapted.trace(
                        () -> Channels.read(pipe.source(), buffer),
                        () -> Channels.write(pipe.sink(), ByteBuffer.wrap(new byte[3]))))
                .containsExactly("calls", "meanwhile", 3);
        assertThat(Adapted.trace(
                        () -> Channels.read(pipe.source(), new ByteBuffer[] {buffer}),
                        () -> Channels.write(pipe.sink(), new ByteBuffer[] {ByteBuffer.wrap(new byte[2])})))
                .containsExactly("calls", "meanwhile", 2L);
        assertThat(Adapted.trace(
                        () -> Channels.read(pipe.source(), new ByteBuffer[] {null, buffer}, 1, 1),
                        () -> Channels.write(pipe.sink(), new ByteBuffer[] {null, ByteBuffer.wrap(new byte[4])}, 1, 1)))
                .containsExactly("calls", "meanwhile", 4L);
        pipe.source().close();
        pipe.sink().close();
    }

    @Test
    void channelsOfSocketsConnectAndAccept() throws IOException {
        try (ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            List<Object> trace = Adapted.trace(() -> Channels.accept(server) != null, () -> {
                SocketChannel client = Channels.open(server.getLocalAddress());
                client.close();
                SocketChannel other = SocketChannel.open();
                assertThat(Channels.connect(other, server.getLocalAddress())).isTrue();
                assertThat(Channels.finishConnect(other)).isTrue();
                other.close();
            });
            assertThat(trace).containsExactly("calls", "meanwhile", true);
        }
    }

    @Test
    void channelsOfDatagramsSendAndReceive() throws IOException {
        try (DatagramChannel a =
                        DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                DatagramChannel b =
                        DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            assertThat(Adapted.trace(
                            () -> Channels.receive(b, ByteBuffer.allocate(10)),
                            () -> Channels.send(a, ByteBuffer.wrap(new byte[3]), b.getLocalAddress())))
                    .containsExactly("calls", "meanwhile", a.getLocalAddress());
        }
    }

    @Test
    void aChannelInNonBlockingModeIsCalledAsItIs() throws IOException {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .configureBlocking(false);
            runBlocking(() -> {
                List<Object> trace = new ArrayList<>();
                spawn(() -> trace.add("other"));
                assertThat(Channels.read(pipe.source(), ByteBuffer.allocate(1))).isZero();
                assertThat(Channels.accept(server)).isNull();
                assertThat(trace).isEmpty();
                yieldNow();
            });
        }
        pipe.source().close();
        pipe.sink().close();
    }

    @Test
    void filesAreReadAndWrittenByAnotherThread(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("file");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            runBlocking(() -> {
                assertThat(Channels.write(channel, ByteBuffer.wrap(TEXT))).isEqualTo(TEXT.length);
                channel.position(0);
                ByteBuffer buffer = ByteBuffer.allocate(100);
                assertThat(Channels.read(channel, buffer)).isEqualTo(TEXT.length);
                assertThat(Arrays.copyOf(buffer.array(), buffer.position())).isEqualTo(TEXT);
            });
        }
        runBlocking(() -> {
            InputStream in = Files.newInputStream(file);
            assertThat(Streams.readAllBytes(in)).isEqualTo(TEXT);
            Streams.close(in);
        });
    }

    @Test
    void aCancellationClosesAChannelAsAnInterruptDoes() throws IOException {
        Pipe pipe = Pipe.open();
        AtomicBoolean begun = new AtomicBoolean();
        ReadableByteChannel telling = new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer buffer) throws IOException {
                begun.set(true);
                return pipe.source().read(buffer);
            }

            @Override
            public boolean isOpen() {
                return pipe.source().isOpen();
            }

            @Override
            public void close() throws IOException {
                pipe.source().close();
            }
        };
        Coroutine<?> cancelled = runBlocking(() -> {
            Coroutine<Void> reader = spawn(() -> {
                Channels.read(telling, ByteBuffer.allocate(1));
            });
            while (!begun.get()) { // cancelled before the call has begun, it never would, and would close nothing
                Threads.sleep(1);
            }
            reader.cancelAndJoin();
            return reader;
        });
        assertThat(cancelled.isCancelled()).isTrue();
        assertThat(pipe.source().isOpen()).isFalse();
        assertThat(ClosedByInterruptException.class).isAssignableTo(IOException.class);
        pipe.sink().close();
    }
}
