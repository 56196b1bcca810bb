package dev.bobbin.net;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withTimeout;
import static dev.bobbin.Coroutines.yieldNow;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Coroutine;
import dev.bobbin.DeadlineExceededException;
import dev.bobbin.Suspendable;
import dev.bobbin.Thrown;
import dev.bobbin.net.TcpTest.Pair;
import dev.bobbin.runtime.NotSuspendableException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers, writers and streams over a connection. */
@Timeout(60)
class ViewsTest {

    // ---- lines ----

    @Test
    void linesEndWithLfOrCrLfOrTheEnd() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                send(pair, "one\r\ntwo\n\r\nth\rree\n\nlast\r");
                ByteReader in = pair.server().reader(UTF_8);
                List<String> lines = new ArrayList<>();
                for (String line = in.readLine(10); line != null; line = in.readLine(10)) {
                    lines.add(line);
                }
                assertThat(lines).containsExactly("one", "two", "", "th\rree", "", "last\r");
                assertThat(in.readLine(10)).isNull();
            }
        });
    }

    @Test
    void linesAreIteratedOver() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<List<String>> reading = spawn(() -> {
                    List<String> lines = new ArrayList<>();
                    for (String line : pair.server().reader(UTF_8).lines(100)) {
                        lines.add(line);
                    }
                    return lines;
                });
                for (byte each : "Grüße\nan\nalle".getBytes(UTF_8)) {
                    pair.client().write(new byte[] {each});
                    yieldNow();
                }
                pair.client().shutdownOutput();
                assertThat(reading.get()).containsExactly("Grüße", "an", "alle");
            }
        });
    }

    @Test
    void aLineMayBeAsLongAsTheLimitAndNoLonger() {
        runBlocking(() -> {
            for (String end : List.of("\n", "\r\n", "")) {
                try (Pair pair = Pair.open()) {
                    send(pair, "12345" + end);
                    assertThat(pair.server().reader(UTF_8).readLine(5)).isEqualTo("12345");
                }
                try (Pair pair = Pair.open()) {
                    send(pair, "123456" + end);
                    ByteReader in = pair.server().reader(UTF_8);
                    assertThat(Thrown.by(() -> in.readLine(5)))
                            .isInstanceOf(TooLongException.class)
                            .hasMessage(pair.server() + " has sent a line of more than 5 bytes");
                    assertThat(in.readLine(6)).as("nothing was consumed").isEqualTo("123456");
                }
            }
        });
    }

    @Test
    void aPeerThatSendsNoEndOfALineCostsNoMoreThanTheLimit() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<Throwable> flooding = spawn(() -> Thrown.by(() -> {
                    while (true) {
                        pair.client().write(new byte[10_000]);
                    }
                }));
                ByteReader in = pair.server().reader(UTF_8);
                assertThat(Thrown.by(() -> in.readLine(20_000))).isInstanceOf(TooLongException.class);
                assertThat(in.available()).isLessThan(100_000);
                pair.server().abort();
                assertThat(flooding.get()).isInstanceOf(IOException.class);
            }
        });
    }

    @Test
    void bytesThatAreNoCharactersAreReplaced() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                pair.client().write(new byte[] {'a', (byte) 0xff, 'b', '\n', (byte) 0xe4, '\n'});
                assertThat(pair.server().reader(UTF_8).readLine(5)).isEqualTo("a\ufffdb");
            }
        });
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                pair.client().write(new byte[] {(byte) 0xe4, '\n'});
                assertThat(pair.server().reader(ISO_8859_1).readLine(5)).isEqualTo("ä");
            }
        });
    }

    @Test
    void characterSetsWithOtherLineEndsAreRefused() throws IOException {
        try (Pair pair = Pair.open()) {
            assertThatThrownBy(() -> pair.server().reader(UTF_16))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "Lines in UTF-16 do not end with the byte 10. Use a character set that extends US-ASCII, such as"
                                    + " UTF-8; or read blocks, and decode them.");
        }
    }

    // ---- blocks ----

    @Test
    void blocksNumbersAndDelimitersAreRead() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                ByteWriter out = pair.client().writer(US_ASCII);
                out.writeByte(0x1ff).writeShort(-2).writeInt(0x12345678).writeLong(Long.MIN_VALUE + 3);
                out.write("exact").write(new byte[20]).write(7L).write("aab--ab--b--x");
                out.flush();
                pair.client().shutdownOutput();
                ByteReader in = pair.server().reader(US_ASCII);
                assertThat(in.read()).isEqualTo(0xff);
                assertThat(in.readShort()).isEqualTo((short) -2);
                assertThat(in.readInt()).isEqualTo(0x12345678);
                assertThat(in.readLong()).isEqualTo(Long.MIN_VALUE + 3);
                assertThat(new String(in.readExactly(5), US_ASCII)).isEqualTo("exact");
                assertThat(in.skip(20)).isEqualTo(20);
                assertThat(in.isAtEnd()).isFalse();
                assertThat(in.read()).isEqualTo('7');
                byte[] delimiter = "b--".getBytes(US_ASCII);
                assertThat(new String(in.readUntil(delimiter, 2), US_ASCII)).isEqualTo("aa");
                assertThat(Thrown.by(() -> in.readUntil("--x".getBytes(US_ASCII), 3)))
                        .isInstanceOf(TooLongException.class)
                        .hasMessage(pair.server() + " has sent a block of more than 3 bytes");
                assertThat(new String(in.readUntil("--x".getBytes(US_ASCII), 5), US_ASCII))
                        .isEqualTo("ab--b");
                assertThat(in.isAtEnd()).isTrue();
                assertThat(in.read()).isEqualTo(-1);
                assertThat(in.readExactly(0)).isEmpty();
                assertThat(in.skip(1)).isZero();
            }
        });
    }

    @Test
    void anEarlyEndSaysHowMuchThereWas() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                send(pair, "abc");
                ByteReader in = pair.server().reader(UTF_8);
                assertThat(Thrown.by(() -> in.readExactly(4)))
                        .isInstanceOf(EOFException.class)
                        .hasMessage(pair.server() + " has ended after 3 bytes, but 4 bytes were to come");
                assertThat(Thrown.by(() -> in.readUntil(new byte[] {0}, 100)))
                        .isInstanceOf(EOFException.class)
                        .hasMessage(pair.server() + " has ended after 3 bytes, but a delimiter was to come");
                assertThat(Thrown.by(() -> in.readLong())).isInstanceOf(EOFException.class);
                assertThat(in.readExactly(3)).isEqualTo("abc".getBytes(UTF_8));
            }
        });
    }

    @Test
    void aCancelledReadHasConsumedNothing() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                ByteReader in = pair.server().reader(UTF_8);
                pair.client().write("begun ".getBytes(UTF_8));
                assertThat(Thrown.by(() -> withTimeout(Duration.ofMillis(20), () -> in.readLine(100))))
                        .isInstanceOf(DeadlineExceededException.class);
                Coroutine<Throwable> reading = spawn(() -> Thrown.by(() -> in.readExactly(11)));
                yieldNow();
                reading.cancel();
                assertThat(reading.get()).isInstanceOf(CancellationException.class);
                pair.client().write("ended\n".getBytes(UTF_8));
                assertThat(in.readLine(100)).isEqualTo("begun ended");
            }
        });
    }

    /** What random calls read is what was sent, however it is cut on its way. */
    @Test
    void whateverIsReadIsWhatWasSent() {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            byte[] sent = new byte[200_000];
            random.nextBytes(sent);
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            runBlocking(() -> {
                try (Pair pair = Pair.open()) {
                    spawn(() -> writeInPieces(pair.client(), sent, new Random(random.nextLong())));
                    ByteReader in = pair.server().reader(ISO_8859_1);
                    while (!in.isAtEnd()) {
                        readSomehow(in, random, received);
                    }
                }
            });
            assertThat(Arrays.equals(received.toByteArray(), sent))
                    .as("seed " + seed)
                    .isTrue();
        }
    }

    @Suspendable
    private static void writeInPieces(Connection connection, byte[] bytes, Random random) throws IOException {
        ByteWriter out = connection.writer(ISO_8859_1);
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(bytes.length - at, random.nextInt(random.nextBoolean() ? 100 : 20_000));
            out.write(ByteBuffer.wrap(bytes, at, length));
            if (random.nextInt(4) == 0) {
                out.flush();
                assertThat(out.pending()).isZero();
            }
            at += length;
        }
        out.flush();
        connection.shutdownOutput();
    }

    @Suspendable
    private static void readSomehow(ByteReader in, Random random, ByteArrayOutputStream received) throws IOException {
        int length = random.nextInt(random.nextBoolean() ? 50 : 30_000);
        switch (random.nextInt(4)) {
            case 0 -> {
                ByteBuffer buffer = ByteBuffer.allocate(length);
                in.read(buffer);
                received.write(buffer.array(), 0, buffer.position());
            }
            case 1 -> received.write(in.read());
            case 2 -> {
                try {
                    received.writeBytes(in.readUntil(new byte[] {13}, 1 + length));
                    received.write(13);
                } catch (TooLongException | EOFException e) {
                    received.writeBytes(in.readExactly(in.available()));
                }
            }
            default -> {
                try {
                    received.writeBytes(in.readExactly(length));
                } catch (EOFException e) {
                    received.writeBytes(in.readExactly(in.available()));
                }
            }
        }
    }

    @Test
    void bytesArePassedOn() {
        byte[] sent = new byte[300_000];
        new Random(3).nextBytes(sent);
        runBlocking(() -> {
            try (Pair pair = Pair.open();
                    Pair further = Pair.open()) {
                Coroutine<Void> sending = spawn(() -> {
                    pair.client().write("head\n".getBytes(UTF_8));
                    pair.client().write(sent);
                    pair.client().shutdownOutput();
                });
                Coroutine<byte[]> receiving = spawn(() -> StreamSocketTest.readAll(further.server()));
                ByteReader in = pair.server().reader(UTF_8);
                assertThat(in.readLine(10)).isEqualTo("head");
                assertThat(in.transferTo(further.client(), 100)).isEqualTo(100);
                assertThat(in.transferTo(further.client(), Long.MAX_VALUE)).isEqualTo(sent.length - 100);
                further.client().shutdownOutput();
                assertThat(Arrays.equals(receiving.get(), sent)).isTrue();
                sending.join();
            }
        });
    }

    // ---- writing ----

    @Test
    void nothingIsSentBeforeAFlush() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                ByteWriter out = pair.client().writer(UTF_8);
                out.write("a").write("b".getBytes(UTF_8));
                assertThat(out.pending()).isEqualTo(2);
                pair.client().write("first ".getBytes(UTF_8));
                out.flush();
                pair.client().shutdownOutput();
                assertThat(new String(StreamSocketTest.readAll(pair.server()), UTF_8))
                        .isEqualTo("first ab");
            }
        });
    }

    // ---- streams ----

    @Test
    void aLibraryOnAPlainThreadReadsAndWritesStreams() throws Exception {
        try (Pair pair = Pair.open()) {
            Coroutine<Void> echo = spawn(() -> {
                byte[] bytes = new byte[100];
                for (int n = pair.server().read(bytes);
                        n >= 0;
                        n = pair.server().read(bytes)) {
                    pair.server().write(ByteBuffer.wrap(bytes, 0, n));
                }
                pair.server().shutdownOutput();
            });
            OutputStream out = pair.client().outputStream();
            out.write("0123456789".getBytes(UTF_8), 2, 5);
            out.write('!');
            out.write("abc".getBytes(UTF_8));
            pair.client().shutdownOutput();
            InputStream in = pair.client().inputStream();
            assertThat(in.read()).isEqualTo('2');
            assertThat(in.skip(2)).isEqualTo(2);
            assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("56!abc");
            assertThat(in.read()).isEqualTo(-1);
            echo.join();
            in.close();
            assertThat(pair.client().isOpen()).isFalse();
        }
    }

    @Test
    void suspendableCodeSuspendsInAStreamThatItKnowsByItsType() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                ConnectionInputStream in = pair.server().inputStream();
                Coroutine<Integer> reading = spawn(() -> in.read());
                yieldNow();
                pair.client().outputStream().write(200);
                assertThat(reading.get()).isEqualTo(200);
            }
        });
    }

    @Test
    void aStreamReadAsAnyOtherInACoroutineSaysThatItCannotSuspend() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                InputStream in = pair.server().inputStream();
                assertThat(Thrown.by(() -> readPlainly(in)))
                        .isInstanceOf(NotSuspendableException.class)
                        .hasMessageContaining("readPlainly");
            }
        });
    }

    private static int readPlainly(InputStream in) throws IOException {
        return in.read();
    }

    @Suspendable
    private static void send(Pair pair, String text) throws IOException {
        pair.client().write(text.getBytes(UTF_8));
        pair.client().shutdownOutput();
    }
}
