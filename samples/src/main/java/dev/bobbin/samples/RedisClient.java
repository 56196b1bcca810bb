package dev.bobbin.samples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bobbin.Suspendable;
import dev.bobbin.net.ByteReader;
import dev.bobbin.net.ByteWriter;
import dev.bobbin.net.TcpSocket;
import dev.bobbin.sync.Mutex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Talks to a Redis server by its protocol, RESP. Arguments: HOST PORT and a command, such as {@code SET greeting hello}; the reply is
 * printed.
 *
 * <p>Many coroutines may use one client: the mutex lets them take turns. {@link #all} sends several commands at once, before it reads
 * their replies.
 */
public final class RedisClient implements AutoCloseable {

    private static final int MOST_LINE_BYTES = 64 * 1024;

    private final TcpSocket socket;
    private final ByteReader in;
    private final ByteWriter out;
    private final Mutex turn = new Mutex();

    private RedisClient(TcpSocket socket) {
        this.socket = socket;
        this.in = socket.reader(UTF_8);
        this.out = socket.writer(UTF_8);
    }

    /** What Redis answers to a command that it does not like. */
    static final class RedisException extends IOException {
        private static final long serialVersionUID = 1;

        RedisException(String message) {
            super(message);
        }
    }

    public static void main(String[] args) throws Exception {
        if (args.length < 3) {
            System.err.println("Usage: RedisClient HOST PORT COMMAND...");
            System.exit(2);
        }
        try (RedisClient redis = connect(args[0], Integer.parseInt(args[1]))) {
            System.out.println(redis.call(List.of(args).subList(2, args.length).toArray(new String[0])));
        }
    }

    @Suspendable
    static RedisClient connect(String host, int port) throws IOException {
        return new RedisClient(TcpSocket.connect(host, port));
    }

    /** What Redis replies: a String, a Long, a List of these, or null. */
    @Suspendable
    Object call(String... command) throws Exception {
        Object reply = all(List.<String[]>of(command)).get(0);
        if (reply instanceof RedisException refused) {
            throw refused;
        }
        return reply;
    }

    /** The replies to several commands, in their order; a RedisException for what is refused. */
    @Suspendable
    List<Object> all(List<String[]> commands) throws Exception {
        return turn.withLock(() -> {
            for (String[] command : commands) {
                send(command);
            }
            out.flush();
            List<Object> replies = new ArrayList<>();
            for (int i = 0; i < commands.size(); i++) {
                replies.add(readReply());
            }
            return replies;
        });
    }

    @Suspendable
    private void send(String[] command) throws IOException {
        out.write("*" + command.length + "\r\n");
        for (String word : command) {
            byte[] bytes = word.getBytes(UTF_8);
            out.write("$" + bytes.length + "\r\n").write(bytes).write("\r\n");
        }
    }

    @Suspendable
    private Object readReply() throws IOException {
        String line = in.readLine(MOST_LINE_BYTES);
        if (line == null || line.isEmpty()) {
            throw new IOException("Redis has ended the connection");
        }
        String rest = line.substring(1);
        switch (line.charAt(0)) {
            case '+':
                return rest;
            case '-':
                return new RedisException(rest);
            case ':':
                return Long.valueOf(rest);
            case '$':
                return rest.equals("-1") ? null : readText(Integer.parseInt(rest));
            case '*':
                return rest.equals("-1") ? null : readList(Integer.parseInt(rest));
            default:
                throw new IOException("This is not RESP: " + line);
        }
    }

    @Suspendable
    private String readText(int length) throws IOException {
        String text = new String(in.readExactly(length), UTF_8);
        in.skip(2); // CR LF
        return text;
    }

    @Suspendable
    private List<Object> readList(int size) throws IOException {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(readReply());
        }
        return list;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
