package dev.bobbin.benchmarks;

import dev.bobbin.Suspendable;
import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import dev.bobbin.instrument.Summary;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * How many classes does the instrumenter read, and how many does it rewrite, in a second? The classes that need no change are
 * those of the JDK's own compiler; those that do are written for this: stores of four suspendable methods each, as many as a class of Bobbin's
 * own that has any has on average, and services of nine. Each row has two JVMs of its own, one as it comes and one without the
 * optimizing compiler, as {@code .mvn/jvm.config} may have it. The first round is what a build that starts its JVM sees; the median of
 * all is what a build daemon does. The files lie in {@code java.io.tmpdir}, and it matters in which file system that is. A program of
 * its own; its arguments: rounds and rewritten classes, 9 and 600 if not given.
 */
public final class BuildSpeed {

    /**
     * Of each class. To be filled in: its number, that of the next one, its name, what else it is, and what it has besides; it has
     * four suspendable methods without that.
     */
    private static final String SOURCE = """
            package shop;

            import dev.bobbin.Continuation;
            import dev.bobbin.Suspendable;
            import java.util.ArrayList;
            import java.util.HashMap;
            import java.util.List;
            import java.util.Map;

            public class %3$s%1$d%4$s {

                private final Map<String, Integer> stock = new HashMap<>();
                private %3$s%2$d next;

                @Suspendable
                public int price(String name, int count) {
                    if (count <= 0) {
                        throw new IllegalArgumentException("count " + count + " of " + name);
                    }
                    Continuation.yield();
                    return name.length() * count;
                }

                @Suspendable
                public long total(List<String> names) {
                    long sum = 0;
                    for (String name : names) {
                        try {
                            sum += price(name, 1) + (next == null ? 0 : next.price(name, 2));
                        } catch (IllegalArgumentException e) {
                            sum -= price(e.getMessage(), 1);
                        }
                    }
                    return sum;
                }

                @Suspendable
                public List<String> search(String word, int most) throws Exception {
                    List<String> found = new ArrayList<>();
                    for (Map.Entry<String, Integer> each : stock.entrySet()) {
                        if (each.getKey().contains(word) && each.getValue() > price(each.getKey(), 1)) {
                            found.add(each.getKey() + ": " + price(each.getKey(), each.getValue()));
                        }
                        if (found.size() == most) {
                            break;
                        }
                    }
                    return found;
                }

                @Suspendable
                private double audit(String name, int count) {
                    double rate = 0.5;
                    switch (count %% 3) {
                        case 0:
                            rate += price(name, 1);
                            break;
                        case 1:
                            rate *= price(name, 2);
                        default:
                            rate = Math.max(rate, price(name, 3));
                    }
                    return rate;
                }

                %5$s
                public int size() {
                    return stock.size();
                }
            }
            """;

    /** What a service has besides: four suspendable methods more, and a lambda. To be filled in: its number. */
    private static final String SERVICES_OWN = """
            @Suspendable
            public void order(String name, int count) throws Exception {
                try (Service%1$d reserved = new Service%1$d()) {
                    reserved.stock.merge(name, reserved.price(name, count), Integer::sum);
                    notify(() -> audit(name, count));
                } finally {
                    audit(name, -count);
                }
            }

            @Suspendable
            private void notify(dev.bobbin.SuspendableRunnable then) throws Exception {
                for (int attempt = 0; ; attempt++) {
                    try {
                        then.run();
                        return;
                    } catch (RuntimeException e) {
                        if (attempt == 3) {
                            throw e;
                        }
                        Continuation.yield();
                    }
                }
            }

            @Suspendable
            public long[] history(int days) {
                long[] sums = new long[days];
                for (int day = 0; day < days; day++) {
                    sums[day] += total(new ArrayList<>(stock.keySet()));
                    sums[day] <<= price("day" + day, 1);
                }
                return sums;
            }

            @Override
            @Suspendable
            public void close() {
                Continuation.yield();
                stock.clear();
            }
            """;

    /** What is to be rewritten. */
    private record Kind(String name, String supertypes, String more) {

        static final Kind STORE = new Kind("Store", "", "");
        static final Kind SERVICE = new Kind("Service", " implements AutoCloseable", SERVICES_OWN);

        String source(int number, int next) {
            return SOURCE.formatted(number, next, name, supertypes, more.formatted(number));
        }
    }

    private static final String LEVEL = "-XX:TieredStopAtLevel=";
    private static final int ALL = 4;
    private static final int FAST_ONE = 1;

    private BuildSpeed() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
        int changed = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 600;
        if (arguments.length > 2) {
            run(Row.valueOf(arguments[2]), rounds, changed);
            return;
        }
        for (int compilers : new int[] {ALL, FAST_ONE}) {
            System.out.println(
                    compilers == ALL
                            ? "JVM as it comes"
                            : "JVM without the optimizing compiler (" + LEVEL + compilers + ")");
            for (Row row : Row.values()) {
                List<String> command = List.of(
                        System.getProperty("java.home") + "/bin/java",
                        LEVEL + compilers,
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BuildSpeed.class.getName(),
                        String.valueOf(rounds),
                        String.valueOf(changed),
                        row.name());
                if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                    throw new IllegalStateException("no figure for " + row + ": see above");
                }
            }
        }
    }

    private enum Row {
        STORES,
        SERVICES,
        UNCHANGED,
        SEEN_BEFORE
    }

    private static void run(Row row, int rounds, int changed) throws Exception {
        Path directory = Files.createTempDirectory("build-speed");
        try {
            Options options = Options.of(List.of(core()));
            switch (row) {
                case STORES -> rewrite("rewritten, four methods each", Kind.STORE, directory, options, rounds, changed);
                case SERVICES ->
                    rewrite("rewritten, nine methods each", Kind.SERVICE, directory, options, rounds, changed);
                case UNCHANGED -> {
                    Path compiler = compiler(directory);
                    measure(
                            "read, nothing to change",
                            2000,
                            rounds,
                            () -> Instrumenter.with(options).instrument(compiler));
                }
                case SEEN_BEFORE -> {
                    Path compiler = compiler(directory);
                    Options remembering = options.remembering(directory.resolve("memory"));
                    measure(
                            "seen before, nothing new",
                            2000,
                            rounds,
                            () -> Instrumenter.with(remembering).instrument(compiler));
                }
            }
        } finally {
            delete(directory);
        }
    }

    private static void rewrite(String what, Kind kind, Path directory, Options options, int rounds, int count)
            throws IOException {
        Path compiled = compile(kind, directory, count);
        measure(what, 300, rounds, () -> {
            Path fresh = Files.createTempDirectory(directory, "shop");
            copy(compiled, fresh);
            return Instrumenter.with(options).instrument(fresh);
        });
    }

    private static Path compiler(Path directory) throws IOException {
        Path classes = Files.createDirectory(directory.resolve("compiler"));
        copy(FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules/jdk.compiler"), classes);
        return classes;
    }

    /** Something that is timed by the instrumenter's own watch. */
    private interface Run {
        Summary run() throws IOException;
    }

    private static void measure(String what, int goal, int rounds, Run run) throws IOException {
        List<Double> rates = new ArrayList<>();
        int classes = 0;
        int methods = 0;
        for (int round = 0; round < rounds; round++) {
            Summary summary = run.run();
            if (summary.hasErrors()) {
                throw new IllegalStateException(summary.diagnostics().toString());
            }
            classes = summary.classesRead();
            methods = summary.methodsRewritten();
            rates.add(classes / (summary.nanos() / 1e9));
        }
        double first = rates.get(0);
        double median = rates.stream().sorted().skip(rounds / 2).findFirst().orElseThrow();
        System.out.printf(
                Locale.ROOT,
                "%-30s %5d classes, %5d methods: %6.0f classes a second at first (goal %d: %s), %6.0f then (%s)%n",
                what,
                classes,
                methods,
                first,
                goal,
                verdict(first, goal),
                median,
                verdict(median, goal));
    }

    private static String verdict(double rate, int goal) {
        return rate >= goal ? "holds" : "MISSED";
    }

    private static Path compile(Kind kind, Path directory, int count) throws IOException {
        Path sources = Files.createDirectory(directory.resolve("sources"));
        Path classes = Files.createDirectory(directory.resolve("classes"));
        List<String> arguments =
                new ArrayList<>(List.of("-proc:none", "-cp", core().toString(), "-d", classes.toString()));
        for (int i = 0; i < count; i++) {
            Path file = sources.resolve(kind.name() + i + ".java");
            Files.writeString(file, kind.source(i, (i + 1) % count));
            arguments.add(file.toString());
        }
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException("the classes do not compile");
        }
        return classes;
    }

    private static Path core() {
        try {
            return Path.of(Suspendable.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")
                            && !f.getFileName().toString().equals("module-info.class"))
                    .toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
