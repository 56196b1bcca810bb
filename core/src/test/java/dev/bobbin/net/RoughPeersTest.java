package dev.bobbin.net;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import dev.bobbin.Thrown;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers that are slow, deaf, rude or very many, and a machine that has no more sockets: nobody else suffers. */
@Timeout(300)
class RoughPeersTest {

    private static final int VISITORS = 10_000;

    @TempDir
    private Path folder;

    /** What comes a byte at a time, with pauses, holds up nobody; the others are served many times meanwhile. */
    @Test
    void aPeerThatSendsAByteNowAndThenHoldsUpNobody() {
        String line = "slow but sure";
        runBlocking(() -> {
            TcpServer server = TcpServer.bindLocal(0);
            spawn(() -> server.serve(RoughPeersTest::answerLines));
            try (TcpSocket slow = TcpSocket.connect("127.0.0.1", server.port());
                    TcpSocket quick = TcpSocket.connect("127.0.0.1", server.port())) {
                ByteReader answers = quick.reader(UTF_8);
                int answered = 0;
                for (byte each : (line + "\n").getBytes(UTF_8)) {
                    slow.write(new byte[] {each});
                    for (int i = 0; i < 20; i++) {
                        quick.write(("quick " + answered + "\n").getBytes(UTF_8));
                        assertThat(answers.readLine(100)).isEqualTo("You say quick " + answered++);
                    }
                    sleep(10);
                }
                assertThat(slow.reader(UTF_8).readLine(100)).isEqualTo("You say " + line);
            }
            assertThat(server.stop(Duration.ofSeconds(50)).isClean()).isTrue();
        });
    }

    /** Who never reads is written to as long as the operating system takes it, and no longer; then the write timeout ends it. */
    @Test
    void aPeerThatNeverReadsCostsWhatTheOperatingSystemKeepsAndHoldsUpNobody() {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        AtomicLong written = new AtomicLong();
        runBlocking(() -> {
            ServerOptions options = ServerOptions.defaults()
                    .writeTimeout(Duration.ofMillis(300))
                    .onFailure((connection, thrown) -> failures.add(thrown));
            TcpServer server = TcpServer.bindLocal(0, options);
            spawn(() -> server.serve(socket -> {
                ByteReader in = socket.reader(UTF_8);
                if ("flood me".equals(in.readLine(100))) {
                    ByteBuffer part = ByteBuffer.allocateDirect(10_000);
                    while (true) {
                        part.clear();
                        socket.write(part);
                        written.addAndGet(10_000);
                    }
                }
                answer(in, socket.writer(UTF_8));
            }));
            try (TcpSocket deaf = TcpSocket.connect("127.0.0.1", server.port());
                    TcpSocket other = TcpSocket.connect("127.0.0.1", server.port())) {
                deaf.write("flood me\n".getBytes(UTF_8));
                other.write("hello\n".getBytes(UTF_8));
                ByteReader answers = other.reader(UTF_8);
                while (failures.isEmpty()) {
                    other.write("still there?\n".getBytes(UTF_8));
                    assertThat(answers.readLine(100)).isEqualTo("You say still there?");
                    sleep(1);
                }
            }
            assertThat(server.stop(Duration.ofSeconds(50)).isClean()).isTrue();
        });
        assertThat(failures).singleElement().isInstanceOf(SocketTimeoutException.class);
        assertThat(written.get()).isLessThan(100_000_000);
    }

    @Test
    void aResetInTheMiddleOfAWriteEndsThatConnectionAlone() {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        int rude = 20;
        runBlocking(() -> {
            ServerOptions options = ServerOptions.defaults().onFailure((connection, thrown) -> failures.add(thrown));
            TcpServer server = TcpServer.bindLocal(0, options);
            spawn(() -> server.serve(socket -> {
                byte[] kind = new byte[1];
                socket.read(kind);
                socket.write(new byte[kind[0] == 'l' ? 30_000_000 : 3]);
            }));
            try (TcpSocket good = TcpSocket.connect("127.0.0.1", server.port())) {
                for (int i = 0; i < rude; i++) {
                    TcpSocket leaving = TcpSocket.connect("127.0.0.1", server.port());
                    leaving.write(new byte[] {'l'});
                    leaving.read(new byte[1000]);
                    leaving.abort();
                }
                good.write(new byte[] {'s'});
                assertThat(StreamSocketTest.readAll(good)).hasSize(3);
            }
            assertThat(server.stop(Duration.ofSeconds(50)).isClean()).isTrue();
        });
        assertThat(failures).hasSize(rude).allMatch(thrown -> thrown instanceof IOException);
    }

    /** Ten thousand come and go, politely, rudely and silently: no coroutine and no descriptor stays. */
    @Test
    void tenThousandVisitorsLeaveNothingBehind() {
        int before = openFiles();
        runBlocking(() -> {
            TcpServer server = TcpServer.bindLocal(0, ServerOptions.defaults().onFailure((connection, thrown) -> {}));
            InetSocketAddress address = (InetSocketAddress) server.localAddress();
            spawn(() -> server.serve(RoughPeersTest::answerLines));
            List<Coroutine<Void>> clients = new ArrayList<>();
            for (int client = 0; client < 50; client++) {
                clients.add(spawn(() -> {
                    for (int i = 0; i < VISITORS / 50; i++) {
                        visit(address, i);
                    }
                }));
            }
            joinAll(clients);
            while (server.connectionCount() > 0) {
                sleep(1);
            }
            assertThat(server.stop(Duration.ofSeconds(50)).isClean()).isTrue();
        });
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (openFiles() > before + 20
                && System.nanoTime() < deadline) { // others in this JVM may open some meanwhile
            Thread.onSpinWait();
        }
        assertThat(openFiles()).isLessThanOrEqualTo(before + 20);
    }

    @Suspendable
    private static void visit(InetSocketAddress address, int number) throws IOException {
        TcpSocket socket = TcpSocket.connect(address, Duration.ofSeconds(60));
        switch (number % 10) {
            case 0 -> {
                socket.write("polite\n".getBytes(UTF_8));
                socket.shutdownOutput();
                StreamSocketTest.readAll(socket);
                socket.close();
            }
            case 1 -> socket.close();
            case 2 -> {
                socket.write("half a li".getBytes(UTF_8));
                socket.abort();
            }
            default -> socket.abort(); // leaves no port behind that the operating system keeps for a while
        }
    }

    // ---- no more descriptors ----

    /**
     * A program that may open few files. It serves while it can, pauses while it cannot, and serves again. It reports how many
     * connections it had to leave waiting, and how busy it was while it could not accept.
     */
    static final class WithFewDescriptors {
        public static void main(String[] arguments) throws Exception {
            touchAllClasses();
            TcpServer server = TcpServer.bindLocal(0);
            spawn(() -> server.serve(RoughPeersTest::answerLines));
            System.out.println(server.port());
            System.out.flush();
            System.in.read(); // until whoever started this has seen enough
        }

        /** Class files and libraries take descriptors, too: what is needed later is loaded before. */
        private static void touchAllClasses() throws Exception {
            try (TcpServer server = TcpServer.bindLocal(0)) {
                spawn(() -> server.serve(RoughPeersTest::answerLines));
                try (TcpSocket socket =
                        TcpSocket.connect(InetAddress.getLoopbackAddress().getHostAddress(), server.port())) {
                    socket.write("warm\n".getBytes(UTF_8));
                    socket.reader(UTF_8).readLine(100);
                }
                spawn(() -> sleep(1)).join();
            }
        }
    }

    @Test
    void aFullDescriptorTableIsWaitedOut() throws Exception {
        assumeTrue(new File("/proc/self/fd").exists() && new File("/bin/sh").exists(), "this is for Linux");
        Path errors = folder.resolve("errors");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "ulimit -n 120; exec \"$0\" \"$@\"",
                        java,
                        "-XX:-MaxFDLimit",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithFewDescriptors.class.getName())
                .redirectError(errors.toFile())
                .start();
        CompletableFuture.delayedExecutor(100, TimeUnit.SECONDS).execute(process::destroyForcibly);
        List<Socket> held = new ArrayList<>();
        try {
            int port = Integer.parseInt(process.inputReader(UTF_8).readLine());
            for (int i = 0; i < 200; i++) {
                held.add(new Socket("127.0.0.1", port));
            }
            Socket waiting = held.get(held.size() - 1);
            waiting.getOutputStream().write("waiting\n".getBytes(UTF_8));
            waiting.setSoTimeout(500);
            assertThat(Thrown.by(() -> readPlainly(waiting)))
                    .as("there are no descriptors for it")
                    .isInstanceOf(SocketTimeoutException.class);
            Duration before = process.info().totalCpuDuration().orElse(Duration.ZERO);
            Thread.sleep(1000); // the time in which it must not be busy
            Duration busy =
                    process.info().totalCpuDuration().orElse(Duration.ZERO).minus(before);
            assertThat(busy).isLessThan(Duration.ofMillis(900));
            for (Socket each : held.subList(0, held.size() - 1)) {
                each.close();
            }
            waiting.setSoTimeout(60_000);
            byte[] answer = waiting.getInputStream().readNBytes("You say waiting\n".length());
            assertThat(new String(answer, UTF_8)).isEqualTo("You say waiting\n");
        } finally {
            for (Socket each : held) {
                each.close();
            }
            process.getOutputStream().close();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        assertThat(Files.readString(errors, UTF_8)).isEmpty();
    }

    private static int readPlainly(Socket socket) throws IOException {
        return socket.getInputStream().read();
    }

    // ---- what the tests are made of ----

    @Suspendable
    private static void answerLines(Connection connection) throws IOException {
        answer(connection.reader(UTF_8), connection.writer(UTF_8));
    }

    @Suspendable
    private static void answer(ByteReader in, ByteWriter out) throws IOException {
        for (String line : in.lines(1000)) {
            out.write("You say ").write(line).write("\n").flush();
        }
    }

    /** Open files of this process where the system shows them, else 0. */
    private static int openFiles() {
        String[] files = new File("/proc/self/fd").list();
        return files == null ? 0 : files.length;
    }
}
