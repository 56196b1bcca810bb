package dev.bobbin.net;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Coroutine;
import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Very many connections on one loop: every byte arrives, nobody starves, and nothing is left behind. */
@Timeout(120)
class ManyConnectionsTest {

    private static final int CONNECTIONS = 5000;
    private static final int ROUNDS = 4;
    private static final int LENGTH = 100;

    @Test
    void fiveThousandAtOnceLoseNothing() throws Exception {
        int connections = Math.min(CONNECTIONS, mostConnections());
        AtomicInteger open = new AtomicInteger();
        EventLoop loop = EventLoop.start("serving");
        int before = openFiles();
        try (TcpServer server = TcpServer.bindLocal(0)) {
            spawn(
                    loop,
                    () -> server.serve(socket -> {
                        open.incrementAndGet();
                        echo(socket);
                        open.decrementAndGet();
                    }));
            runBlocking(() -> {
                List<TcpSocket> sockets = new ArrayList<>();
                List<Coroutine<?>> clients = new ArrayList<>();
                InetSocketAddress address = (InetSocketAddress) server.localAddress();
                for (int i = 0; i < connections; i++) {
                    sockets.add(TcpSocket.connect(address, Duration.ofSeconds(60)));
                }
                for (int i = 0; i < connections; i++) {
                    int number = i;
                    clients.add(spawn(() -> askAndCompare(sockets.get(number), number)));
                }
                joinAll(clients);
                assertThat(open).as("all are open at once").hasValue(connections);
                for (TcpSocket socket : sockets) {
                    socket.close();
                }
            });
            awaitZero(open);
        }
        spawn(loop, () -> {}).join();
        loop.stop();
        awaitOpenFiles(before + 20);
    }

    @Suspendable
    private static void echo(TcpSocket socket) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64);
        while (socket.read(buffer) >= 0) {
            buffer.flip();
            socket.write(buffer);
            buffer.clear();
        }
    }

    @Suspendable
    private static void askAndCompare(TcpSocket socket, int number) throws IOException {
        byte[] out = new byte[LENGTH];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < LENGTH; i++) {
                out[i] = (byte) (number * 31 + round * 7 + i);
            }
            socket.write(out);
            ByteBuffer in = ByteBuffer.allocate(LENGTH);
            while (in.hasRemaining()) {
                if (socket.read(in) < 0) {
                    throw new IOException("connection " + number + " ended in round " + round);
                }
            }
            if (!java.util.Arrays.equals(out, in.array())) {
                throw new IOException("connection " + number + " got other bytes in round " + round);
            }
        }
    }

    /** A thousand connections come, say a word and go, again and again: no file and no coroutine stays. */
    @Test
    void connectionsThatComeAndGoLeaveNothingBehind() throws Exception {
        AtomicInteger open = new AtomicInteger();
        try (TcpServer server = TcpServer.bindLocal(0)) {
            spawn(() -> server.serve(socket -> {
                open.incrementAndGet();
                echo(socket);
                open.decrementAndGet();
            }));
            int before = openFiles();
            for (int i = 0; i < 1000; i++) {
                try (Socket client = new Socket("127.0.0.1", server.port())) {
                    client.getOutputStream().write(i);
                    assertThat(client.getInputStream().read()).isEqualTo(i & 0xff);
                }
            }
            awaitZero(open);
            awaitOpenFiles(before + 20);
        }
    }

    private static void awaitZero(AtomicInteger count) {
        while (count.get() != 0) {
            Thread.onSpinWait();
        }
    }

    private static void awaitOpenFiles(int most) {
        while (openFiles() > most) {
            Thread.onSpinWait();
        }
    }

    /** Open files of this process where the system shows them, else 0. */
    private static int openFiles() {
        String[] files = new File("/proc/self/fd").list();
        return files == null ? 0 : files.length;
    }

    /** Each connection takes two files of this process. */
    private static int mostConnections() {
        if (java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.UnixOperatingSystemMXBean unix) {
            long free = unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount() - 100;
            return (int) Math.min(Integer.MAX_VALUE, free / 2);
        }
        return 500;
    }
}
