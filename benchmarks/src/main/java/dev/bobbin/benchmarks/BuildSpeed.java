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
 * those of the JDK's own compiler; those that do are written for this, a service of eight suspendable methods each. The first
 * round is what a build that starts its JVM sees, the median of all what a build daemon does. A program of its own; its
 * arguments: rounds and rewritten classes, 9 and 600 if not given.
 */
public final class BuildSpeed {

    private static final String SERVICE = """
            package shop;

            import dev.bobbin.Continuation;
            import dev.bobbin.Suspendable;
            import java.util.ArrayList;
            import java.util.HashMap;
            import java.util.List;
            import java.util.Map;

            public class Service%1$d implements AutoCloseable {

                private final Map<String, Integer> stock = new HashMap<>();
                private Service%2$d next;

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

                public int size() {
                    return stock.size();
                }
            }
            """;

    private BuildSpeed() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
        int services = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 600;
        Path directory = Files.createTempDirectory("build-speed");
        try {
            Path compiler = Files.createDirectory(directory.resolve("compiler"));
            copy(FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules/jdk.compiler"), compiler);
            Path shop = compileServices(directory, services);
            Options options = Options.of(List.of(core()));
            measure("rewritten", 300, rounds, () -> {
                Path fresh = Files.createTempDirectory(directory, "shop");
                copy(shop, fresh);
                return Instrumenter.with(options).instrument(fresh);
            });
            measure(
                    "read, nothing to change",
                    2000,
                    rounds,
                    () -> Instrumenter.with(options).instrument(compiler));
            Options remembering = options.remembering(directory.resolve("memory"));
            measure(
                    "seen before, nothing new",
                    2000,
                    rounds,
                    () -> Instrumenter.with(remembering).instrument(compiler));
        } finally {
            delete(directory);
        }
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
                "%-26s %5d classes, %5d methods: %6.0f classes a second at first, %6.0f then (goal %d: %s)%n",
                what,
                classes,
                methods,
                first,
                median,
                goal,
                first >= goal ? "holds" : "MISSED");
    }

    private static Path compileServices(Path directory, int count) throws IOException {
        Path sources = Files.createDirectory(directory.resolve("sources"));
        Path classes = Files.createDirectory(directory.resolve("services"));
        List<String> arguments =
                new ArrayList<>(List.of("-proc:none", "-cp", core().toString(), "-d", classes.toString()));
        for (int i = 0; i < count; i++) {
            Path source = sources.resolve("Service" + i + ".java");
            Files.writeString(source, SERVICE.formatted(i, (i + 1) % count));
            arguments.add(source.toString());
        }
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException("the services do not compile");
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
