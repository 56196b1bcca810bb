package dev.bobbin.samples;

import dev.bobbin.Suspendable;
import dev.bobbin.net.TcpServer;
import dev.bobbin.net.TcpSocket;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Sends back what it gets: a coroutine for each connection, one thread for all. Arguments: PORT, or 0 for any that is free. */
public final class EchoServer {

    private EchoServer() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("Usage: EchoServer PORT");
            System.exit(2);
        }
        try (TcpServer server = TcpServer.bind(Integer.parseInt(args[0]))) {
            System.out.println("Listening on port " + server.port());
            server.serve(EchoServer::echo);
        }
    }

    @Suspendable
    static void echo(TcpSocket socket) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (socket.read(buffer) >= 0) { // waits for bytes; -1 when the client has ended its side
            buffer.flip();
            socket.write(buffer); // waits while the client does not take them
            buffer.clear();
        }
    }
}
