import dev.bobbin.Suspendable;
import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.concurrent.*;
import java.util.zip.*;

/** Everything that writes around a socket's stream, to a peer that begins to read when much has been written. */
public class SlowReaders {
    private static final int LINES = 20_000;

    public interface Writes {
        @Suspendable
        void to(Socket socket) throws Exception;
    }

    @Suspendable
    public static void run() throws Exception {
        check("PrintStream", socket -> {
            PrintStream out = new PrintStream(socket.getOutputStream(), true);
            for (int i = 0; i < LINES; i++) {
                out.println("line " + i + " of a text that is longer than what fits");
            }
            Textbook.say("error " + out.checkError());
            out.close();
        });
        check("PrintStream, not flushed", socket -> {
            try (PrintStream out = new PrintStream(new BufferedOutputStream(socket.getOutputStream()))) {
                for (int i = 0; i < LINES; i++) {
                    out.printf("%s %d ", "a", i).append('x').print('c');
                    out.print(i);
                    out.println((Object) null);
                }
            }
        });
        check("PrintWriter", socket -> {
            PrintWriter out = new PrintWriter(socket.getOutputStream(), true);
            for (int i = 0; i < LINES; i++) {
                out.println("line " + i + " of a text that is longer than what fits");
            }
            out.close();
        });
        check("PrintWriter around writers", socket -> {
            PrintWriter out = new PrintWriter(
                    new BufferedWriter(new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_16)), false);
            for (int i = 0; i < LINES; i++) {
                out.printf("%d\u20ac %s", i, "formatted").println();
                if (i % 100 == 0) out.flush();
            }
            out.close();
        });
        check("BufferedWriter", socket -> {
            BufferedWriter out = new BufferedWriter(new OutputStreamWriter(socket.getOutputStream(), "UTF-8"));
            for (int i = 0; i < LINES; i++) {
                out.write("line " + i);
                out.append(' ').append("and more").append("xyz", 1, 2);
                out.newLine();
            }
            out.flush();
            socket.shutdownOutput();
        });
        check("DataOutputStream", socket -> {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            for (int i = 0; i < LINES; i++) {
                out.writeInt(i);
                out.writeUTF("text " + i);
                out.writeDouble(i / 3.0);
            }
            Textbook.say("size " + out.size());
            out.close();
        });
        check("GZIPOutputStream", socket -> {
            Random random = new Random(1);
            byte[] some = new byte[100];
            GZIPOutputStream out = new GZIPOutputStream(socket.getOutputStream());
            for (int i = 0; i < LINES; i++) {
                random.nextBytes(some);
                out.write(some);
            }
            out.finish();
            socket.close();
        });
        check("ObjectOutputStream", socket -> {
            ObjectOutputStream out = new ObjectOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            for (int i = 0; i < LINES; i++) {
                out.writeObject("object " + i);
            }
            out.close();
        });
        brokenPipes();
    }

    @Suspendable
    static void check(String name, Writes writes) throws Exception {
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        CountDownLatch much = new CountDownLatch(1);
        Textbook.together(
                () -> {
                    try (Socket socket = server.accept()) {
                        writes.to(socket);
                    }
                },
                () -> {
                    try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                        much.await(); // the other one works meanwhile, or waits
                        InputStream in = socket.getInputStream();
                        CRC32 sum = new CRC32();
                        byte[] some = new byte[10_000];
                        long count = 0;
                        for (int n; (n = in.read(some)) >= 0; count += n) sum.update(some, 0, n);
                        Textbook.say(name + ": " + count + " bytes, " + Long.toHexString(sum.getValue()));
                    }
                },
                () -> {
                    Thread.sleep(30);
                    much.countDown();
                });
        server.close();
    }

    /** A printer keeps its failure to itself, a writer throws it. */
    @Suspendable
    static void brokenPipes() throws Exception {
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Textbook.together(
                () -> {
                    for (int i = 0; i < 2; i++) {
                        Socket socket = server.accept();
                        socket.getInputStream().read(); // so that it is known to be connected
                        socket.setSoLinger(true, 0);
                        socket.close(); // by a reset
                    }
                },
                () -> {
                    Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
                    PrintWriter out = new PrintWriter(socket.getOutputStream(), true);
                    int lines = 0;
                    out.println("to somebody");
                    while (!out.checkError() && lines < 100_000) {
                        out.println("to nobody");
                        lines++;
                        Thread.sleep(1);
                    }
                    Textbook.say("told " + (lines < 100_000));
                    out.close();
                    Socket other = new Socket(server.getInetAddress(), server.getLocalPort());
                    Writer writer = new OutputStreamWriter(other.getOutputStream());
                    writer.write("to somebody");
                    writer.flush();
                    try {
                        for (int i = 0; i < 100_000; i++) {
                            writer.write("to nobody");
                            writer.flush();
                            Thread.sleep(1);
                        }
                        Textbook.say("nothing was told");
                    } catch (SocketException e) {
                        Textbook.say("a SocketException");
                    }
                    other.close();
                });
        server.close();
    }
}
