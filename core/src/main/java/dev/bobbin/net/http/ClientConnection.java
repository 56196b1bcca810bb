package dev.bobbin.net.http;

import dev.bobbin.Suspendable;
import dev.bobbin.net.Connection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A client's end of a connection, for one request at a time. */
final class ClientConnection {

    private static final HeadParser.Limits LIMITS = new HeadParser.Limits(8192, 64 * 1024, 200);
    private static final int MOST_INTERIM_REPLIES = 20;

    private final Connection wire;
    private final HttpInput input;
    private final HttpOutput output;
    private final HeadParser head = HeadParser.ofReplies(LIMITS);
    private final Patience patience = Patience.endless(); // the call has a time limit
    private boolean begun; // a part of the reply has come

    ClientConnection(Connection wire) {
        this.wire = wire;
        this.input = new HttpInput(wire);
        this.output = new HttpOutput(wire);
    }

    /**
     * Sends the request. A server may reply before it has got all, and end the connection: then that reply is worth more than the
     * failure to write.
     *
     * @return whether all was sent
     */
    @Suspendable
    boolean send(HttpCall call) throws Exception {
        begun = false;
        putHead(call);
        try {
            if (call.writer() == null) {
                output.write(ByteBuffer.wrap(call.bytes()));
                output.flush();
            } else {
                BodySink sink = new BodySink(output, call.framing(), false);
                call.writer().accept(sink);
                sink.end();
            }
            return true;
        } catch (IOException e) {
            if (!output.isBroken() || !hasReply()) {
                throw e;
            }
            return false;
        }
    }

    @Suspendable
    private boolean hasReply() {
        try {
            return !input.isEmpty() || input.fill(patience);
        } catch (IOException e) {
            return false;
        }
    }

    private void putHead(HttpCall call) {
        output.text(call.method()).text(" ").text(call.target().pathAndQuery()).text(" HTTP/1.1\r\n");
        if (!call.headers().contains("Host")) {
            output.field("Host", call.target().authority());
        }
        call.headers().writeTo(output);
        if (!call.headers().contains("User-Agent")) {
            output.field("User-Agent", "bobbin");
        }
        if (call.framing() == Framing.CHUNKED) {
            output.text("Transfer-Encoding: chunked\r\n");
        } else if (call.hasBody()
                || call.method().equals("POST")
                || call.method().equals("PUT")) {
            output.text("Content-Length: ").number(call.framing()).text("\r\n");
        }
        output.text("\r\n");
    }

    /** Reads the head of the reply; interim ones are passed over. */
    @Suspendable
    HeadParser readHead() throws IOException {
        for (int i = 0; i < MOST_INTERIM_REPLIES; i++) {
            head.reset();
            while (!head.feed(input.bytes())) {
                if (!input.fill(patience)) {
                    throw new EOFException(
                            begun
                                    ? "The server ended the connection in the middle of its reply's head"
                                    : "The server ended the connection without a reply");
                }
                begun = true;
            }
            begun = true;
            if (head.status() == 101) {
                throw new IOException("The server wants to speak something else: it replied 101");
            }
            if (head.status() >= 200) {
                return head;
            }
        }
        throw new IOException("The server sent " + MOST_INTERIM_REPLIES + " interim replies and no other");
    }

    /** Whether a part of the reply to the last request has come. */
    boolean hasBegun() {
        return begun;
    }

    HttpInput input() {
        return input;
    }

    Patience patience() {
        return patience;
    }

    void close() {
        try {
            wire.close();
        } catch (IOException e) {
            // it is closed all the same
        }
    }
}
