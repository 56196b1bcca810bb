package dev.bobbin.net.http;

import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import dev.bobbin.net.TcpSocket;
import java.io.IOException;

/** One request and its reply, on a connection that is its own meanwhile. */
final class ClientExchange implements AutoCloseable {

    /** What is read of a body that nobody wants, if it is known to be so short, to keep the connection. */
    private static final int MOST_SKIPPED = 16 * 1024;

    private final ClientPool.Key key;
    private final ClientConnection connection;
    private final HttpReply reply;
    private final boolean connectionGoesOn;
    private boolean finished;

    private ClientExchange(ClientPool.Key key, ClientConnection connection, HttpReply reply, boolean connectionGoesOn) {
        this.key = key;
        this.connection = connection;
        this.reply = reply;
        this.connectionGoesOn = connectionGoesOn;
    }

    /**
     * Sends the request and reads the head of the reply. Who has kept a connection cannot know whether the server has ended it at
     * this very moment; so only requests that may be sent twice go over a kept one, and go over the next if there is no reply.
     */
    @Suspendable
    static ClientExchange begin(HttpCall call, long mostBytes) throws Exception {
        Target target = call.target();
        ClientPool.Key key = new ClientPool.Key(target, target.isSecure() ? call.tls() : null, EventLoop.current());
        for (; ; ) {
            ClientConnection kept = call.isRepeatable() ? ClientPool.take(key) : null;
            ClientConnection connection = kept == null ? connect(call) : kept;
            boolean begun = false;
            try {
                ClientExchange exchange = exchange(call, mostBytes, key, connection);
                // Some servers say 408 when they end a connection that was idle: that is no reply to this request.
                begun = kept == null || exchange.reply().status() != 408;
                if (begun) {
                    return exchange;
                }
            } catch (IOException e) {
                if (kept == null || kept.hasBegun()) {
                    throw HttpCallException.of(call.toString(), e);
                }
            } finally {
                if (!begun) {
                    connection.close();
                }
            }
        }
    }

    @Suspendable
    private static ClientConnection connect(HttpCall call) throws IOException {
        try {
            Target target = call.target();
            return new ClientConnection(
                    target.isSecure()
                            ? call.tls().connect(target.host(), target.port())
                            : TcpSocket.connect(target.host(), target.port()));
        } catch (IOException e) {
            throw HttpCallException.of(call.toString(), e);
        }
    }

    @Suspendable
    private static ClientExchange exchange(
            HttpCall call, long mostBytes, ClientPool.Key key, ClientConnection connection) throws Exception {
        boolean sent = connection.send(call);
        HeadParser head = connection.readHead();
        HttpHeaders headers = head.headers();
        long framing = Framing.ofReply(call.method(), head.status(), headers);
        HttpBody body = new HttpBody(
                connection.input(),
                headers,
                framing,
                connection.patience(),
                mostBytes,
                "The reply's body is longer than " + mostBytes
                        + " bytes. Allow more by maxBody(), or read it in parts by receive().");
        body.readBy(call.toString());
        HttpReply reply = new HttpReply(call.toString(), call.target().toString(), head.status(), headers, body);
        boolean goesOn = sent
                && framing != Framing.UNTIL_CLOSE
                && !(framing == Framing.CHUNKED && headers.contains("Content-Length"))
                && !call.headers().lists("Connection", "close")
                && (head.minorVersion() > 0
                        ? !headers.lists("Connection", "close")
                        : headers.lists("Connection", "keep-alive"));
        return new ClientExchange(key, connection, reply, goesOn);
    }

    HttpReply reply() {
        return reply;
    }

    /** The reply is no longer needed: gets the connection ready for another, if that is easy. */
    @Suspendable
    void finish() throws IOException {
        HttpBody body = reply.body();
        finished = connectionGoesOn && (body.isAtEnd() || body.length().isPresent() && body.skip(MOST_SKIPPED));
        body.close();
    }

    @Override
    public void close() {
        reply.body().close();
        if (finished && connection.input().isEmpty()) { // what nobody has asked for makes a connection suspect
            ClientPool.keep(key, connection);
        } else {
            connection.close();
        }
    }
}
