package dev.bobbin.samples;

import dev.bobbin.net.TcpSocket;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Sends each line you type to an echo server and prints what comes back. Arguments: HOST PORT. End of input ends it; an empty
 * line, which no server could echo, only gets a new prompt.
 *
 * <p>There is no coroutine here: on a plain thread the same sockets block it.
 */
public final class EchoClient {

    private EchoClient() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("Usage: EchoClient HOST PORT");
            System.exit(2);
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (TcpSocket socket = TcpSocket.connect(args[0], Integer.parseInt(args[1]))) {
            socket.setReadTimeout(Duration.ofSeconds(10));
            for (String line = prompt(lines); line != null; line = prompt(lines)) {
                if (!line.isEmpty()) {
                    System.out.println("Received " + echo(line, socket));
                }
            }
            System.out.println();
        }
    }

    private static String prompt(BufferedReader lines) throws IOException {
        System.out.print(">>: ");
        System.out.flush();
        return lines.readLine();
    }

    private static String echo(String line, TcpSocket socket) throws IOException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        socket.write(bytes);
        ByteBuffer answer = ByteBuffer.allocate(bytes.length);
        while (answer.hasRemaining()) {
            if (socket.read(answer) < 0) {
                throw new EOFException("The server closed the connection.");
            }
        }
        return new String(answer.array(), StandardCharsets.UTF_8);
    }
}
