package dev.bobbin.samples.adapted;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A client of Redis over a blocking socket, written as if nobody had heard of coroutines. The main program has a worker that
 * waits for jobs by BLPOP while another coroutine of the same thread hands them out. Arguments: HOST PORT.
 */
public final class RedisClient implements Closeable {

    private final Socket socket;

    private RedisClient(Socket socket) {
        this.socket = socket;
    }

    @Suspendable
    static RedisClient connect(String host, int port) throws IOException {
        return new RedisClient(new Socket(host, port));
    }

    public static void main(String[] args) {
        if (args.length != 2) {
            System.err.println("Usage: RedisClient HOST PORT");
            System.exit(2);
        }
        int port = Integer.parseInt(args[1]);
        runBlocking(() -> {
            Coroutine<Void> worker = spawn(() -> work(args[0], port));
            try (RedisClient redis = connect(args[0], port)) {
                redis.call("DEL", "jobs", "done");
                for (String job : List.of("wash", "dry", "fold", "stop")) {
                    Thread.sleep(20);
                    System.out.println("hands out " + job);
                    redis.call("RPUSH", "jobs", job);
                }
                worker.join();
                System.out.println("done: " + redis.call("GET", "done"));
            }
        });
    }

    @Suspendable
    private static void work(String host, int port) throws IOException {
        try (RedisClient redis = connect(host, port)) {
            while (true) {
                List<?> keyAndJob = (List<?>) redis.call("BLPOP", "jobs", "0"); // waits until there is one
                if (keyAndJob.get(1).equals("stop")) {
                    return;
                }
                System.out.println("worker does " + keyAndJob.get(1));
                redis.call("INCR", "done");
            }
        }
    }

    /** Sends a command and waits for its answer: a String, a Long, a List of such, or null. */
    @Suspendable
    Object call(String... command) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(("*" + command.length + "\r\n").getBytes(UTF_8));
        for (String each : command) {
            byte[] bytes = each.getBytes(UTF_8);
            request.write(("$" + bytes.length + "\r\n").getBytes(UTF_8));
            request.write(bytes);
            request.write("\r\n".getBytes(UTF_8));
        }
        socket.getOutputStream().write(request.toByteArray());
        return readAnswer(socket.getInputStream());
    }

    @Suspendable
    private static Object readAnswer(InputStream in) throws IOException {
        String line = readLine(in);
        String rest = line.substring(1);
        switch (line.charAt(0)) {
            case '+':
                return rest;
            case ':':
                return Long.valueOf(rest);
            case '$':
                return readBulk(in, Integer.parseInt(rest));
            case '*':
                List<Object> elements = new ArrayList<>();
                for (int left = Integer.parseInt(rest); left > 0; left--) {
                    elements.add(readAnswer(in));
                }
                return elements;
            default:
                throw new IOException("Redis answered " + line);
        }
    }

    @Suspendable
    private static String readBulk(InputStream in, int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length + 2); // with the end of the line
        if (bytes.length < length + 2) {
            throw new EOFException("Redis has closed the connection");
        }
        return new String(bytes, 0, length, UTF_8);
    }

    @Suspendable
    private static String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("Redis has closed the connection");
            }
            line.write(next);
        }
        in.read(); // the line feed
        return line.toString(UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
