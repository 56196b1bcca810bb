package dev.bobbin.samples;

import static dev.bobbin.Coroutines.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bobbin.Channel;
import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import dev.bobbin.net.ByteReader;
import dev.bobbin.net.ServerOptions;
import dev.bobbin.net.TcpServer;
import dev.bobbin.net.TcpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * A room to talk in: the first line is a name, each other one goes to all. Arguments: PORT, or 0 for any that is free. Try it with
 * {@code nc localhost PORT}, several times.
 *
 * <p>All runs on one loop, so the members need no lock. Who reads slowly has an inbox that fills up, and is shown the door then; the
 * others notice nothing.
 */
public final class ChatServer {

    private static final int MOST_LINE_BYTES = 1000;
    private static final int MOST_WAITING_LINES = 200;

    private final Map<String, Member> members = new TreeMap<>();

    private ChatServer() {}

    private record Member(TcpSocket socket, Channel<String> inbox) {}

    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("Usage: ChatServer PORT");
            System.exit(2);
        }
        ServerOptions options = ServerOptions.defaults()
                .writeTimeout(Duration.ofSeconds(10))
                .onFailure((who, thrown) -> System.err.println(who + ": " + thrown.getMessage()));
        try (TcpServer server = TcpServer.bind(new InetSocketAddress(Integer.parseInt(args[0])), options)) {
            System.out.println("Listening on port " + server.port());
            server.serve(new ChatServer()::talk);
        }
    }

    @Suspendable
    private void talk(TcpSocket socket) throws IOException {
        ByteReader in = socket.reader(UTF_8);
        socket.write("Who are you?\r\n".getBytes(UTF_8));
        String name = in.readLine(MOST_LINE_BYTES);
        if (name == null || !name.matches("\\w{1,20}") || members.containsKey(name)) {
            socket.write("That is no name, or somebody has it.\r\n".getBytes(UTF_8));
            return;
        }
        Channel<String> inbox = Channel.buffered(MOST_WAITING_LINES);
        Coroutine<?> writer = spawn(() -> {
            for (String line : inbox) { // waits for lines, and in write() for who reads them
                socket.write((line + "\r\n").getBytes(UTF_8));
            }
        });
        inbox.trySend("* here: " + String.join(" ", members.keySet()));
        members.put(name, new Member(socket, inbox));
        tellAll("* " + name + " has come");
        try {
            for (String line : in.lines(MOST_LINE_BYTES)) {
                tellAll(name + ": " + line);
            }
        } finally {
            members.remove(name);
            tellAll("* " + name + " has gone");
            inbox.close();
            writer.join(); // what was said before is still sent
        }
    }

    /** Never waits. */
    private void tellAll(String line) {
        for (Member member : members.values()) {
            if (!member.inbox.trySend(line)) {
                closeQuietly(member.socket);
            }
        }
    }

    private static void closeQuietly(TcpSocket socket) {
        try {
            socket.close(); // its reader ends by an exception, and takes leave
        } catch (IOException e) {
            System.err.println(e.getMessage());
        }
    }
}
