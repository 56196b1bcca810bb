package dev.bobbin.samples;

import dev.bobbin.CoroutineScope;
import dev.bobbin.Suspendable;
import dev.bobbin.net.ServerOptions;
import dev.bobbin.net.TcpServer;
import dev.bobbin.net.TcpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Passes connections on to another server, both ways at once. Arguments: PORT (or 0 for any that is free), and HOST and PORT of the
 * other. When one side has ended what it sends, the other is told so, and may go on sending.
 */
public final class TcpProxy {

    private TcpProxy() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            System.err.println("Usage: TcpProxy PORT HOST PORT");
            System.exit(2);
        }
        ServerOptions options = ServerOptions.defaults()
                .onFailure((client, thrown) -> System.err.println(client + ": " + thrown.getMessage()));
        try (TcpServer server = TcpServer.bind(new InetSocketAddress(Integer.parseInt(args[0])), options)) {
            System.out.println("Listening on port " + server.port());
            server.serve(client -> passOn(client, args[1], Integer.parseInt(args[2])));
        }
    }

    @Suspendable
    private static void passOn(TcpSocket client, String host, int port) throws IOException {
        try (TcpSocket server = TcpSocket.connect(host, port)) {
            CoroutineScope.run(
                    scope -> { // if one direction fails, the other is cancelled
                        scope.spawn(() -> copy(client, server));
                        scope.spawn(() -> copy(server, client));
                    });
        }
    }

    @Suspendable
    private static void copy(TcpSocket from, TcpSocket to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (from.read(buffer) >= 0) {
            buffer.flip();
            to.write(buffer); // waits while the other side does not take it: so does who sends
            buffer.clear();
        }
        to.shutdownOutput();
    }
}
