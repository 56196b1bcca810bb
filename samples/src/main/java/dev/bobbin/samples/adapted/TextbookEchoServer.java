package dev.bobbin.samples.adapted;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;

import dev.bobbin.Suspendable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The echo server of any textbook, with blocking sockets; but what would be a thread for each connection is a coroutine, and all
 * of them share one thread. Arguments: PORT, or 0 for any that is free.
 */
public final class TextbookEchoServer {

    private TextbookEchoServer() {}

    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("Usage: TextbookEchoServer PORT");
            System.exit(2);
        }
        runBlocking(() -> serve(Integer.parseInt(args[0])));
    }

    @Suspendable
    static void serve(int port) throws IOException {
        try (ServerSocket server = new ServerSocket(port)) {
            System.out.println("Listening on port " + server.getLocalPort());
            while (true) {
                Socket socket = server.accept();
                spawn(() -> echo(socket));
            }
        }
    }

    @Suspendable
    static void echo(Socket socket) throws IOException {
        try (socket) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[4096];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                out.write(buffer, 0, length);
            }
        }
    }
}
