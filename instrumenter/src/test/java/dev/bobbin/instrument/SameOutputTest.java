package dev.bobbin.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes out depends on the classes alone: not on how many threads there are, nor on which of them was faster. */
class SameOutputTest {

    private static final int CLASSES = 30;

    private static final String TASK =
            "public interface Task { @dev.bobbin.Suspendable int run(int n) throws InterruptedException; }";

    /** Calls the next one of its kind, makes a lambda, blocks (a warning), and lets a plain method stand between (another). */
    private static final String WORKER = """
            public class Worker%1$d implements Task {
                private final Task next;
                public Worker%1$d(Task next) { this.next = next; }

                @Override public int run(int n) throws InterruptedException {
                    Task twice = i -> next.run(i) + next.run(i + 1);
                    try {
                        return n == 0 ? Worker%2$d.last(n) : twice.run(n - 1) + plain(n);
                    } finally {
                        Thread.sleep(n);
                    }
                }

                int plain(int n) throws InterruptedException { return next.run(n); }

                @dev.bobbin.Suspendable static int last(int n) throws InterruptedException {
                    return new Worker%2$d(i -> i).run(n) + String.valueOf(n).length();
                }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void anyNumberOfThreadsMakesTheSame() throws Exception {
        Path classes = compile();
        Map<String, String> one = run(classes, 1);
        assertThat(one.keySet()).contains("Worker7$run-frame.class", "report.json");
        assertThat(one.get("said")).contains("Thread.sleep()", "plain() stands between two suspendable methods");
        assertThat(run(classes, 2)).isEqualTo(one);
        assertThat(run(classes, 8)).isEqualTo(one);
    }

    /** All files that a run on so many threads leaves behind, and what it said. */
    private Map<String, String> run(Path classes, int threads) throws Exception {
        Path output = directory.resolve("output" + threads);
        Path report = output.resolve("report.json");
        Options options = Options.of(List.of()).reportingTo(report);
        ForkJoinPool pool = new ForkJoinPool(threads); // a parallel stream works in the pool of whoever starts it
        try {
            Summary summary = pool.submit(() -> Instrumenter.with(options).instrument(classes, output))
                    .get();
            Map<String, String> found = read(output);
            found.put("said", summary.diagnostics().toString());
            return found;
        } finally {
            pool.shutdown();
        }
    }

    private Path compile() {
        Map<String, String> sources = new TreeMap<>(Map.of("Task", TASK));
        for (int i = 0; i < CLASSES; i++) {
            sources.put("Worker" + i, WORKER.formatted(i, (i + 1) % CLASSES));
        }
        Compiled.classes(sources, directory);
        return directory.resolve("classes");
    }

    private static Map<String, String> read(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(root)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(
                        root.relativize(file).toString(),
                        java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return files;
    }
}
