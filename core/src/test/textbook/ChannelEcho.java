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

/** Channels in blocking mode. */
public class ChannelEcho {
    @Suspendable
    public static void run() throws Exception {
        ServerSocketChannel ssc = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        Textbook.together(
                () -> {
                    for (int i = 0; i < 3; i++) {
                        try (SocketChannel sc = ssc.accept()) {
                            ByteBuffer b = ByteBuffer.allocate(100);
                            while (sc.read(b) >= 0) {
                                b.flip();
                                while (b.hasRemaining()) sc.write(b);
                                b.clear();
                            }
                        }
                    }
                    ssc.close();
                },
                () -> chat(ssc, "a"),
                () -> chat(ssc, "bb"),
                () -> chat(ssc, "ccc"));
    }

    @Suspendable
    static void chat(ServerSocketChannel ssc, String w) throws IOException {
        try (SocketChannel sc = SocketChannel.open(ssc.getLocalAddress())) {
            ByteBuffer b = ByteBuffer.wrap(w.getBytes());
            while (b.hasRemaining()) sc.write(b);
            sc.shutdownOutput();
            ByteBuffer r = ByteBuffer.allocate(50);
            while (sc.read(r) >= 0)
                ;
            Textbook.say("echo " + new String(r.array(), 0, r.position()));
        }
    }
}
