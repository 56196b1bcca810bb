package dev.bobbin.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Compiler;
import dev.bobbin.harness.Programs;
import dev.bobbin.instrument.Instrumenter;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** To whoever compiles against it, without Bobbin, an instrumented library is the library that was written. */
class CompilersTest {

    /** Everything here suspends, and overloads, defaults, generics and functional interfaces tempt a compiler to see the twins. */
    private static final String LIBRARY = """
            package library;
            import dev.bobbin.*;
            import java.util.*;
            import java.util.function.*;
            @Suspendable
            public class Library<T extends Comparable<T>> {
                @FunctionalInterface public interface Source<T> { @Suspendable T next(int n) throws Exception; @Suspendable default T twice(int n) throws Exception { return n > 0 ? next(n - 1) : next(n); } }
                public interface Both extends Source<String>, Supplier<String> { @Suspendable @Override String get(); }
                public enum Size { SMALL { @Override public int of(int n) { return at(n); } }, LARGE { @Override public int of(int n) { return at(2 * n); } }; @Suspendable public abstract int of(int n); }
                public record Pair<A, B>(A one, B other) { @Suspendable public A one() { return at(one); } @Suspendable public static <A> Pair<A, A> of(A a) { return new Pair<>(at(a), a); } }
                public static abstract class Base<R> implements AutoCloseable { @Suspendable protected abstract R make(Object... from) throws java.io.IOException; @Suspendable public final R made(Object from) throws java.io.IOException { return at(make(from)); } @Override @Suspendable public void close() { at(1); } }
                public int price(String s) { return at(s.length()); }
                public long price(Object o) { return at(o.hashCode()); }
                public int price(String s, int n) { return at(n); }
                public T largest(List<? extends T> list) { T best = null; for (T t : list) if (best == null || at(t).compareTo(best) > 0) best = t; return best; }
                protected <X extends Exception> void check(Class<X> type) throws X { at(1); }
                public static int sum(int... numbers) { int sum = 0; for (int n : numbers) sum += at(n); return sum; }
                public static <V> V at(V value) { Continuation.yield(); return value; }
                @Deprecated public void old() { at(1); }
            }
            """;

    private static final String CLIENT = """
            package client;
            import java.util.*;
            import java.util.function.*;
            import library.Library;
            public class Client extends Library<String> {
                Function<String, Integer> exact = this::price0;
                int price0(String s) { return super.price(s); }
                ToLongFunction<Object> object = super::price;
                BiFunction<String, Integer, Integer> two = this::price;
                static <R> R with(Function<String, R> f) { return f.apply("x"); }
                static int with(ToIntFunction<String> f, int n) { return f.applyAsInt("x") + n; }
                int inferred = with(s -> price(s));
                int chosen = with(s -> price(s, 2), 3);
                @Override public int price(String s) { return 7; }
                @Override protected <X extends Exception> void check(Class<X> type) throws X { super.check(type); old(); }
                Library.Source<String> lambda = n -> "s" + n;
                Library.Source<Integer> reference = Library::sum;
                Library.Both both = new Library.Both() { public String get() { return "g"; } public String next(int n) { return "n"; } };
                int sizes(Library.Size size) { return switch (size) { case SMALL -> size.of(1); case LARGE -> Library.Size.LARGE.of(2); }; }
                String pair(Object o) { return o instanceof Library.Pair<?, ?> p ? "" + p.one() : Library.Pair.of("x").one(); }
                int closes() throws Exception { try (Library.Base<Integer> base = new Library.Base<>() { protected Integer make(Object... from) { return from.length; } }) { return base.made("m") + Library.sum() + Library.sum(1, 2) + (lambda.twice(3) + reference.next(1)).length(); } }
                String most = new Library<String>().largest(List.of("a", "b"));
                Supplier<Library<Integer>> maker = Library::new;
            }
            """;

    /** All of this is wrong, and is as wrong as it was. */
    private static final String WRONG = """
            package client;
            import library.Library;
            public class Wrong extends Library<String> {
                int missing = price();
                int many = price("s", 1, 2);
                String type = price("s");
                Library.Source<String> none = () -> "s";
                Library.Both notOne = n -> "s";
                class Lacks implements Library.Source<String> { }
                class Weaker extends Library<String> { int price(String s) { return 1; } }
                class Final extends Library.Base<String> { protected String make(Object... from) { return ""; } public String made(Object from) { return ""; } }
                void unreported() { new Final().made(1); }
            }
            """;

    @TempDir
    Path directory;

    private record Compiled(Map<String, String> classes, List<String> messages) {}

    @ParameterizedTest
    @EnumSource(Compiler.class)
    void theSameClassesComeOut(Compiler compiler) throws IOException {
        Compiled plain = compile(compiler, "Client", CLIENT, library(false));
        Compiled instrumented = compile(compiler, "Client", CLIENT, library(true));
        assertThat(instrumented).isEqualTo(plain);
        assertThat(plain.classes()).hasSizeGreaterThan(2);
        assertThat(plain.messages())
                .as("warnings, of old() at least")
                .isNotEmpty()
                .noneMatch(m -> m.startsWith("ERROR"));
    }

    @ParameterizedTest
    @EnumSource(Compiler.class)
    void theSameErrorsComeOut(Compiler compiler) throws IOException {
        Compiled plain = compile(compiler, "Wrong", WRONG, library(false));
        Compiled instrumented = compile(compiler, "Wrong", WRONG, library(true));
        assertThat(instrumented.messages()).isEqualTo(plain.messages());
        assertThat(plain.messages()).filteredOn(m -> m.startsWith("ERROR")).hasSizeGreaterThan(6);
    }

    @Test
    void theLibraryIsNotTheSame() throws IOException {
        assertThat(Programs.read(library(true)).keySet())
                .hasSizeGreaterThan(Programs.read(library(false)).size() + 5);
    }

    private Path library(boolean instrumented) throws IOException {
        Path classes = Programs.classes(Map.of("library/Library", LIBRARY), directory);
        if (instrumented) {
            Instrumenter.with(Programs.options()).instrument(classes);
        }
        return classes;
    }

    private Compiled compile(Compiler compiler, String name, String source, Path library) throws IOException {
        Path file = Files.createDirectories(directory.resolve("client")).resolve(name + ".java");
        Files.writeString(file, source);
        Path output = Files.createTempDirectory(directory, "client");
        DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
        JavaCompiler tool = compiler.tool();
        StandardJavaFileManager files = tool.getStandardFileManager(null, null, null);
        List<Path> path = new ArrayList<>(Programs.classPath());
        path.add(library);
        List<String> options = new ArrayList<>(List.of(
                "--release",
                "17",
                "-proc:none",
                "-cp",
                path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                "-d",
                output.toString()));
        if (compiler == Compiler.JAVAC) {
            options.add("-Xlint:all");
        }
        tool.getTask(new StringWriter(), files, messages, options, null, files.getJavaFileObjects(file.toFile()))
                .call();
        Map<String, String> classes = new TreeMap<>();
        Programs.read(output)
                .forEach((type, bytes) -> classes.put(type, HexFormat.of().formatHex(bytes)));
        return new Compiled(
                classes,
                messages.getDiagnostics().stream()
                        .map(message -> said(message).replace(library.toString(), "library"))
                        .sorted()
                        .toList());
    }

    private static String said(Diagnostic<?> message) {
        return message.getKind() + " " + message.getLineNumber() + " " + message.getMessage(null);
    }
}
