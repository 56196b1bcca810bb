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

/** Compressed bytes over a socket. */
public class Zipped {
    @Suspendable
    public static void run() throws Exception {
        ServerSocket ss = new ServerSocket(0);
        Textbook.together(
                () -> {
                    try (Socket s = ss.accept();
                            java.util.zip.GZIPOutputStream o =
                                    new java.util.zip.GZIPOutputStream(s.getOutputStream())) {
                        o.write("zipped text".getBytes());
                        Thread.sleep(20);
                        o.write(" and more".getBytes());
                        o.finish();
                    }
                },
                () -> {
                    try (Socket s = new Socket("localhost", ss.getLocalPort());
                            BufferedReader r = new BufferedReader(
                                    new InputStreamReader(new java.util.zip.GZIPInputStream(s.getInputStream())))) {
                        Textbook.say(r.readLine());
                    }
                });
        ss.close();
    }
}
