import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;

import dev.bobbin.AdaptBlockingCalls;
import dev.bobbin.Coroutine;
import dev.bobbin.CoroutineScope;
import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Code that knows only what blocks, adapted. Each part needs another coroutine of the same thread to go on. */
@AdaptBlockingCalls
public class BlockingCode {

    static void run() throws Exception {
        runBlocking(() -> waiting());
        runBlocking(() -> sockets());
        runBlocking(() -> closedFromElsewhere());
        runBlocking(() -> datagrams());
        runBlocking(() -> channels());
        runBlocking(() -> filesAndProcesses());
    }

    @Suspendable
    private static void waiting() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        CountDownLatch latch = new CountDownLatch(1);
        BlockingQueue<String> queue = new LinkedBlockingQueue<>(1);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (CoroutineScope scope = CoroutineScope.open()) {
            EventLoop here = EventLoop.current();
            scope.spawn(() -> {
                Thread.sleep(1);
                TimeUnit.MICROSECONDS.sleep(10);
                EachInTurn.equal(true, here.isCurrent());
                future.complete("completed");
                queue.put("one");
                queue.put("two");
                latch.countDown();
            });
            EachInTurn.equal("completed", future.get());
            EachInTurn.equal("onetwo", queue.take() + queue.poll(1, TimeUnit.MINUTES));
            latch.await();
            EachInTurn.equal("done", executor.submit(() -> "done").get());
            executor.shutdown();
            EachInTurn.equal(true, executor.awaitTermination(1, TimeUnit.MINUTES));
            Thread thread = new Thread(() -> {});
            thread.start();
            thread.join();
        }
    }

    @Suspendable
    private static void sockets() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                CoroutineScope scope = CoroutineScope.open()) {
            scope.spawn(() -> {
                try (Socket peer = server.accept()) {
                    BufferedReader in = new BufferedReader(new InputStreamReader(peer.getInputStream(), "UTF-8"));
                    PrintWriter out = new PrintWriter(peer.getOutputStream(), true);
                    for (String line = in.readLine(); line != null; line = in.readLine()) {
                        out.println(line + "!");
                    }
                }
                try (Socket peer = server.accept()) {
                    DataInputStream in = new DataInputStream(peer.getInputStream());
                    DataOutputStream out = new DataOutputStream(peer.getOutputStream());
                    out.writeUTF(in.readUTF() + in.readLong());
                    out.flush();
                }
                try (Socket peer = server.accept()) { // what java.net.URL asks for
                    BufferedReader in = new BufferedReader(new InputStreamReader(peer.getInputStream()));
                    while (!in.readLine().isEmpty()) {
                        // the rest of the head
                    }
                    peer.getOutputStream().write("HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\npage".getBytes("UTF-8"));
                }
            });
            try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                PrintWriter out = new PrintWriter(socket.getOutputStream(), true);
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
                out.println("first");
                EachInTurn.equal("first!", in.readLine());
                socket.setSoTimeout(60_000);
                socket.setTcpNoDelay(true);
                out.println("second");
                EachInTurn.equal("second!", in.readLine());
                socket.shutdownOutput();
                EachInTurn.equal(null, in.readLine());
            }
            try (Socket socket = new Socket()) {
                socket.connect(server.getLocalSocketAddress(), 60_000);
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeUTF("number ");
                out.writeLong(7);
                EachInTurn.equal("number 7", new DataInputStream(socket.getInputStream()).readUTF());
            }
            try (InputStream in = new URL("http", "localhost", server.getLocalPort(), "/").openStream()) {
                byte[] page = new byte[10];
                EachInTurn.equal("page", new String(page, 0, in.read(page), "UTF-8"));
            }
        }
    }

    /** Whoever reads is told that the socket was closed, not that the peer has ended. */
    @Suspendable
    private static void closedFromElsewhere() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 200; i++) {
                try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
                        Socket peer = server.accept()) {
                    AtomicBoolean begins = new AtomicBoolean();
                    Coroutine<String> reader = spawn(() -> {
                        begins.set(true);
                        try {
                            return "read " + socket.getInputStream().read();
                        } catch (SocketException e) {
                            return "closed";
                        }
                    });
                    EachInTurn.closeAfter(begins, i, socket);
                    EachInTurn.equal("closed", reader.get());
                }
            }
        }
    }

    @Suspendable
    private static void datagrams() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (DatagramSocket one = new DatagramSocket(0, loopback);
                DatagramSocket other = new DatagramSocket(0, loopback);
                CoroutineScope scope = CoroutineScope.open()) {
            scope.spawn(() -> one.send(new DatagramPacket(new byte[] {1, 2}, 2, loopback, other.getLocalPort())));
            DatagramPacket packet = new DatagramPacket(new byte[10], 10);
            other.receive(packet);
            EachInTurn.equal(2, packet.getLength());
            EachInTurn.equal(one.getLocalPort(), packet.getPort());
        }
    }

    @Suspendable
    private static void channels() throws IOException {
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                CoroutineScope scope = CoroutineScope.open()) {
            scope.spawn(() -> {
                try (SocketChannel peer = server.accept()) {
                    peer.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
                }
            });
            try (SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
                ByteBuffer buffer = ByteBuffer.allocate(10);
                while (channel.read(buffer) >= 0) {
                    // to the end
                }
                buffer.flip();
                EachInTurn.equal(3, buffer.remaining());
            }
        }
    }

    @Suspendable
    private static void filesAndProcesses() throws Exception {
        Path file = Files.createTempFile("adapted", ".txt");
        Files.write(file, Arrays.asList("one", "two"));
        EachInTurn.equal("[one, two]", Files.readAllLines(file).toString());
        try (InputStream in = Files.newInputStream(file)) {
            EachInTurn.equal((int) 'o', in.read());
        }
        Files.delete(file);
        String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
        Process process = new ProcessBuilder(java, "-version").redirectErrorStream(true).start();
        try (BufferedReader said = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            EachInTurn.equal(true, said.readLine().contains("version"));
        }
        process.destroy();
        EachInTurn.equal(true, process.waitFor(1, TimeUnit.MINUTES));
    }
}
