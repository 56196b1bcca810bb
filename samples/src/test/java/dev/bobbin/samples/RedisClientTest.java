package dev.bobbin.samples;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Coroutine;
import dev.bobbin.net.ByteReader;
import dev.bobbin.net.TcpServer;
import dev.bobbin.net.TcpSocket;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The Redis client against a real server, where one is installed; else, and for odd replies, against scripted bytes. */
@Timeout(120)
class RedisClientTest {

    private static Process redis;
    private static int port;

    @BeforeAll
    static void startRedis() throws Exception {
        Optional<Path> program = program();
        if (program.isEmpty()) {
            return;
        }
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        redis = new ProcessBuilder(
                        program.get().toString(), "--port", String.valueOf(port), "--bind", "127.0.0.1", "--save", "")
                .directory(Files.createTempDirectory("redis").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (true) {
            try (RedisClient client = RedisClient.connect("127.0.0.1", port)) {
                assertThat(client.call("PING")).isEqualTo("PONG");
                return;
            } catch (IOException e) {
                assertThat(redis.isAlive()).as("Redis is about to listen: " + e).isTrue();
                Thread.onSpinWait();
            }
        }
    }

    @AfterAll
    static void stopRedis() {
        if (redis != null) {
            redis.destroyForcibly();
        }
    }

    static boolean isInstalled() {
        return program().isPresent();
    }

    private static Optional<Path> program() {
        return List.of("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin").stream()
                .map(folder -> Path.of(folder, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Test
    @EnabledIf("isInstalled")
    void aRealServerUnderstandsIt() throws Exception {
        try (RedisClient client = RedisClient.connect("127.0.0.1", port)) {
            assertThat(client.call("SET", "greeting", "grüß\r\ndich")).isEqualTo("OK");
            assertThat(client.call("GET", "greeting")).isEqualTo("grüß\r\ndich");
            assertThat(client.call("GET", "nothing")).isNull();
            assertThat(client.call("INCR", "count")).isEqualTo(1L);
            assertThat(client.call("RPUSH", "list", "a", "", "c")).isEqualTo(3L);
            assertThat(client.call("LRANGE", "list", "0", "-1")).isEqualTo(List.of("a", "", "c"));
            assertThatThrownBy(() -> client.call("INCR", "list"))
                    .isInstanceOf(RedisClient.RedisException.class)
                    .hasMessageStartingWith("WRONGTYPE");
            assertThat(client.call("PING")).as("it goes on after an error").isEqualTo("PONG");
        }
    }

    @Test
    @EnabledIf("isInstalled")
    void manyCoroutinesShareOneClient() throws Exception {
        runBlocking(() -> {
            try (RedisClient client = RedisClient.connect("127.0.0.1", port)) {
                List<Coroutine<Object>> all = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    String number = String.valueOf(i);
                    all.add(spawn(() -> client.call("ECHO", number)));
                }
                for (int i = 0; i < 500; i++) {
                    assertThat(all.get(i).get()).isEqualTo(String.valueOf(i));
                }
            }
        });
    }

    @Test
    @EnabledIf("isInstalled")
    void theProgramPrintsTheReply() throws Exception {
        try (RunningSample program =
                RunningSample.start(RedisClient.class, "127.0.0.1", String.valueOf(port), "ECHO", "hello")) {
            assertThat(program.nextLine()).isEqualTo("hello");
            assertThat(program.exitCode()).isZero();
        }
    }

    @Test
    void eachKindOfReplyIsRead() throws Exception {
        try (TcpServer server = TcpServer.bindLocal(0)) {
            spawn(() -> server.serve(RedisClientTest::reply));
            try (RedisClient client = RedisClient.connect("127.0.0.1", server.port())) {
                List<Object> replies =
                        client.all(List.of(new String[] {"X", "äb"}, new String[] {"Y"}, new String[] {"Z"}));
                assertThat(replies.get(0)).isEqualTo(java.util.Arrays.asList("simple", -7L, "a\r\nb", null, List.of()));
                assertThat(replies.get(1))
                        .isInstanceOf(RedisClient.RedisException.class)
                        .hasToString(RedisClient.RedisException.class.getName() + ": ERR no");
                assertThat(replies.get(2)).isNull();
                assertThatThrownBy(() -> client.call("MORE")).hasMessage("Redis has ended the connection");
            }
        }
    }

    /** Stands for a Redis server: takes three commands, and replies in all kinds. */
    @dev.bobbin.Suspendable
    private static void reply(TcpSocket socket) throws IOException {
        String commands = "*2\r\n$1\r\nX\r\n$3\r\näb\r\n*1\r\n$1\r\nY\r\n*1\r\n$1\r\nZ\r\n";
        ByteReader in = socket.reader(StandardCharsets.UTF_8);
        byte[] expected = commands.getBytes(StandardCharsets.UTF_8);
        assertThat(in.readExactly(expected.length)).isEqualTo(expected);
        socket.write("*5\r\n+simple\r\n:-7\r\n$4\r\na\r\nb\r\n$-1\r\n*0\r\n-ERR no\r\n*-1\r\n"
                .getBytes(StandardCharsets.UTF_8));
        in.readLine(100);
    }
}
