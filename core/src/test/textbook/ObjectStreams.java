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

/** Objects over a socket. */
public class ObjectStreams {
    @Suspendable
    public static void run() throws Exception {
        ServerSocket ss = new ServerSocket(0);
        Textbook.together(
                () -> {
                    try (Socket s = ss.accept();
                            ObjectOutputStream out = new ObjectOutputStream(s.getOutputStream());
                            ObjectInputStream in = new ObjectInputStream(s.getInputStream())) {
                        Object o;
                        do {
                            o = in.readObject();
                            out.writeObject("got " + o);
                            out.flush();
                        } while (!o.equals("end"));
                    }
                },
                () -> {
                    try (Socket s = new Socket("localhost", ss.getLocalPort());
                            ObjectOutputStream out = new ObjectOutputStream(s.getOutputStream());
                            ObjectInputStream in = new ObjectInputStream(s.getInputStream())) {
                        for (Object each : new Object[] {List.of(1, 2), Map.of("a", 3.5), new int[0].length, "end"}) {
                            out.writeObject(each);
                            out.flush();
                            Textbook.say("" + in.readObject());
                        }
                    }
                });
        ss.close();
    }
}
