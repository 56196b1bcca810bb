package dev.bobbin.samples;

import dev.bobbin.net.http.HttpRequest;
import dev.bobbin.net.http.HttpResponse;
import dev.bobbin.net.http.HttpServer;
import dev.bobbin.net.http.HttpStatusException;
import dev.bobbin.net.http.Routes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shows the files of a folder in the browser. Arguments: DIR PORT, or 0 for any port that is free.
 *
 * <p>A folder is answered by its {@code index.html}. Nothing outside of the folder is shown, by {@code ..} or by links, and nothing
 * whose name begins with a dot. A part of a file may be asked for, so that films can be wound.
 */
public final class StaticWebServer {

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "txt", "text/plain; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "jpg", "image/jpeg",
            "mp4", "video/mp4",
            "pdf", "application/pdf");

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");

    private final Path root;

    private StaticWebServer(Path root) {
        this.root = root;
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("Usage: StaticWebServer DIR PORT");
            System.exit(2);
        }
        StaticWebServer files = new StaticWebServer(Path.of(args[0]).toRealPath());
        HttpServer server = HttpServer.start(Integer.parseInt(args[1]), new Routes().get("/{path...}", files::show));
        System.out.println("Listening on port " + server.port());
        server.join();
    }

    private HttpResponse show(HttpRequest request) throws IOException {
        Path file = find(request.pathValue("path"));
        if (Files.isDirectory(file)) {
            if (!request.path().endsWith("/")) {
                return HttpResponse.redirect("./" + lastPart(request.target()) + "/")
                        .status(301);
            }
            file = find(request.pathValue("path") + "index.html");
        }
        if (!Files.isRegularFile(file)) {
            throw notFound();
        }
        return send(file, request.headers().first("Range").orElse(""));
    }

    private Path find(String path) throws HttpStatusException {
        boolean hidden = path.startsWith(".") || path.contains("/.");
        try {
            Path file = root.resolve(path).toRealPath(); // follows links; fails if there is no such file
            if (file.startsWith(root) && !hidden) {
                return file;
            }
        } catch (IOException | InvalidPathException e) {
            // the same answer as for what must not be shown: nobody learns what there is outside
        }
        throw notFound();
    }

    private static HttpStatusException notFound() {
        return new HttpStatusException(404, "There is no such file");
    }

    private static String lastPart(String target) {
        String path = target.split("\\?")[0];
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static HttpResponse send(Path file, String range) throws IOException {
        long size = Files.size(file);
        Matcher asked = RANGE.matcher(range);
        if (!asked.matches()) {
            return part(HttpResponse.ok().header("Accept-Ranges", "bytes"), file, 0, size);
        }
        long from = Long.parseLong(asked.group(1));
        long last = asked.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(asked.group(2)));
        if (from > last) {
            return HttpResponse.of(416).header("Content-Range", "bytes */" + size);
        }
        HttpResponse response = HttpResponse.of(206).header("Content-Range", "bytes " + from + "-" + last + "/" + size);
        return part(response, file, from, last - from + 1);
    }

    private static HttpResponse part(HttpResponse response, Path file, long from, long length) {
        String name = file.getFileName().toString();
        String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
        return response.stream(type, length, out -> {
            try (FileChannel channel = FileChannel.open(file)) {
                out.writeFile(channel, from, length);
            }
        });
    }
}
