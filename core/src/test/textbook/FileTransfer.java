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

/** Two connections, one for orders and one for data: DataInputStream and DataOutputStream. */
public class FileTransfer {
    @Suspendable
    public static void run() throws Exception {
        ServerSocket control = new ServerSocket();
        control.bind(new InetSocketAddress("127.0.0.1", 0), 5);
        byte[] file = new byte[1_000_000];
        new Random(1).nextBytes(file);
        Textbook.together(
                () -> {
                    try (Socket c = control.accept();
                            ServerSocket data = new ServerSocket(0)) {
                        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(c.getOutputStream()));
                        DataInputStream in = new DataInputStream(c.getInputStream());
                        out.writeUTF("PASV " + data.getLocalPort());
                        out.flush();
                        String name = in.readUTF();
                        try (Socket d = data.accept();
                                OutputStream o = d.getOutputStream()) {
                            o.write(file);
                        }
                        out.writeLong(file.length);
                        out.writeInt(Arrays.hashCode(file));
                        out.flush();
                        Textbook.say("sent " + name);
                    }
                    control.close();
                },
                () -> {
                    try (Socket c = new Socket(InetAddress.getLoopbackAddress(), control.getLocalPort())) {
                        DataOutputStream out = new DataOutputStream(c.getOutputStream());
                        DataInputStream in = new DataInputStream(new BufferedInputStream(c.getInputStream()));
                        int port = Integer.parseInt(in.readUTF().split(" ")[1]);
                        out.writeUTF("RETR x");
                        ByteArrayOutputStream got = new ByteArrayOutputStream();
                        try (Socket d = new Socket("127.0.0.1", port);
                                InputStream i = d.getInputStream()) {
                            byte[] b = new byte[4096];
                            for (int n; (n = i.read(b)) > 0; ) got.write(b, 0, n);
                        }
                        Textbook.say("got " + got.size() + " of " + in.readLong() + " same "
                                + (in.readInt() == Arrays.hashCode(got.toByteArray())));
                    }
                });
    }
}
