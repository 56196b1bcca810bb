package dev.bobbin.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Continuation;
import dev.bobbin.harness.ChildJvm;
import dev.bobbin.harness.Compiler;
import dev.bobbin.harness.Programs;
import dev.bobbin.harness.Saved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs that are saved at every suspension point, and each time finished by another JVM. */
class SavedElsewhereTest extends ShapeTest {

    /** What a program has done is its own, so that it moves with it. */
    private static final String MEMBERS = """
            static class Log implements java.io.Serializable { StringBuilder text = new StringBuilder(); void add(Object o) { text.append(o).append(' '); } }
            interface Op extends java.io.Serializable { @Suspendable double apply(int a, long b) throws Exception; }
            static class Point implements java.io.Serializable { final int x; final int y; Point(int x, int y) { this.x = x; this.y = y; } public String toString() { return x + "," + y; } }
            static class Res implements AutoCloseable, java.io.Serializable {
              final Log log; Res(Log log) { this.log = log; }
              @Suspendable public void close() throws java.io.IOException { log.add("closing " + at(1)); throw new java.io.IOException("close"); }
            }
            @Suspendable static int at(int x) { dev.bobbin.Continuation.yield(); return x; }
            @Suspendable static int fib(int n) { return n < 2 ? at(n) : fib(n - 1) + fib(n - 2); }
            static class Base implements java.io.Serializable {
              int base = 7;
              @Suspendable int instance(int... more) { int[] sums = new int[2]; for (int m : more) { sums[at(m) & 1] += at(m * base); } return sums[0] * 100 + sums[1]; }
            }
            @Suspendable static void operands(Log log) { long l = 1L << 33; double d = 0.5; boolean b = at(1) > 0; char c = (char) at('x'); log.add(l + d * at(3) + "" + b + c + new Point(at(1), at(2)) + at(5)); }
            @Suspendable static void exceptions(Log log) {
              try (Res r = new Res(log)) { log.add(at(2)); if (at(1) == 1) { throw new IllegalStateException("body " + at(4)); } }
              catch (IllegalStateException e) { log.add(at(3) + e.getMessage() + e.getSuppressed()[0].getMessage()); }
              catch (Exception e) { log.add("wrong"); }
              finally { log.add("finally " + at(9)); }
            }
            @Suspendable static void lambdas(Log log) throws Exception {
              int captured = at(4); String text = "t"; long wide = 9;
              Op op = (a, b) -> { int r = at(a) + captured; return r * 0.25 + at((int) b) + wide + text.length(); };
              log.add(op.apply(1, 2L)); Op ref = Shape::add; log.add(at(0) + ref.apply(3, 4L) + op.apply(5, 6L));
            }
            @Suspendable static double add(int a, long b) { return at(a) + b; }
            @Suspendable static void flow(Log log) {
              outer: for (int i = 0; i < 3; i++) { switch (at(i)) { case 0: continue outer; case 1: for (int j = 0; ; j++) { if (at(j) == 2) break; log.add(j); } break; default: log.add(at(i) == 2 ? "two" : "?"); break outer; } }
            }
            @Suspendable static void nested(Log log) {
              dev.bobbin.SuspendableIterator<Integer> ints = dev.bobbin.Generator.<Integer>of(y -> { for (int i = 1; i < 4; i++) y.yield(i * i); }).iterator();
              dev.bobbin.Continuation inner = new dev.bobbin.Continuation(() -> { for (int i = 0; i < 9; i++) { log.add("inner" + i); dev.bobbin.Continuation.yield(); } });
              while (ints.hasNext()) { inner.run(); log.add(at(ints.next())); }
            }
            %s
            public static String out;
            @Suspendable public static void run() throws Exception {
              Log log = new Log();
              log.add(fib(4)); log.add(new Base().instance(1, 2, 3)); operands(log); exceptions(log); lambdas(log); flow(log); nested(log); extra(log);
              at(0); out = log.text.toString();
            }
            """;

    private static final String NO_EXTRA = "static void extra(Log log) {} int unused;";

    private static final String MODERN = """
            record Pair(String name, Object value) implements java.io.Serializable {}
            sealed interface S extends java.io.Serializable { record A(int a) implements S {} record B(String b) implements S {} }
            enum Kind { ONE { @Suspendable int of(int x) { return at(x) + 1; } }, TWO { int of(int x) { return 2; } }; @Suspendable abstract int of(int x); }
            @Suspendable static void extra(Log log) {
              Pair pair = new Pair("p" + at(1), Kind.ONE); var list = java.util.List.of(at(5), at(6));
              String word = switch (at(2)) { case 1 -> "no"; case 2 -> { int x = at(3); yield "yes" + x; } default -> ""; };
              S s = new S.A(at(8));
              if (s instanceof S.A a && at(a.a()) == 8) { log.add(pair + word + list + Kind.ONE.of(4) + Kind.TWO.of(4)); }
            }
            """;

    static Stream<String> releases() {
        return Stream.of("8", String.valueOf(Math.min(25, Runtime.version().feature())));
    }

    /** Finishes what lies in the files of a directory, in the order of their names. */
    static final class Elsewhere {
        public static void main(String[] arguments) throws Exception {
            List<Path> files;
            try (Stream<Path> all = Files.list(Path.of(arguments[0]))) {
                files = all.sorted().toList();
            }
            for (Path file : files) {
                Continuation continuation = Saved.read(Files.readAllBytes(file), Elsewhere.class.getClassLoader());
                while (!continuation.isDone()) {
                    continuation.run();
                }
                System.out.println(Class.forName("Shape").getField("out").get(null));
            }
        }
    }

    @Shape({"H6", "J1"})
    @ParameterizedTest
    @MethodSource("releases")
    void anotherJvmFinishesWhatWasSavedAtAnySuspensionPoint(String release) throws Exception {
        boolean modern = Integer.parseInt(release) >= 17;
        Programs programs = compiled(release, Compiler.JAVAC, MEMBERS.formatted(modern ? MODERN : NO_EXTRA))
                .assertVerified();
        Path classes = write(programs.instrumented());
        Path saved = Files.createDirectory(directory.resolve("saved"));
        Continuation continuation = begun(programs);
        int points = 0;
        while (!continuation.isDone()) {
            Files.write(saved.resolve("%04d".formatted(points++)), Saved.bytes(continuation));
            continuation.run();
        }
        assertThat(points).isGreaterThan(40);
        assertThat(run(classes, saved)).hasSize(points).containsOnly(inOneGo(programs));
    }

    /** The body itself is an ordinary lambda, so it is saved from its first step on. */
    private static Continuation begun(Programs programs) throws Exception {
        Continuation continuation = (Continuation) Programs.loaderOf(programs.instrumented())
                .loadClass("Shape$Runner")
                .getMethod("run")
                .invoke(null);
        continuation.run();
        return continuation;
    }

    private static String inOneGo(Programs programs) throws Exception {
        ClassLoader loader = Programs.loaderOf(programs.instrumented());
        Continuation continuation =
                (Continuation) loader.loadClass("Shape$Runner").getMethod("run").invoke(null);
        while (!continuation.isDone()) {
            continuation.run();
        }
        String out = (String) loader.loadClass("Shape").getField("out").get(null);
        assertThat(out)
                .startsWith("3 ")
                .contains("closing 1 3body 4close finally 9 ", " two inner0 1 inner1 4 inner2 9 ");
        return out;
    }

    private Path write(Map<String, byte[]> classes) throws IOException {
        Path root = Files.createDirectory(directory.resolve("instrumented"));
        for (Map.Entry<String, byte[]> each : classes.entrySet()) {
            Path file = root.resolve(each.getKey() + ".class");
            Files.createDirectories(file.getParent());
            Files.write(file, each.getValue());
        }
        return root;
    }

    private List<String> run(Path classes, Path saved) throws IOException, InterruptedException {
        return ChildJvm.run(
                        directory,
                        "-Xverify:all",
                        "-cp",
                        ChildJvm.classPath(classes),
                        Elsewhere.class.getName(),
                        saved.toString())
                .lines()
                .toList();
    }
}
