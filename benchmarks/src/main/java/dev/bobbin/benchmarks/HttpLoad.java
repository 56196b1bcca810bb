package dev.bobbin.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.bobbin.Coroutines;
import dev.bobbin.net.http.HttpResponse;
import dev.bobbin.net.http.HttpServer;
import dev.bobbin.net.http.Routes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many requests does an HTTP server on one core answer, in a second, and in a second of its processor time? GET of a short
 * text, and POST of a kilobyte whose length is answered. The server is a process on one core; wrk, where it is installed, loads it
 * from the other one, else a client of our own. Where the machine does something else, too, the processor time is the figure to
 * trust.
 *
 * <p>The peers: the JDK's own server, with a pool of threads and with virtual ones; Jetty and Netty, if the profile {@code web}
 * brings them along. A program of its own; its arguments: seconds, rounds and names of servers; 3, 3 and all if not given.
 */
public final class HttpLoad {

    static final String TEXT = "Hello, world!";

    private static final byte[] TEXT_BYTES = TEXT.getBytes(UTF_8);
    private static final byte[] POSTED = "x".repeat(1000).getBytes(UTF_8);
    private static final int WARM_UP = 100_000; // requests

    private HttpLoad() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 2 && arguments[0].equals("serve")) {
            serve(arguments[1]);
            return;
        }
        if (arguments.length == 5 && arguments[0].equals("load")) {
            new Load(arguments[1], Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]))
                    .run(Integer.parseInt(arguments[4]));
            return;
        }
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        List<String> servers = arguments.length > 2 ? List.of(arguments).subList(2, arguments.length) : allServers();
        System.out.println("loaded by " + (hasWrk() ? "wrk" : "a client of our own (wrk is not installed)"));
        compare(servers, "GET", 100, seconds, rounds);
        compare(servers, "GET", 1000, seconds, rounds);
        compare(servers, "POST", 100, seconds, rounds);
    }

    private static List<String> allServers() {
        List<String> servers = new ArrayList<>(List.of("bobbin", "jdk-pool"));
        if (Runtime.version().feature() >= 21) {
            servers.add("jdk-virtual");
        }
        for (String each : List.of("Jetty", "Netty")) {
            try {
                Class.forName(nameOf(each));
                servers.add(each);
            } catch (ClassNotFoundException e) {
                // the profile that brings it along is not active
            }
        }
        return servers;
    }

    private static String nameOf(String server) {
        return HttpLoad.class.getPackageName() + '.' + server;
    }

    /** The servers take turns, so that what else the machine does hits all alike. Prints the medians of the rounds. */
    private static void compare(List<String> servers, String method, int connections, int seconds, int rounds)
            throws Exception {
        Map<String, List<Rate>> rates = new TreeMap<>();
        for (int round = 0; round < rounds; round++) {
            for (String server : servers) {
                rates.computeIfAbsent(server, s -> new ArrayList<>())
                        .add(measure(server, method, connections, seconds));
            }
        }
        for (String server : servers) {
            System.out.printf(
                    Locale.ROOT,
                    "%-4s %5d connections, %-12s %7.0f a second, %7.0f a second of processor%n",
                    method,
                    connections,
                    server,
                    Rate.median(rates.get(server), Rate::perSecond),
                    Rate.median(rates.get(server), Rate::perProcessorSecond));
        }
    }

    private static Rate measure(String server, String method, int connections, int seconds) throws Exception {
        Process serving = Character.isUpperCase(server.charAt(0))
                ? java(0, nameOf(server))
                : java(0, HttpLoad.class.getName(), "serve", server);
        try {
            int port = Integer.parseInt(serving.inputReader().readLine());
            for (double answered = 0; answered < WARM_UP; ) {
                answered += load(port, method, connections, 1);
            }
            double processorBefore = PinnedProcess.processorSeconds(serving);
            double perSecond = load(port, method, connections, seconds);
            double processor = PinnedProcess.processorSeconds(serving) - processorBefore;
            return new Rate(perSecond, perSecond * seconds / processor);
        } finally {
            serving.destroyForcibly().waitFor();
        }
    }

    private static Process java(int core, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(
                List.of("-Dsun.net.httpserver.nodelay=true", "-Dsun.net.httpserver.maxIdleConnections=10000"));
        all.addAll(List.of(arguments));
        return PinnedProcess.java(core, all);
    }

    /** What a server answers to a POST. */
    static String lengthOf(String text) {
        return text.length() + " characters";
    }

    // ---- the load

    private static boolean hasWrk() {
        return Files.isExecutable(Path.of("/usr/bin/wrk")) || Files.isExecutable(Path.of("/usr/local/bin/wrk"));
    }

    /** How many requests a second were answered. */
    private static double load(int port, String method, int connections, int seconds) throws Exception {
        if (hasWrk()) {
            return wrk(port, method, connections, seconds);
        }
        Process loading = java(
                1,
                HttpLoad.class.getName(),
                "load",
                method,
                String.valueOf(port),
                String.valueOf(connections),
                String.valueOf(seconds));
        String rate = loading.inputReader().readLine();
        if (loading.waitFor() != 0) {
            throw new IllegalStateException("the load failed: see above");
        }
        return Double.parseDouble(rate);
    }

    private static double wrk(int port, String method, int connections, int seconds) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--timeout", "30s"));
        if (method.equals("POST")) {
            Path script = Files.createTempFile("post", ".lua");
            Files.writeString(script, "wrk.method = \"POST\"\nwrk.body = \"" + new String(POSTED, US_ASCII) + "\"\n");
            script.toFile().deleteOnExit();
            command.addAll(List.of("-s", script.toString()));
        }
        command.add("http://127.0.0.1:" + port + "/hello");
        Process wrk = PinnedProcess.start(1, command);
        String said = new String(wrk.getInputStream().readAllBytes(), UTF_8);
        Matcher rate = Pattern.compile("Requests/sec: *([0-9.]+)").matcher(said);
        if (wrk.waitFor() != 0 || said.contains("Non-2xx") || said.contains("Socket errors") || !rate.find()) {
            throw new IllegalStateException("the load failed: " + said);
        }
        return Double.parseDouble(rate.group(1));
    }

    /** A selector loop with one request under way on each connection; it looks at each byte of each answer's body. */
    private static final class Load {
        private final Selector selector = Selector.open();
        private final ByteBuffer request;
        private final byte[] body;
        private long answered;

        Load(String method, int port, int connections) throws IOException {
            boolean post = method.equals("POST");
            String head = method + " /hello HTTP/1.1\r\nHost: localhost\r\n"
                    + (post ? "Content-Length: " + POSTED.length + "\r\n" : "") + "\r\n";
            byte[] bytes = (head + (post ? new String(POSTED, US_ASCII) : "")).getBytes(US_ASCII);
            request = ByteBuffer.allocateDirect(bytes.length).put(bytes);
            body = (post ? lengthOf(new String(POSTED, US_ASCII)) : TEXT).getBytes(UTF_8);
            for (int i = 0; i < connections; i++) {
                SocketChannel socket = SocketChannel.open(loopback(port));
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                socket.configureBlocking(false);
                socket.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(4096));
                send(socket);
            }
        }

        /** Prints how many requests were answered in a second. */
        void run(int seconds) throws IOException {
            long start = System.nanoTime();
            while (System.nanoTime() - start < seconds * 1_000_000_000L) {
                selector.select(this::receive, 100);
            }
            System.out.println(answered * 1e9 / (System.nanoTime() - start));
            System.exit(0);
        }

        private void send(SocketChannel socket) throws IOException {
            if (socket.write(request.flip()) < request.limit()) {
                throw new IOException("a server has not taken the one request that was under way");
            }
        }

        private void receive(SelectionKey key) {
            try {
                SocketChannel socket = (SocketChannel) key.channel();
                ByteBuffer answer = (ByteBuffer) key.attachment();
                if (socket.read(answer) < 0) {
                    throw new IOException("the server has closed a connection");
                }
                String text = new String(answer.array(), 0, answer.position(), US_ASCII);
                int bodyAt = text.indexOf("\r\n\r\n") + 4;
                if (bodyAt < 4 || answer.position() < bodyAt + body.length) {
                    return; // there is more to come
                }
                if (!text.startsWith("HTTP/1.1 200 ") || !text.substring(bodyAt).equals(new String(body, US_ASCII))) {
                    throw new IOException("the server has answered " + text);
                }
                answer.clear();
                answered++;
                send(socket);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    // ---- the servers

    private static void serve(String server) throws Exception {
        switch (server) {
            case "bobbin" -> bobbin();
            case "jdk-pool" -> jdk(Executors.newFixedThreadPool(200));
            default ->
                jdk((ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null));
        }
    }

    private static void bobbin() throws Exception {
        Routes routes = new Routes()
                .get("/hello", request -> HttpResponse.text(TEXT))
                .post(
                        "/hello",
                        request -> HttpResponse.text(lengthOf(request.body().text())));
        Coroutines.runBlocking(() -> {
            HttpServer server = HttpServer.builder().localPort(0).start(routes);
            System.out.println(server.port());
            server.join();
        });
    }

    private static void jdk(Executor executor) throws IOException {
        com.sun.net.httpserver.HttpServer server = com.sun.net.httpserver.HttpServer.create(loopback(0), 1024);
        server.setExecutor(executor);
        server.createContext("/hello", HttpLoad::answer);
        server.start();
        System.out.println(server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange) throws IOException {
        byte[] answer = TEXT_BYTES;
        if (exchange.getRequestMethod().equals("POST")) {
            answer = lengthOf(new String(exchange.getRequestBody().readAllBytes(), UTF_8))
                    .getBytes(UTF_8);
        }
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
