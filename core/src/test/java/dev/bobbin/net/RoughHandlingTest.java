package dev.bobbin.net;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Coroutine;
import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/**
 * Readers and writers whose connections are closed, timed out, and who are cancelled, from other threads and at any moment:
 * each of them must come to an end, whatever it is, and none may be told of what it did not ask.
 */
@Timeout(60)
class RoughHandlingTest {

    private static final int CONNECTIONS = 150;

    @RepeatedTest(5)
    void everybodyComesToAnEnd() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        EventLoop loop = EventLoop.start("rough");
        AtomicInteger odd = new AtomicInteger();
        List<TcpSocket> sockets = new ArrayList<>();
        List<Coroutine<?>> all = new ArrayList<>();
        try (TcpServer server = TcpServer.bindLocal(0)) {
            for (int i = 0; i < CONNECTIONS; i++) {
                TcpSocket client = TcpSocket.connect("127.0.0.1", server.port());
                TcpSocket accepted = server.accept();
                for (TcpSocket socket : List.of(client, accepted)) {
                    if (random.nextInt(3) == 0) {
                        socket.setReadTimeout(Duration.ofMillis(1 + random.nextInt(3)));
                        socket.setWriteTimeout(Duration.ofMillis(1 + random.nextInt(3)));
                    }
                    sockets.add(socket);
                    int pause = random.nextInt(3);
                    all.add(spawn(loop, () -> tryOn(odd, () -> readAll(socket, pause))));
                    all.add(spawn(loop, () -> tryOn(odd, () -> writeForEver(socket))));
                }
            }
            Thread closing = new Thread(() -> disturb(new Random(seed + 1), sockets, all));
            Thread closingToo = new Thread(() -> disturb(new Random(seed + 2), sockets, all));
            closing.start();
            closingToo.start();
            closing.join();
            closingToo.join();
            for (TcpSocket socket : sockets) {
                socket.close();
            }
            joinAll(all);
        } finally {
            loop.stop();
        }
        assertThat(odd).as("surprises, seed %d", seed).hasValue(0);
    }

    private static void disturb(Random random, List<TcpSocket> sockets, List<Coroutine<?>> all) {
        for (int i = 0; i < CONNECTIONS; i++) {
            try {
                sockets.get(random.nextInt(sockets.size())).close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            all.get(random.nextInt(all.size())).cancel();
        }
    }

    private interface Work {
        @Suspendable
        void run() throws IOException;
    }

    @Suspendable
    private static void tryOn(AtomicInteger odd, Work work) {
        try {
            work.run();
        } catch (IOException | CancellationException e) {
            // closed here or there, timed out or cancelled: all of that was asked for
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
            odd.incrementAndGet();
        }
    }

    @Suspendable
    private static void readAll(TcpSocket socket, int pause) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(5000);
        while (socket.read(buffer) >= 0) {
            buffer.clear();
            if (pause > 0) {
                dev.bobbin.Coroutines.sleep(pause);
            }
        }
    }

    @Suspendable
    private static void writeForEver(TcpSocket socket) throws IOException {
        byte[] bytes = new byte[20_000];
        while (true) {
            socket.write(bytes);
        }
    }
}
