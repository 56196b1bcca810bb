package dev.bobbin.net.http;

import dev.bobbin.Suspendable;
import dev.bobbin.net.Connection;
import dev.bobbin.runtime.FrameStack;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One connection of a server: requests are answered one after the other, in the order in which they came, until one side wants no
 * more.
 *
 * <pre>
 *   IDLE --bytes have come--> BUSY --answered--> IDLE     by the connection's coroutine
 *   IDLE --closeIfIdle()--> CLOSED                        by whoever stops the server
 * </pre>
 */
final class ServerConnection {

    private static final int IDLE = 0;
    private static final int BUSY = 1;
    private static final int CLOSED = 2;

    /** What is read of a body that its handler has not, to come to the next request. More than that, and the connection ends. */
    private static final int MOST_SKIPPED = 64 * 1024;

    /** What is still taken of a client that sends while its connection ends: it would not see the answer otherwise. */
    private static final int MOST_LINGERED = 1024 * 1024;

    private static final Duration LONGEST_LINGERING = Duration.ofSeconds(2);

    private final HttpServer server;
    private final HttpServer.Settings settings;
    private final Connection wire;
    private final HttpInput input;
    private final HttpOutput output;
    private final HeadParser head;
    private final AtomicInteger state = new AtomicInteger(IDLE);

    ServerConnection(HttpServer server, Connection wire) {
        this.server = server;
        this.settings = server.settings();
        this.wire = wire;
        this.input = new HttpInput(wire);
        this.output = new HttpOutput(wire);
        this.head = HeadParser.ofRequests(settings.headLimits);
    }

    /** Answers requests until there are no more. Closes the connection however it ends. */
    @Suspendable
    void serve() {
        try {
            Duration patience = settings.headerTimeout; // who connects has something to say
            while (awaitRequest(patience) && answer()) {
                state.set(IDLE);
                if (server.isStopping()) { // looked at after the state was set, as closeIfIdle() looks after the stop
                    if (state.compareAndSet(IDLE, BUSY)) {
                        linger();
                    }
                    return;
                }
                patience = settings.idleTimeout;
            }
        } catch (IOException e) {
            // The client is gone, or takes nothing: there is nobody to tell.
        } finally {
            close();
        }
    }

    /** Called from any thread. */
    void closeIfIdle() {
        if (state.compareAndSet(IDLE, CLOSED)) {
            close();
        }
    }

    /** Called from any thread. */
    void close() {
        try {
            wire.close();
        } catch (IOException e) {
            // it is closed all the same
        }
    }

    /** False if the client wants no more, or says nothing. */
    @Suspendable
    private boolean awaitRequest(Duration time) throws IOException {
        try {
            if (input.isEmpty() && !input.fill(Patience.total(time))) {
                return false;
            }
        } catch (SocketTimeoutException e) {
            return false;
        }
        return state.compareAndSet(IDLE, BUSY);
    }

    /** False if no other request can follow. */
    @Suspendable
    private boolean answer() throws IOException {
        HttpRequest request;
        try {
            if (!readHead()) {
                return false;
            }
            request = request();
        } catch (HttpStatusException e) {
            sendWhole(responseTo(e), 1, false, false);
            linger();
            return false;
        }
        try {
            boolean more = send(request, respond(request));
            if (!more || !request.body().skip(MOST_SKIPPED)) {
                if (!output.isBroken() && !request.body().hasLostPeer()) {
                    linger();
                }
                return false;
            }
            return true;
        } finally {
            request.body().close();
        }
    }

    // ---- what comes ----

    @Suspendable
    private boolean readHead() throws IOException {
        head.reset();
        Patience patience = Patience.total(settings.headerTimeout);
        while (!head.feed(input.bytes())) {
            try {
                if (!input.fill(patience)) {
                    return false;
                }
            } catch (SocketTimeoutException e) {
                throw new HttpStatusException(408, "The request's head came too slowly");
            }
        }
        return true;
    }

    private HttpRequest request() throws HttpStatusException {
        HttpHeaders headers = head.headers();
        requireHost(headers);
        long framing = Framing.ofRequest(headers, head.minorVersion());
        if (framing == 0 && head.minorVersion() == 0 && !headers.contains("Content-Length") && oftenHasBody()) {
            throw new HttpStatusException(411, "A " + head.method() + " of HTTP/1.0 must have a Content-Length");
        }
        String tooLong = "The request's body is longer than " + settings.mostBodyBytes + " bytes";
        if (framing > settings.mostBodyBytes) {
            throw new HttpStatusException(413, tooLong);
        }
        HttpBody body = new HttpBody(
                input,
                headers,
                framing,
                Patience.withRate(settings.bodyTimeout, HttpServer.LOWEST_BYTES_PER_SECOND),
                settings.mostBodyBytes,
                tooLong);
        if (headers.contains("Expect") && head.minorVersion() > 0) {
            if (!headers.lists("Expect", "100-continue")) {
                throw new HttpStatusException(417, "The only expectation that is known here is 100-continue");
            }
            body.askFirst(output);
        }
        return HttpRequest.of(head, headers, body, wire);
    }

    /** Clients of HTTP/1.0 may mean the end of the connection by saying nothing, and their bodies must not be lost. */
    private boolean oftenHasBody() {
        return head.method().equals("POST") || head.method().equals("PUT");
    }

    /** RFC 9112, section 3.2. */
    private void requireHost(HttpHeaders headers) throws HttpStatusException {
        int hosts = headers.contains("Host") ? headers.all("Host").size() : 0;
        if (hosts > 1 || hosts == 0 && head.minorVersion() > 0) {
            throw new HttpStatusException(400, "The request has " + hosts + " Host headers: it must have one");
        }
        if (hosts == 1) {
            String host = headers.first("Host").get();
            for (int i = 0; i < host.length(); i++) {
                if (!Fields.mayBeInHost(host.charAt(i))) {
                    throw new HttpStatusException(400, "The Host header is neither a name nor an address");
                }
            }
        }
    }

    // ---- what is answered ----

    @Suspendable
    private HttpResponse respond(HttpRequest request) throws IOException {
        try {
            HttpResponse response = server.handler().handle(request);
            if (response == null) {
                throw new NullPointerException("The handler returned null for " + request
                        + ". Return HttpResponse.of(204)," + " say, if there is nothing to answer.");
            }
            return response;
        } catch (Throwable thrown) {
            return responseTo(thrown, request);
        }
    }

    /** What is answered instead, if anything can be. */
    @Suspendable
    private HttpResponse responseTo(Throwable thrown, HttpRequest request) throws IOException {
        if (thrown instanceof CancellationException) {
            FrameStack.current().requireNotCancelled(); // else it is another's, whom the handler waited for
        }
        if (output.isBroken() || request.body().hasLostPeer()) {
            throw new IOException("The client is gone", thrown);
        }
        if (thrown instanceof HttpStatusException) {
            return responseTo((HttpStatusException) thrown);
        }
        settings.onFailure(request, thrown);
        return HttpResponse.of(500).body("text/plain; charset=utf-8", "500 Internal Server Error\n");
    }

    private static HttpResponse responseTo(HttpStatusException e) {
        int status = e.status();
        String text = status + " " + Reason.of(status) + ": " + e.getMessage() + "\n";
        return HttpResponse.of(status).body("text/plain; charset=utf-8", text);
    }

    /** False if no other response can follow. */
    @Suspendable
    private boolean send(HttpRequest request, HttpResponse response) throws IOException {
        boolean toHead = request.method().equals("HEAD");
        boolean whole = response.writer() == null || toHead || !Framing.mayHaveBody(response.status());
        if (!whole) {
            request.body().askNow(); // the response may be made of it, and once that has begun it is too late
        }
        boolean inDoubt = request.body().wasNotAskedFor(); // the client may send the body or not
        boolean more = request.wantsMore()
                && !server.isStopping()
                && !request.body().hasFailed()
                && !inDoubt
                && !response.headers().lists("Connection", "close");
        if (whole) {
            sendWhole(response, request.minorVersion(), more, toHead);
            return more;
        }
        long framing = response.length();
        if (framing == Framing.CHUNKED && request.minorVersion() == 0) {
            framing = Framing.UNTIL_CLOSE;
            more = false;
        }
        long sentBefore = output.sent();
        try {
            putHead(response, request.minorVersion(), framing, more);
            BodySink sink = new BodySink(output, framing, false);
            response.writer().accept(sink);
            sink.end();
            return more && !request.body().hasFailed();
        } catch (Throwable thrown) {
            HttpResponse instead = responseTo(thrown, request);
            if (output.sent() == sentBefore) {
                output.clear();
                sendWhole(instead, request.minorVersion(), false, false);
            } else {
                close(); // in the middle, for the client to see that something is missing
            }
            return false;
        }
    }

    @Suspendable
    private void sendWhole(HttpResponse response, int minorVersion, boolean more, boolean toHead) throws IOException {
        boolean hasBody = Framing.mayHaveBody(response.status());
        putHead(response, minorVersion, hasBody ? response.length() : Framing.UNTIL_CLOSE, more);
        if (hasBody && !toHead) {
            output.write(ByteBuffer.wrap(response.bytes()));
        }
        output.flush();
    }

    private void putHead(HttpResponse response, int minorVersion, long framing, boolean more) {
        output.text("HTTP/1.1 ").number(response.status()).text(" ");
        output.text(Reason.of(response.status())).text("\r\n");
        response.headers().writeTo(output);
        if (!response.headers().contains("Date")) {
            output.field("Date", HttpDate.now());
        }
        if (framing >= 0) {
            output.text("Content-Length: ").number(framing).text("\r\n");
        } else if (framing == Framing.CHUNKED && minorVersion > 0) {
            output.text("Transfer-Encoding: chunked\r\n");
        }
        if (!more) {
            if (!response.headers().lists("Connection", "close")) {
                output.text("Connection: close\r\n");
            }
        } else if (minorVersion == 0) {
            output.text("Connection: keep-alive\r\n");
        }
        output.text("\r\n");
    }

    /**
     * Ends this side and takes for a moment what still comes (RFC 9112, section 9.6). To close a connection on which bytes wait to be
     * read, or to which more come later, makes the operating system reset it, and the client might lose the answer that it has not
     * read yet. Nobody can know that nothing is on its way, so this is for each answer after which the server ends the connection.
     */
    @Suspendable
    private void linger() throws IOException {
        wire.shutdownOutput();
        Patience patience = Patience.total(LONGEST_LINGERING);
        try {
            for (int taken = 0; taken < MOST_LINGERED; taken += input.bytes().remaining()) {
                input.bytes().position(input.bytes().limit());
                if (!input.fill(patience)) {
                    return;
                }
            }
        } catch (SocketTimeoutException e) {
            // that was long enough
        }
    }

    @Override
    public String toString() {
        return wire.toString();
    }
}
