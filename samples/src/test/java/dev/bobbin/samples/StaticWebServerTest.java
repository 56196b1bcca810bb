package dev.bobbin.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The web server as a process, over real sockets. */
@Timeout(120)
class StaticWebServerTest {

    @TempDir
    private static Path folder;

    private static RunningSample server;
    private static int port;

    @BeforeAll
    static void startServer() throws IOException {
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.writeString(folder.resolve("outside.txt"), "not for you");
        Files.writeString(root.resolve("index.html"), "<p>home</p>");
        Files.writeString(root.resolve("a b.txt"), "0123456789");
        Files.writeString(root.resolve(".hidden"), "not for you");
        Files.createDirectories(root.resolve("sub"));
        Files.writeString(root.resolve("sub/index.html"), "<p>sub</p>");
        Files.createDirectories(root.resolve("empty"));
        Files.write(root.resolve("large.bin"), new byte[3_000_000]);
        Files.createSymbolicLink(root.resolve("link.txt"), folder.resolve("outside.txt"));
        server = RunningSample.start(StaticWebServer.class, root.toString(), "0");
        port = Integer.parseInt(server.nextLine().replaceAll("\\D", ""));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void filesAreShownWithTheirTypes() throws Exception {
        assertThat(get("/"))
                .contains("200 OK", "Content-Type: text/html; charset=utf-8\r\n")
                .endsWith("\r\n\r\n<p>home</p>");
        assertThat(get("/a%20b.txt?v=1"))
                .contains("Content-Length: 10\r\n", "text/plain")
                .endsWith("\r\n\r\n0123456789");
        assertThat(get("/sub/")).endsWith("<p>sub</p>");
        assertThat(get("/sub?x")).contains("301 Moved", "Location: ./sub/\r\n");
        assertThat(get("/large.bin")).hasSizeGreaterThan(3_000_000).contains("application/octet-stream");
        assertThat(ask("HEAD /a%20b.txt HTTP/1.1", ""))
                .contains("Content-Length: 10\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void whatIsNotThereOrNotForYouIsNotFound() throws Exception {
        for (String path : new String[] {
            "/none",
            "/empty/",
            "/../outside.txt",
            "/sub/../../outside.txt",
            "/%2e%2e/outside.txt",
            "/..%2foutside.txt",
            "/link.txt",
            "/.hidden",
            "/sub/../.hidden",
            "/" + folder.resolve("outside.txt"),
            "/a%20b.txt/x"
        }) {
            assertThat(get(path)).as(path).startsWith("HTTP/1.1 404 ").doesNotContain("not for you");
        }
        assertThat(ask("POST / HTTP/1.1", "Content-Length: 0\r\n")).startsWith("HTTP/1.1 405 ");
    }

    @Test
    void aPartOfAFileCanBeHad() throws Exception {
        assertThat(ask("GET /a%20b.txt HTTP/1.1", "Range: bytes=2-4\r\n"))
                .contains("206 Partial Content", "Content-Range: bytes 2-4/10\r\n", "Content-Length: 3\r\n")
                .endsWith("\r\n\r\n234");
        assertThat(ask("GET /a%20b.txt HTTP/1.1", "Range: bytes=8-99\r\n")).endsWith("\r\n\r\n89");
        assertThat(ask("GET /a%20b.txt HTTP/1.1", "Range: bytes=7-\r\n")).endsWith("\r\n\r\n789");
        assertThat(ask("GET /a%20b.txt HTTP/1.1", "Range: bytes=10-\r\n"))
                .contains("416 Range", "Content-Range: bytes */10\r\n");
    }

    private static String get(String path) throws IOException {
        return ask("GET " + path + " HTTP/1.1", "");
    }

    private static String ask(String line, String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request = line + "\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
