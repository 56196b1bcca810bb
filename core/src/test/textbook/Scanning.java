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

/** Scanners on both sides of a socket. */
public class Scanning {
    @Suspendable
    public static void run() throws Exception {
        ServerSocket ss = new ServerSocket(0);
        Textbook.together(
                () -> {
                    try (Socket s = ss.accept();
                            Scanner in = new Scanner(s.getInputStream());
                            PrintStream out = new PrintStream(s.getOutputStream(), true)) {
                        while (in.hasNextInt()) {
                            int a = in.nextInt();
                            int b = in.nextInt();
                            out.println(a + b);
                        }
                        out.println("end " + in.next());
                    }
                },
                () -> {
                    try (Socket s = new Socket("localhost", ss.getLocalPort());
                            Scanner in = new Scanner(s.getInputStream());
                            PrintWriter out = new PrintWriter(s.getOutputStream(), true)) {
                        out.println("1 2");
                        Textbook.say(in.nextLine());
                        out.println("30 4\nx");
                        Textbook.say(in.nextLine());
                        Textbook.say(in.nextLine());
                        Textbook.say("more " + in.hasNextLine());
                    }
                });
        ss.close();
    }
}
