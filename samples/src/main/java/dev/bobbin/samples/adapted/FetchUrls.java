package dev.bobbin.samples.adapted;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches several URLs at once by {@code URL.openStream()}, and says so in the order in which they came. Arguments: URLs;
 * without any, three servers of its own, which take 600, 300 and 100 milliseconds to answer.
 */
public final class FetchUrls {

    private FetchUrls() {}

    public static void main(String[] args) {
        runBlocking(() -> {
            List<Coroutine<Void>> fetches = new ArrayList<>();
            for (String url : args.length > 0 ? List.of(args) : List.of(serve(600), serve(300), serve(100))) {
                fetches.add(spawn(() -> fetch(url)));
            }
            joinAll(fetches);
        });
    }

    @Suspendable
    private static void fetch(String url) throws IOException {
        System.out.println("GET: " + url);
        try (InputStream in = new URL(url).openStream()) {
            System.out.println(in.readAllBytes().length + " bytes received from " + url + ".");
        }
    }

    /** Starts a web server that takes {@code millis} to answer with as many bytes. */
    @Suspendable
    private static String serve(int millis) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        spawn(() -> {
            while (true) {
                Socket socket = server.accept();
                spawn(() -> answer(socket, millis));
            }
        });
        return "http://127.0.0.1:" + server.getLocalPort() + "/";
    }

    @Suspendable
    private static void answer(Socket socket, int millis) throws IOException, InterruptedException {
        try (socket) {
            BufferedReader request = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            for (String line = request.readLine(); line != null && !line.isEmpty(); ) {
                line = request.readLine();
            }
            Thread.sleep(millis);
            String head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + millis + "\r\n\r\n";
            socket.getOutputStream().write((head + "x".repeat(millis)).getBytes(ISO_8859_1));
        }
    }
}
