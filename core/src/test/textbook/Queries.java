import dev.bobbin.Suspendable;
import java.io.*;
import java.net.*;
import java.nio.*;
import java.nio.channels.*;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.stream.*;

/** Questions by datagrams, one of which is lost. */
public class Queries {
    @Suspendable
    public static void run() throws Exception {
        DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Textbook.together(
                () -> {
                    byte[] b = new byte[512];
                    for (int i = 0; i < 4; i++) {
                        DatagramPacket p = new DatagramPacket(b, b.length);
                        server.receive(p);
                        String q = new String(b, 0, p.getLength());
                        if (q.startsWith("lost")) continue;
                        byte[] a = ("answer to " + q).getBytes();
                        server.send(new DatagramPacket(a, a.length, p.getSocketAddress()));
                    }
                },
                () -> query(server, "one"),
                () -> query(server, "two"),
                () -> query(server, "lost"));
        server.close();
    }

    @Suspendable
    static void query(DatagramSocket server, String name) throws IOException {
        try (DatagramSocket c = new DatagramSocket()) {
            c.setSoTimeout(1000); // of which only one who gets no answer should hear
            byte[] q = name.getBytes();
            byte[] b = new byte[512];
            DatagramPacket p = new DatagramPacket(b, b.length);
            for (int attempt = 0; ; attempt++) {
                c.send(new DatagramPacket(q, q.length, server.getLocalSocketAddress()));
                try {
                    c.receive(p);
                    Textbook.say(new String(b, 0, p.getLength()));
                    return;
                } catch (SocketTimeoutException e) {
                    Textbook.say("timeout " + name + " " + e.getMessage());
                    q = "again".getBytes();
                }
            }
        }
    }
}
