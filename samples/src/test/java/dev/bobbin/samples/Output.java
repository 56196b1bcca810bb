package dev.bobbin.samples;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a sample printed, and how long it took. Tests run one at a time, so the standard streams can be replaced. */
public record Output(List<String> lines, long millis) {

    public interface Main {
        void main(String... args) throws Exception;
    }

    public static Output of(Main sample, String... args) throws Exception {
        return with("", sample, args);
    }

    /** As {@link #of}, with {@code input} typed at it. */
    public static Output with(String input, Main sample, String... args) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream terminal = System.out;
        InputStream keyboard = System.in;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        long start = System.nanoTime();
        try {
            sample.main(args);
        } finally {
            System.setOut(terminal);
            System.setIn(keyboard);
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        return new Output(bytes.toString(StandardCharsets.UTF_8).lines().toList(), millis);
    }
}
