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

/** A dialogue of lines, as mail servers have it: BufferedReader and PrintWriter over sockets. */
public class Mail {
    @Suspendable
    public static void run() throws Exception {
        ServerSocket ss = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Textbook.together(
                () -> {
                    for (int i = 0; i < 3; i++) {
                        Socket s = ss.accept();
                        serveMail(s);
                    }
                    ss.close();
                },
                () -> mail(ss.getLocalPort(), "a@b", "hello\nworld"),
                () -> mail(ss.getLocalPort(), "c@d", "x"),
                () -> mail(ss.getLocalPort(), "e@f", ""));
    }

    @Suspendable
    static void serveMail(Socket s) throws IOException {
        try (s;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(s.getInputStream(), java.nio.charset.StandardCharsets.UTF_8));
                PrintWriter out = new PrintWriter(
                        new OutputStreamWriter(s.getOutputStream(), java.nio.charset.StandardCharsets.UTF_8), true)) {
            out.println("220 ready");
            String line;
            boolean data = false;
            int n = 0;
            String from = "";
            while ((line = in.readLine()) != null) {
                if (data) {
                    if (line.equals(".")) {
                        data = false;
                        out.println("250 got " + n + " lines");
                        Textbook.say("mail " + from + " " + n);
                    } else n++;
                } else if (line.startsWith("MAIL FROM:")) {
                    from = line.substring(10);
                    out.printf("250 ok %s%n", from);
                } else if (line.equals("DATA")) {
                    data = true;
                    out.println("354 go");
                } else if (line.equals("QUIT")) {
                    out.println("221 bye");
                    break;
                } else out.println("500 what");
            }
        }
    }

    @Suspendable
    static void mail(int port, String from, String text) throws IOException {
        try (Socket s = new Socket("127.0.0.1", port);
                BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream()));
                BufferedWriter out = new BufferedWriter(new OutputStreamWriter(s.getOutputStream()))) {
            StringBuilder log = new StringBuilder(in.readLine());
            for (String each : new String[] {"MAIL FROM:" + from, "DATA"}) {
                out.write(each);
                out.newLine();
                out.flush();
                log.append('|').append(in.readLine());
            }
            for (String each : text.split("\n")) {
                out.append(each).append('\n');
            }
            out.write(".\nQUIT\n");
            out.flush();
            log.append('|')
                    .append(in.readLine())
                    .append('|')
                    .append(in.readLine())
                    .append('|')
                    .append(in.readLine());
            Textbook.say(log.toString());
        }
    }
}
