package dev.bobbin.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Compiler;
import dev.bobbin.harness.Mode;
import dev.bobbin.harness.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Adapted calls wherever a call can stand: what the program does is what it does as plain Java, in every mode. {@code Line}
 * blocks, which here means that it would throw in a continuation; its adapters do the same and suspend.
 */
class AdaptedCallsTest {

    private static final String LINE = """
            class Line implements java.io.Closeable {
                final int base;
                protected Line(int base, boolean quiet) { this.base = base; }
                public Line(int base) throws java.io.IOException { this.base = plain(base); }
                static int plain(int n) { return dev.bobbin.harness.Probe.at(n); }
                public Line(long a, double b) throws java.io.IOException { this((int) (a + b)); }
                public int read() throws java.io.IOException { return dev.bobbin.harness.Probe.at(base); }
                public long skip(long n, double d, byte[] b) throws java.io.IOException { return dev.bobbin.harness.Probe.at(n) + (long) d + b.length; }
                public String text(Object o) { return dev.bobbin.harness.Probe.at("t" + o + base); }
                public boolean ready(char c, short s, byte b, boolean z) { return dev.bobbin.harness.Probe.at(c + s + b) > 100 == z; }
                public double level(float f) { return dev.bobbin.harness.Probe.at(f + 0.5); }
                public int[] many(int... all) { return dev.bobbin.harness.Probe.at(all.clone()); }
                public static float rate(int a, long b) { return dev.bobbin.harness.Probe.at((float) (a + b)); }
                @Override public void close() throws java.io.IOException { dev.bobbin.harness.Probe.pause(); dev.bobbin.harness.Probe.note("closed" + base); }
            }
            """;

    private static final String LINES = """
            @Suspendable class Lines {
                public static Line open(int base) throws java.io.IOException { int b = at(base); return new Made(b); }
                public static Line open(long a, double b) throws java.io.IOException { return open((int) (a + b)); }
                public static int read(Line self) throws java.io.IOException { return at(self.base); }
                public static long skip(Line self, long n, double d, byte[] b) throws java.io.IOException { return at(n) + (long) d + b.length; }
                public static String text(Line self, Object o) { return at("t" + o + self.base); }
                public static boolean ready(Line self, char c, short s, byte b, boolean z) { return at(c + s + b) > 100 == z; }
                public static double level(Line self, float f) { return at(f + 0.5); }
                public static int[] many(Line self, int... all) { return at(all.clone()); }
                public static float rate(int a, long b) { return at((float) (a + b)); }
                public static void close(Line self) throws java.io.IOException { pause(); note("closed" + self.base); }
                static class Made extends Line {
                    Made(int base) throws java.io.IOException { super(base, true); }
                }
            }
            """;

    private static final String TABLE = """
            # what blocks here
            Line#new(int)                  -> Lines#open
            Line#new(long, double)         -> Lines#open
            Line#read()                    -> Lines#read
            Line#skip(long,double,byte[])  -> Lines#skip
            Line#text(java.lang.Object)    -> Lines#text
            Line#ready(char,short,byte,boolean) -> Lines#ready
            Line#level(float)              -> Lines#level
            Line#many(int...)              -> Lines#many
            Line#rate(int,long)            -> Lines#rate
            Line#close()                   -> Lines#close
            """;

    private static final String PROGRAM = """
            import static dev.bobbin.harness.Probe.*;
            import dev.bobbin.Suspendable;
            import java.io.IOException;
            import java.util.*;
            import java.util.function.*;
            public class Shape {
                interface F { @Suspendable Object ap(Object a) throws Exception; }
                interface Op { @Suspendable int op(int a) throws Exception; }
                interface Task { @Suspendable void run() throws Exception; }
                static class Sub extends Line {
                    Sub(int n) throws IOException { super(n, true); }
                    @Override public int read() throws IOException { return super.read() + 1000; }
                }
            %s
            }
            """;

    @TempDir
    Path directory;

    @Test
    void callsInEveryOperandPosition() {
        body("""
                Line l = new Line(4); int[] a = {1, 2, 3}; long s = 7L; int i = 0;
                note(l.read() + l.read() * l.read());
                a[i++] += l.read(); a[l.read() - 3] = l.read(); note(a);
                s = s + l.skip(s, 2.5, new byte[l.read()]) - s; note(s);
                String t = "x" + l.text(i) + s + l.text("y"); note(t);
                note(l.ready('c', (short) l.read(), (byte) 3, l.ready('a', (short) 1, (byte) 2, true)) ? l.read() : -l.read());
                double d = l.level(1.5f) + l.level((float) l.level(2f)); note(d);
                note(l.many(l.read(), 2, l.read()));
                note(Line.rate(l.read(), s) + Line.rate(1, l.skip(1, 1, new byte[2])));
                Object o = l.read() > 3 ? l.text(null) : (Object) l.read(); note(o);
                l.read(); Line.rate(1, 2L); l.skip(1L, 2.0, new byte[0]); l.text(1);
                """);
    }

    @Test
    void constructorsBecomeCallsOfFactories() {
        body("""
                note(new Line(3).read());
                new Line(5);
                Line l = new Line(new Line(2).read() + new Line(1L, 2.5).read());
                note(l.base);
                Object[] all = {new Line(1), "b" + new Line(6).text(new Line(7).base), new Line(8L, new Line(9).base)};
                note(all.length + ((Line) all[2]).base);
                Line c = l.base > 3 ? new Line(l.read()) : new Line(1L, 2.0); note(c.base);
                StringBuilder b = new StringBuilder(new String("n" + new Line(11).read())).append(new Line(12).base); note(b.toString());
                """);
    }

    @Test
    void exceptionsAndFinallyBlocks() {
        body("""
                for (int n = 0; n < 3; n++) {
                    try (Line l = new Line(n); Line m = new Line(n + 10)) {
                        note(l.read());
                        if (n == 1) { continue; }
                        if (l.read() == 2) { throw new IllegalStateException("t" + m.read()); }
                    } catch (IllegalStateException e) {
                        note(e);
                    } finally {
                        note(new Line(n + 20).read());
                    }
                }
                Line none = null;
                try { note(at(none).read()); } catch (NullPointerException e) { note("npe"); }
                """);
    }

    @Test
    void loopsAndLocalsOfAllTypes() {
        body("""
                long w = at(5L); float f = 2.5f; Line l = new Line(3); boolean z = true; char ch = 'q';
                outer:
                for (int i = 0; i < l.read(); i++) {
                    for (String s : List.of("a" + l.read(), "b")) {
                        if (l.ready(ch, (short) i, (byte) 1, z)) { note(s + w + f); continue outer; }
                        w += l.skip(w, f, new byte[i]);
                    }
                    z = !z; f += l.level(f);
                }
                note(w); note(f); note(ch);
                """.replace("List.of", "Arrays.asList"));
    }

    @Test
    void bodiesOfSuspendableLambdas() {
        body("""
                Line l = new Line(2); int k = 3;
                Op op = a -> a + k; note(op.op(4));
                Op reads = a -> l.read() + a; note(reads.op(k));
                Op block = a -> { try { return new Line(a).read() + l.read(); } finally { note("f" + l.read()); } }; note(block.op(9));
                F nested = x -> { F inner = y -> l.text(y) + x; return inner.ap(l.read()); }; note(nested.ap("n"));
                Task task = () -> l.close(); task.run();
                """);
    }

    @Test
    void methodReferencesForSuspendableInterfaces() {
        body("""
                Line l = new Line(6);
                F text = l::text; note(text.ap("a"));
                Task close = l::close; close.run();
                Op make = a -> new Line(a).read(); note(make.op(3));
                interfaces(new Sub(1));
                """, """
                interface Reader<T extends Line> { @Suspendable int read(T line) throws Exception; }
                interface Boxed { @Suspendable Object read() throws Exception; }
                interface Maker { @Suspendable Line make(int n) throws Exception; }
                @Suspendable static void interfaces(Sub sub) throws Exception {
                    Reader<Line> unbound = Line::read; note(unbound.read(new Line(8)));
                    Boxed boxed = new Line(9)::read; note(boxed.read());
                    Maker maker = Line::new; note(maker.make(10).read());
                }
                """);
    }

    @Test
    void aMethodThatDidNotSuspendBeforeDoesNow() {
        body(
                "note(only(new Line(3))); note(inStatic()); note(new Shape().inPrivate(2)); note(new Shape().overridable());",
                """
                @Suspendable static int only(Line l) throws IOException { return l.read(); }
                @Suspendable static float inStatic() { return Line.rate(1, 2); }
                @Suspendable private int inPrivate(int n) throws IOException { return new Line(n).read() + n; }
                @Suspendable int overridable() throws IOException { int v = 1; for (Line l = new Line(2); v < 9; v += l.read()) { note(v); } return v; }
                """);
    }

    @Test
    void everyCallOfTheTestWasOneThatCannotSuspendByItself() {
        Programs programs = compile("17", Compiler.JAVAC, "note(new Line(1).read());", "");
        assertThat(programs.trace("Shape", Mode.ALWAYS, 1)).contains("NotSuspendableException");
    }

    private void body(String statements) {
        body(statements, "");
    }

    /** As old and as new Java, and as another compiler makes it. */
    private void body(String statements, String members) {
        Path table = write("lines.txt", TABLE);
        compile("8", Compiler.JAVAC, statements, members)
                .adapting(table)
                .assertVerified()
                .assertAlike("Shape", "Java 8");
        compile("17", Compiler.JAVAC, statements, members)
                .adapting(table)
                .assertVerified()
                .assertAlike("Shape", "Java 17");
        compile("8", Compiler.ECJ, statements, members)
                .adapting(table)
                .assertVerified()
                .assertAlike("Shape", "ECJ", EnumSet.of(Mode.ALWAYS, Mode.RANDOM));
    }

    private Programs compile(String release, Compiler compiler, String statements, String members) {
        String run = "@Suspendable public static void run() throws Exception {\n" + statements + "\n}\n" + members;
        return Programs.compile(Map.of("Shape", PROGRAM.formatted(run) + LINE + LINES), directory, release, compiler);
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
