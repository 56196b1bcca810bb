package dev.bobbin.samples.adapted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bobbin.samples.Output;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each sample does on one thread what its plain Java would do on many. */
@Timeout(180)
class AdaptedSamplesTest {

    @TempDir
    private Path folder;

    @Test
    void urlsAreFetchedAtOnceAndComeInTheOrderOfTheirAnswers() throws Exception {
        Output output = Output.of(FetchUrls::main);
        assertThat(output.lines()).hasSize(6);
        assertThat(output.lines().subList(0, 3)).allMatch(line -> line.startsWith("GET: http://127.0.0.1:"));
        assertThat(output.lines().subList(3, 6))
                .extracting(line -> line.split(" ")[0])
                .containsExactly("100", "300", "600");
    }

    @Test
    void theTextbooksServerEchoesToManyAtOnceOnOneThread() throws Exception {
        Process server = new ProcessBuilder(
                        java(),
                        "-Ddev.bobbin.blocking.maxThreads=1", // it must not need any
                        "-cp",
                        System.getProperty("java.class.path"),
                        TextbookEchoServer.class.getName(),
                        "0")
                .redirectError(folder.resolve("errors").toFile())
                .start();
        CompletableFuture.delayedExecutor(120, TimeUnit.SECONDS).execute(server::destroyForcibly);
        try (BufferedReader printed = new BufferedReader(new InputStreamReader(server.getInputStream()))) {
            int port = Integer.parseInt(printed.readLine().replace("Listening on port ", ""));
            List<Socket> clients =
                    Stream.generate(() -> connect(port)).limit(30).toList(); // all of them are connected
            for (int i = clients.size() - 1; i >= 0; i--) {
                byte[] text = ("client " + i).getBytes(StandardCharsets.UTF_8);
                clients.get(i).getOutputStream().write(text);
                assertThat(clients.get(i).getInputStream().readNBytes(text.length))
                        .isEqualTo(text);
                clients.get(i).shutdownOutput();
                assertThat(clients.get(i).getInputStream().read()).isEqualTo(-1);
                clients.get(i).close();
            }
        } finally {
            server.destroyForcibly();
        }
    }

    private static Socket connect(int port) {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), port);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String java() {
        return System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    }

    @Test
    void queriesToH2RunAtOnce() throws Exception {
        Output output = Output.of(JdbcH2::main);
        assertThat(output.lines().subList(0, 10))
                .isEqualTo(
                        IntStream.rangeClosed(1, 10).mapToObj(i -> "item " + i).toList());
        assertThat(millisOf(output)).isBetween(600, 5900); // one by one, they take 6000
    }

    /** Needs a server: {@code BOBBIN_POSTGRES_URL=jdbc:postgresql://localhost/test?user=me}. */
    @Test
    void queriesToPostgresRunAtOnce() throws Exception {
        String url = System.getenv("BOBBIN_POSTGRES_URL");
        assumeTrue(url != null, "BOBBIN_POSTGRES_URL is not set to the JDBC URL of a PostgreSQL server");
        Output output = Output.of(JdbcPostgres::main, url);
        assertThat(output.lines().subList(0, 10))
                .isEqualTo(IntStream.rangeClosed(1, 10)
                        .mapToObj(i -> String.valueOf(i * i))
                        .toList());
        assertThat(millisOf(output)).isBetween(600, 5900); // one by one, they take 6000
    }

    private static int millisOf(Output output) {
        String last = output.lines().get(10);
        assertThat(last).matches("10 queries of 600 ms each took \\d+ ms");
        return Integer.parseInt(last.split(" ")[7]);
    }

    @Test
    void aWorkerWaitsForRedisWhileItsThreadHandsOutJobs() throws Exception {
        assumeTrue(isOnPath("redis-server"), "redis-server is not installed");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process redis = new ProcessBuilder(
                        "redis-server",
                        "--port",
                        String.valueOf(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--dir",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile())
                .start();
        try {
            awaitServer(redis, port);
            Output output = Output.of(RedisClient::main, "127.0.0.1", String.valueOf(port));
            assertThat(output.lines())
                    .filteredOn(line -> line.startsWith("hands out"))
                    .containsExactly("hands out wash", "hands out dry", "hands out fold", "hands out stop");
            assertThat(output.lines())
                    .filteredOn(line -> line.startsWith("worker does"))
                    .containsExactly("worker does wash", "worker does dry", "worker does fold");
            assertThat(output.lines()).last().isEqualTo("done: 3");
        } finally {
            redis.destroyForcibly().waitFor();
        }
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(each -> new File(each, program).canExecute());
    }

    private static void awaitServer(Process server, int port) throws Exception {
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (ConnectException notYet) {
                assertThat(server.isAlive()).isTrue();
                Thread.sleep(10);
            }
        }
    }
}
