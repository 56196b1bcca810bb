package dev.bobbin.samples;

import static dev.bobbin.Coroutines.await;
import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;

import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import dev.bobbin.net.TcpServer;
import dev.bobbin.net.TcpSocket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches several URLs at once, and says so in the order in which they came. Arguments: URLs; without any, three servers of its
 * own, which take 600, 300 and 100 milliseconds to answer.
 */
public final class FetchUrls {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

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
    private static void fetch(String url) {
        System.out.println("GET: " + url);
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        byte[] body =
                await(CLIENT.sendAsync(request, BodyHandlers.ofByteArray())).body();
        System.out.println(body.length + " bytes received from " + url + ".");
    }

    /** Starts a web server that takes {@code millis} to answer with as many bytes. */
    private static String serve(int millis) throws IOException {
        TcpServer server = TcpServer.bindLocal(0);
        spawn(() -> server.serve(socket -> answer(socket, millis)));
        return "http://127.0.0.1:" + server.port() + "/";
    }

    @Suspendable
    private static void answer(TcpSocket socket, int millis) throws IOException {
        ByteBuffer request = ByteBuffer.allocate(4096);
        while (!new String(request.array(), 0, request.position(), StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            if (socket.read(request) <= 0) {
                return;
            }
        }
        sleep(millis);
        String response =
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + millis + "\r\n\r\n" + "x".repeat(millis);
        socket.write(response.getBytes(StandardCharsets.ISO_8859_1));
    }
}
