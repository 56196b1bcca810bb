package dev.bobbin.adapt;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import dev.bobbin.Thrown;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.MalformedInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers and buffers around an adapted socket's stream: they do what the JDK's do, and take no thread while they wait. */
@Timeout(120)
class LoopReadersTest {

    private static final int TIMES = Integer.getInteger("adapt.fuzz", 400);

    /** Bytes that come in pieces, as over a network; which pieces, the seed says. It suspends before each. */
    private static final class Pieces extends InputStream implements SuspendingInput {
        private final byte[] bytes;
        private final Random random;
        private int position;
        private int piece; // bytes that are there

        Pieces(byte[] bytes, long seed) {
            this.bytes = bytes;
            this.random = new Random(seed);
        }

        @Override
        public int available() {
            return piece;
        }

        @Override
        @Suspendable
        public int readNext() {
            byte[] one = new byte[1];
            return readNext(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        @Suspendable
        public int readNext(byte[] into, int offset, int length) {
            if (piece == 0) {
                yieldNow();
                piece = Math.min(bytes.length - position, 1 + random.nextInt(random.nextBoolean() ? 3 : 40));
            }
            if (position == bytes.length) {
                return -1;
            }
            int count = Math.min(length, piece);
            System.arraycopy(bytes, position, into, offset, count);
            position += count;
            piece -= count;
            return count;
        }

        @Override
        @Suspendable
        public int read() {
            return readNext();
        }

        @Override
        @Suspendable
        public int read(byte[] into, int offset, int length) {
            return readNext(into, offset, length);
        }
    }

    // ---- the JDK's are the oracle ----

    @Test
    void aBufferedReaderReadsAsTheJdksDoes() {
        for (long seed = 1; seed <= TIMES; seed++) {
            byte[] text = text(new Random(seed)).getBytes(UTF_8);
            List<Object> expected = new ArrayList<>();
            List<Object> actual = new ArrayList<>();
            long same = seed;
            int size = 1 + (int) (seed % 50);
            runBlocking(() -> {
                useReader(
                        new BufferedReader(new InputStreamReader(new java.io.ByteArrayInputStream(text), UTF_8), size),
                        same,
                        expected);
                useReader(Readers.buffered(Readers.decoding(new Pieces(text, same), UTF_8), size), same, actual);
            });
            assertThat(actual).as("seed " + seed).isEqualTo(expected);
        }
    }

    private static String text(Random random) {
        String[] parts = {"a", "bc", "\n", "\r", "\r\n", "\n\n", "ä", "€", "𝄞", "a long line of text ", "\0", "\r\r\n"
        };
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(60); n > 0; n--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    @Suspendable
    private static void useReader(BufferedReader reader, long seed, List<Object> trace) throws IOException {
        Random random = new Random(seed);
        for (int n = 0; n < 40; n++) {
            switch (random.nextInt(6)) {
                case 0 -> trace.add(Readers.read(reader));
                case 1 -> {
                    char[] chars = new char[random.nextInt(20)];
                    trace.add(new String(chars, 0, fill(reader, chars)));
                }
                case 2 -> trace.add(Readers.skip(reader, random.nextInt(5)));
                case 3 -> {
                    reader.mark(5000); // more than there is
                    for (int i = random.nextInt(10); i > 0; i--) {
                        trace.add(random.nextBoolean() ? Readers.read(reader) : Readers.readLine(reader));
                    }
                    reader.reset();
                }
                default -> trace.add(String.valueOf(Readers.readLine(reader)));
            }
        }
    }

    /** How many of {@code chars} are filled: all, or what there is until the end. */
    @Suspendable
    private static int fill(BufferedReader reader, char[] chars) throws IOException {
        int done = 0;
        while (done < chars.length) {
            int more = Readers.read(reader, chars, done, chars.length - done);
            if (more < 0) {
                break;
            }
            done += more;
        }
        return done;
    }

    @Test
    void aBufferedStreamReadsAsTheJdksDoes() {
        for (long seed = 1; seed <= TIMES; seed++) {
            byte[] bytes = new byte[new Random(seed).nextInt(300)];
            new Random(seed).nextBytes(bytes);
            List<Object> expected = new ArrayList<>();
            List<Object> actual = new ArrayList<>();
            long same = seed;
            int size = 1 + (int) (seed % 50);
            runBlocking(() -> {
                useStream(new BufferedInputStream(new java.io.ByteArrayInputStream(bytes), size), same, expected);
                useStream(Streams.buffered(new Pieces(bytes, same), size), same, actual);
            });
            assertThat(actual).as("seed " + seed).isEqualTo(expected);
        }
    }

    @Suspendable
    private static void useStream(InputStream in, long seed, List<Object> trace) throws IOException {
        Random random = new Random(seed);
        for (int n = 0; n < 60; n++) {
            switch (random.nextInt(4)) {
                case 0 -> trace.add(Streams.read(in));
                case 1 ->
                    trace.add(new String(
                            Streams.readNBytes(in, random.nextInt(60)), java.nio.charset.StandardCharsets.ISO_8859_1));
                case 2 -> {
                    in.mark(40);
                    trace.add(Streams.readNBytes(in, random.nextInt(40)).length);
                    in.reset();
                }
                default -> {
                    byte[] some = new byte[random.nextInt(20)];
                    trace.add(Streams.readNBytes(in, some, 0, some.length));
                    trace.add(java.util.Arrays.toString(some));
                }
            }
        }
    }

    @Test
    void numbersAndTextAreReadAsTheyWereWritten() throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(written);
        out.writeBoolean(true);
        out.writeByte(-2);
        out.writeByte(200);
        out.writeShort(-3);
        out.writeShort(60_000);
        out.writeChar('€');
        out.writeInt(-4);
        out.writeLong(Long.MIN_VALUE + 5);
        out.writeFloat(1.5f);
        out.writeDouble(-2.25);
        out.writeUTF("aä€\0𝄞");
        out.writeUTF("");
        out.write(new byte[] {1, 2, 3, 4});
        runBlocking(() -> {
            DataInputStream in = DataInputs.open(Streams.buffered(new Pieces(written.toByteArray(), 7)));
            assertThat(DataInputs.readBoolean(in)).isTrue();
            assertThat(DataInputs.readByte(in)).isEqualTo((byte) -2);
            assertThat(DataInputs.readUnsignedByte(in)).isEqualTo(200);
            assertThat(DataInputs.readShort(in)).isEqualTo((short) -3);
            assertThat(DataInputs.readUnsignedShort(in)).isEqualTo(60_000);
            assertThat(DataInputs.readChar(in)).isEqualTo('€');
            assertThat(DataInputs.readInt(in)).isEqualTo(-4);
            assertThat(DataInputs.readLong(in)).isEqualTo(Long.MIN_VALUE + 5);
            assertThat(DataInputs.readFloat(in)).isEqualTo(1.5f);
            assertThat(DataInputs.readDouble(in)).isEqualTo(-2.25);
            assertThat(DataInputs.readUTF(in)).isEqualTo("aä€\0𝄞");
            assertThat(DataInputs.readUTF(in)).isEmpty();
            assertThat(DataInputs.skipBytes(in, 1)).isEqualTo(1);
            byte[] two = new byte[2];
            DataInputs.readFully(in, two);
            assertThat(two).containsExactly(2, 3);
            assertThat(Thrown.by(() -> DataInputs.readInt(in))).isInstanceOf(EOFException.class);
        });
    }

    // ---- characters ----

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "ISO-8859-1", "windows-1252", "GB18030", "ISO-2022-JP"})
    void charactersAreDecodedHoweverTheirBytesCome(String charset) {
        String text = "plain text, \r\n1 2 3".repeat(50) + (charset.startsWith("UTF") ? "ä€𝄞" : "");
        for (long seed = 1; seed <= 20; seed++) {
            long same = seed;
            String read = runBlocking(() -> {
                java.io.Reader reader = Readers.decoding(new Pieces(text.getBytes(charset), same), charset);
                StringBuilder all = new StringBuilder();
                for (int next = Readers.read(reader); next >= 0; next = Readers.read(reader)) {
                    all.append((char) next);
                }
                return all.toString();
            });
            assertThat(read).isEqualTo(text);
        }
    }

    @Test
    void bytesThatAreNoCharactersAreReplacedOrReportedAsTheDecoderSays() {
        byte[] broken = {'a', (byte) 0xff, 'b', (byte) 0xe2, (byte) 0x82};
        runBlocking(() -> {
            assertThat(Readers.readLine(Readers.buffered(Readers.decoding(new Pieces(broken, 1), UTF_8))))
                    .isEqualTo("a\ufffdb\ufffd");
            java.io.Reader strict = Readers.decoding(
                    new Pieces(broken, 1), UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT));
            assertThat(Readers.read(strict)).isEqualTo('a');
            assertThat(Thrown.by(() -> Readers.read(strict))).isInstanceOf(MalformedInputException.class);
            assertThat(Readers.decoding(new Pieces(broken, 1), UTF_16BE).getEncoding())
                    .isEqualTo(new InputStreamReader(InputStream.nullInputStream(), UTF_16BE).getEncoding());
        });
    }

    // ---- over sockets ----

    @FunctionalInterface
    private interface Talk {
        @Suspendable
        void with(Socket client, Socket accepted) throws Exception;
    }

    private static void pair(Talk talk) {
        runBlocking(() -> {
            try (ServerSocket server = ServerSockets.open(0, 5, InetAddress.getLoopbackAddress());
                    Socket client = Sockets.open(InetAddress.getLoopbackAddress(), server.getLocalPort());
                    Socket accepted = ServerSockets.accept(server)) {
                talk.with(client, accepted);
            }
        });
    }

    @Test
    void aThousandWhoWaitForALineTakeNoThread() {
        int readers = 1500;
        long before = poolThreads();
        pair((client, accepted) -> {
            List<Coroutine<String>> waiting = new ArrayList<>();
            try (ServerSocket server = ServerSockets.open(0, 500, InetAddress.getLoopbackAddress())) {
                List<Socket> sockets = new ArrayList<>();
                for (int i = 0; i < readers; i++) {
                    Socket one = Sockets.open(InetAddress.getLoopbackAddress(), server.getLocalPort());
                    Socket other = ServerSockets.accept(server);
                    sockets.add(one);
                    sockets.add(other);
                    BufferedReader reader = Readers.buffered(Readers.decoding(one.getInputStream(), UTF_8));
                    waiting.add(spawn(() -> Readers.readLine(reader)));
                }
                yieldNow();
                yieldNow();
                assertThat(poolThreads()).isLessThanOrEqualTo(before + 5);
                for (int i = 0; i < readers; i++) {
                    Streams.write(sockets.get(2 * i + 1).getOutputStream(), ("line " + i + "\r\n").getBytes(UTF_8));
                }
                for (int i = 0; i < readers; i++) {
                    assertThat(waiting.get(i).get()).isEqualTo("line " + i);
                }
                for (Socket each : sockets) {
                    each.close();
                }
            }
        });
    }

    private static long poolThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("bobbin-blocking"))
                .count();
    }

    @Test
    void aLineWhoseEndIsLateIsNotLostToATimeout() {
        pair((client, accepted) -> {
            BufferedReader reader = Readers.buffered(Readers.decoding(accepted.getInputStream(), UTF_8));
            accepted.setSoTimeout(20);
            Streams.write(client.getOutputStream(), "half a".getBytes(UTF_8));
            assertThat(Thrown.by(() -> Readers.readLine(reader))).isInstanceOf(SocketTimeoutException.class);
            Streams.write(client.getOutputStream(), " line\n".getBytes(UTF_8));
            assertThat(Readers.readLine(reader)).isEqualTo("half a line");
        });
    }

    @Test
    void closingTheReaderWakesWhoReads() {
        pair((client, accepted) -> {
            BufferedReader reader = Readers.buffered(Readers.decoding(accepted.getInputStream(), UTF_8));
            Coroutine<String> waiting = spawn(() -> Readers.readLine(reader));
            yieldNow();
            Readers.close(reader);
            assertThat(Thrown.by(waiting::get)).isInstanceOf(IOException.class);
            assertThat(accepted.isClosed()).isTrue();
            assertThat(Thrown.by(() -> Readers.readLine(reader)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Stream closed");
            assertThat(Thrown.by(reader::ready)).isInstanceOf(IOException.class);
        });
    }

    @Test
    void itIsReadyWhenSomethingIsThereAndReadByPlainThreadsToo() {
        pair((client, accepted) -> {
            BufferedReader reader = Readers.buffered(Readers.decoding(accepted.getInputStream(), UTF_8));
            assertThat(reader.ready()).isFalse();
            byte[] euro = "€".getBytes(UTF_8);
            Streams.write(client.getOutputStream(), new byte[] {euro[0], euro[1]});
            while (accepted.getInputStream().available() < 2) {
                yieldNow();
            }
            assertThat(reader.ready()).as("two thirds of a character").isFalse();
            Streams.write(client.getOutputStream(), new byte[] {euro[2], '\r'});
            while (!reader.ready()) {
                yieldNow();
            }
            assertThat(Readers.readLine(reader)).isEqualTo("€");
            Streams.write(client.getOutputStream(), "\nnext\n".getBytes(UTF_8));
            String[] line = new String[1];
            Thread plain = new Thread(() -> line[0] = readPlainly(reader));
            plain.start();
            Threads.join(plain);
            assertThat(line[0]).isEqualTo("next");
        });
    }

    private static String readPlainly(BufferedReader reader) {
        try {
            return reader.readLine();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
