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

/** URLs and HTTP. */
public class Http {
    @Suspendable
    public static void run() throws Exception {
        com.sun.net.httpserver.HttpServer s =
                com.sun.net.httpserver.HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 50);
        s.setExecutor(Executors.newCachedThreadPool(r -> {
            Thread t = new Thread(r);
            t.setDaemon(true);
            return t;
        }));
        s.createContext("/", x -> {
            byte[] in = x.getRequestBody().readAllBytes();
            try {
                Thread.sleep(150);
            } catch (InterruptedException e) {
            }
            String p = x.getRequestURI().getPath();
            byte[] b = (x.getRequestMethod() + " " + p + " " + in.length + "\n" + "z".repeat(100000)).getBytes();
            if (p.equals("/404")) {
                x.sendResponseHeaders(404, b.length);
            } else x.sendResponseHeaders(200, 0);
            x.getResponseBody().write(b);
            x.close();
        });
        s.start();
        String base = "http://127.0.0.1:" + s.getAddress().getPort();
        Textbook.together(
                () -> get(base + "/a"),
                () -> get(base + "/b"),
                () -> get(base + "/c"),
                () -> get(base + "/404"),
                () -> post(base + "/p"),
                () -> {
                    try (BufferedReader r =
                            new BufferedReader(new InputStreamReader(new URL(base + "/open").openStream()))) {
                        Textbook.say(r.readLine());
                    }
                },
                () -> {
                    java.net.http.HttpClient c = java.net.http.HttpClient.newHttpClient();
                    Textbook.say("client "
                            + c.send(
                                            java.net.http.HttpRequest.newBuilder(URI.create(base + "/client"))
                                                    .build(),
                                            java.net.http.HttpResponse.BodyHandlers.ofString())
                                    .body()
                                    .substring(0, 12));
                });
        s.stop(0);
    }

    @Suspendable
    static void get(String url) throws IOException {
        HttpURLConnection c = (HttpURLConnection) new URL(url).openConnection();
        c.setConnectTimeout(60_000);
        c.setReadTimeout(60_000);
        int code = c.getResponseCode();
        try (InputStream in = code < 400 ? c.getInputStream() : c.getErrorStream()) {
            ByteArrayOutputStream o = new ByteArrayOutputStream();
            byte[] b = new byte[1000];
            for (int n; (n = in.read(b)) >= 0; ) o.write(b, 0, n);
            Textbook.say(code + " " + o.size() + " " + c.getHeaderField("Content-length") + " "
                    + o.toString().split("\n")[0]);
        }
        c.disconnect();
    }

    @Suspendable
    static void post(String url) throws IOException {
        HttpURLConnection c = (HttpURLConnection) new URL(url).openConnection();
        c.setRequestMethod("POST");
        c.setDoOutput(true);
        try (OutputStream o = c.getOutputStream()) {
            o.write("some body".getBytes());
        }
        try (BufferedReader r = new BufferedReader(new InputStreamReader(c.getInputStream()))) {
            Textbook.say(c.getResponseCode() + " " + r.readLine());
        }
    }
}
