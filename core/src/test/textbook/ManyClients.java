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

/** A hundred clients that talk byte by byte. */
public class ManyClients {
    @Suspendable
    public static void run() throws Exception {
        ServerSocket ss = new ServerSocket(0, 500);
        int n = 100;
        Textbook.Task[] ts = new Textbook.Task[2 * n + 1];
        AtomicInteger sum = new AtomicInteger();
        BlockingQueue<Socket> q = new LinkedBlockingQueue<>();
        ts[0] = () -> {
            for (int i = 0; i < n; i++) q.put(ss.accept());
        };
        for (int i = 0; i < n; i++) {
            ts[1 + 2 * i] = () -> {
                try (Socket s = q.take()) {
                    InputStream in = s.getInputStream();
                    OutputStream out = s.getOutputStream();
                    int c;
                    while ((c = in.read()) >= 0) {
                        Thread.sleep(10);
                        out.write(c + 1);
                    }
                }
            };
            ts[2 + 2 * i] = () -> {
                try (Socket s = new Socket("127.0.0.1", ss.getLocalPort())) {
                    for (int k = 0; k < 5; k++) {
                        s.getOutputStream().write(k);
                        sum.addAndGet(s.getInputStream().read());
                    }
                }
            };
        }
        Textbook.together(ts);
        ss.close();
        Textbook.say("sum " + sum);
    }
}
