package dev.bobbin.guides;

import static dev.bobbin.Coroutines.await;
import static dev.bobbin.Coroutines.blocking;
import static dev.bobbin.Coroutines.blockingUntilCancelled;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withTimeout;

import dev.bobbin.Channel;
import dev.bobbin.Coroutine;
import dev.bobbin.CoroutineScope;
import dev.bobbin.Coroutines;
import dev.bobbin.Dispatcher;
import dev.bobbin.Generator;
import dev.bobbin.LoopWatch;
import dev.bobbin.Suspendable;
import java.awt.Component;
import java.awt.Point;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.swing.JLabel;
import javax.swing.SwingUtilities;

/** The snippets of README.md and of the guides in docs, one after the other, as {@link GuidesTest} finds them. */
final class Guides {

    private Guides() {}

    // ---- README.md ----

    static void fibonacci() {
        for (int n : Generator.<Integer>of(
                y -> { // a generator: the body suspends at each yield
                    for (int a = 0, b = 1; ; b += a, a = b - a) {
                        y.yield(a);
                    }
                })) {
            if (n > 100) break;
            System.out.print(n + " "); // 0 1 1 2 3 5 8 13 21 34 55 89
        }
    }

    @Suspendable
    static void storeAll(List<String> files) {
        try (CoroutineScope scope = CoroutineScope.open()) { // ends after its children
            Channel<String> lines = Channel.buffered(10);
            scope.spawn(() -> {
                for (String line : lines) { // suspends between lines
                    withTimeout(Duration.ofSeconds(1), () -> store(line));
                }
            });
            for (String file : files) {
                lines.send(read(file));
            }
            lines.close();
        }
    }

    // ---- callbacks.md ----

    @Suspendable
    static String title(HttpClient http, URI page) {
        HttpResponse<String> response =
                await(http.sendAsync(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()));
        return titleIn(response.body());
    }

    @Suspendable
    static byte[] readAll(AsynchronousFileChannel file, int size) {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        int count =
                Coroutines.<Integer>suspend(wakeUp -> file.read(bytes, 0, null, new CompletionHandler<Integer, Void>() {
                    @Override
                    public void completed(Integer count, Void nothing) {
                        wakeUp.success(count);
                    }

                    @Override
                    public void failed(Throwable thrown, Void nothing) {
                        wakeUp.failure(thrown);
                    }
                }));
        return Arrays.copyOf(bytes.array(), count);
    }

    static void follow(Component component) {
        Channel<Point> clicks = Channel.unlimited(); // conflated(), if only the newest counts
        component.addMouseListener(new MouseAdapter() {
            @Override
            public void mouseClicked(MouseEvent event) {
                clicks.trySend(event.getPoint());
            }
        });
        spawn(() -> {
            for (Point at : clicks) { // suspends between clicks
                show(at);
            }
        });
    }

    static void quotes(JLabel label) {
        Dispatcher ui = SwingUtilities::invokeLater;
        spawn(ui, () -> {
            while (true) {
                label.setText(await(nextQuote()));
            }
        });
    }

    // ---- blocking.md ----

    @Suspendable
    static String config(Path path) {
        String config = blocking(() -> Files.readString(path)); // the coroutine waits, its thread does not
        return config;
    }

    @Suspendable
    static int key() {
        int key = withTimeout(Duration.ofSeconds(5), () -> blockingUntilCancelled(() -> System.in.read()));
        return key;
    }

    static void watch(System.Logger log) {
        Log to = text -> log.log(System.Logger.Level.WARNING, text);
        watch(to);
    }

    private static void watch(Log log) {
        LoopWatch.setLimit(Duration.ofMillis(20)); // zero: no watch
        LoopWatch.onBlockedLoop(found -> log.warn(found.toString())); // instead of the standard error stream
    }

    // ---- toolkit.md ----

    @Suspendable
    static void both() {
        try (CoroutineScope scope = CoroutineScope.open()) {
            Coroutine<String> user = scope.spawn(() -> fetchUser());
            Coroutine<String> orders = scope.spawn(() -> fetchOrders());
            show(user.get(), orders.get());
        } // both have ended here
    }

    // ---- adapted-calls.md ----

    static final class Adapted {
        @Suspendable
        static void serve(Socket client) throws IOException {
            InputStream in = client.getInputStream();
            byte[] buffer = new byte[1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) { // the coroutine waits, its thread does not
                client.getOutputStream().write(buffer, 0, n);
            }
        }
    }

    public static final class Connections {
        @Suspendable
        public static boolean ping(Connection self, int times, byte[] data) throws IOException {
            return Coroutines.await(self.pingAsync(times, data));
        }

        @Suspendable
        public static Connection open(URI uri) throws IOException {
            return Coroutines.await(Connection.openAsync(uri));
        }
    }

    // ---- what the snippets take for granted ----

    interface Log {
        void warn(String text);
    }

    interface Connection {
        CompletableFuture<Boolean> pingAsync(int times, byte[] data);

        static CompletableFuture<Connection> openAsync(URI uri) {
            return CompletableFuture.failedFuture(new IOException("nobody is at " + uri));
        }
    }

    private static CompletableFuture<String> nextQuote() {
        return CompletableFuture.completedFuture("tea 4");
    }

    private static String titleIn(String page) {
        return page.substring(page.indexOf("<title>") + 7, page.indexOf("</title>"));
    }

    @Suspendable
    private static void store(String line) {
        STORED.add(line);
    }

    static final List<String> STORED = new java.util.ArrayList<>();

    private static String read(String file) {
        return "line of " + file;
    }

    private static void show(Object... what) {
        System.out.println(Arrays.toString(what));
    }

    private static String fetchUser() {
        return "ann";
    }

    private static String fetchOrders() {
        return "3 orders";
    }
}
