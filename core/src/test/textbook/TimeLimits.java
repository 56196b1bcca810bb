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

/** SO_TIMEOUT, and what fails. */
public class TimeLimits {
    @Suspendable
    public static void run() throws Exception {
        try (ServerSocket ss = new ServerSocket(0)) {
            ss.setSoTimeout(50);
            try {
                ss.accept();
                Textbook.say("?");
            } catch (SocketTimeoutException e) {
                Textbook.say("accept: " + e.getMessage());
            }
            try (Socket c = new Socket("localhost", ss.getLocalPort());
                    Socket s = ss.accept()) {
                c.setSoTimeout(50);
                try {
                    c.getInputStream().read();
                    Textbook.say("?");
                } catch (SocketTimeoutException e) {
                    Textbook.say("read: " + e.getMessage());
                }
                BufferedReader r = new BufferedReader(new InputStreamReader(c.getInputStream()));
                try {
                    r.readLine();
                    Textbook.say("?");
                } catch (SocketTimeoutException e) {
                    Textbook.say("readLine: " + e.getMessage());
                }
                s.getOutputStream().write("late\n".getBytes());
                Textbook.say(r.readLine());
                s.shutdownOutput();
                Textbook.say("" + r.readLine());
                Textbook.say("" + c.getInputStream().read());
                c.close();
                try {
                    c.getInputStream();
                } catch (SocketException e) {
                    Textbook.say(e.getMessage());
                }
                try {
                    s.setSoTimeout(100);
                    Textbook.say("" + s.getInputStream().read());
                } catch (IOException e) {
                    Textbook.say(e.toString());
                }
            }
            try {
                new Socket("127.0.0.1", 1);
            } catch (ConnectException e) {
                Textbook.say(e.getMessage());
            }
            try {
                new ServerSocket(ss.getLocalPort());
            } catch (BindException e) {
                Textbook.say(e.getMessage());
            }
            try {
                new Socket("nope.invalid", 1);
            } catch (UnknownHostException e) {
                Textbook.say(e.getMessage());
            }
        }
    }
}
