package dev.bobbin.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Compiler;
import dev.bobbin.harness.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that another thread makes: with arguments and results of every kind, they do what they do as plain Java. */
class OffloadedCallsTest {

    /** Says what it was asked, and in which thread. */
    private static final String SLOW = """
            class Slow implements AutoCloseable {
                static final StringBuffer THREADS = new StringBuffer();
                static final StringBuffer TRACE = new StringBuffer();
                static <T> T said(T value) {
                    TRACE.append(value instanceof int[] ? java.util.Arrays.toString((int[]) value) : value).append(' ');
                    THREADS.append(Thread.currentThread() == Shape.caller ? 'c' : 'o');
                    return value;
                }
                final int n;
                Slow(int n) { this.n = said(n); }
                Slow(long a, double b, String c) throws java.io.IOException { this((int) (a + b) + c.length()); if (c.isEmpty()) { throw new java.io.IOException("no " + a); } }
                void nothing() { said("nothing"); }
                boolean bit(boolean b) { return said(!b); }
                byte small(byte b) { return said((byte) (b + 1)); }
                char letter(char c) { return said((char) (c + 1)); }
                short brief(short s) { return said((short) (s * 2)); }
                int whole(int a, int... more) { return said(a + more.length + n); }
                long wide(long a, byte b, double d, Object o) { return said(a + b + (long) d + o.hashCode()); }
                float half(float f) { return said(f / 2); }
                double real(double d) { return said(d * 2); }
                String text(Object o) { return said("t" + o); }
                int[] array(int n) { return said(new int[] {n, n + 1}); }
                Object none() { return said((Object) null); }
                static long fixed(int a, long b) { return said(a * b); }
                int fails(int n) throws java.io.IOException { said(n); if (n > 1) { throw new IllegalStateException("i" + n); } throw new java.io.IOException("e" + n); }
                @Override public void close() throws Exception { said("close" + n); }
            }
            """;

    private static final String SHAPE = """
            import dev.bobbin.Suspendable;
            public class Shape {
                static Thread caller;
                interface Reads { @Suspendable long read(long n) throws Exception; }
                interface Makes { @Suspendable Slow make(int n) throws Exception; }
                @Suspendable public static void run() throws Exception {
                    Slow s = new Slow(new Slow(2).whole(3, 4, 5));
                    s.nothing();
                    Slow.TRACE.append(s.bit(true)).append(s.bit(false)).append(s.small((byte) 127)).append(s.letter('a')).append(s.brief((short) 5));
                    Slow.TRACE.append(s.whole(1, s.whole(2), s.array(3)[1]) + s.wide(1L, (byte) 2, 3.5, "o" + s.text(4)) * s.half(3f) + s.real(0.1));
                    Slow.TRACE.append(s.none()).append(Slow.fixed(3, 1L << 40)).append(s.array(7).length);
                    for (int i = 1; i < 3; i++) {
                        try (Slow c = new Slow(10L, 0.5, "xy"); Slow d = new Slow(i)) {
                            d.fails(i);
                        } catch (java.io.IOException | IllegalStateException e) {
                            Slow.TRACE.append(e.getMessage()).append(e.getSuppressed().length);
                        } finally {
                            s.nothing();
                        }
                    }
                    try { new Slow(9L, 1.0, ""); } catch (java.io.IOException e) { Slow.TRACE.append(e.getMessage()); }
                    Slow none = null;
                    try { none.nothing(); } catch (NullPointerException e) { Slow.TRACE.append("npe"); }
                    Reads reads = n -> s.wide(n, (byte) 1, 2.0, "x"); Slow.TRACE.append(reads.read(5));
                    Makes makes = Slow::new; Slow.TRACE.append(makes.make(6).whole(7));
                    new Slow(1);
                }
            }
            """;

    private static final String MAIN = """
            public class Main implements java.util.concurrent.Callable<String[]> {
                public static void run() {} // what the harness starts
                @Override public String[] call() throws Exception {
                    Slow.TRACE.setLength(0); Slow.THREADS.setLength(0);
                    dev.bobbin.Coroutines.runBlocking(() -> { Shape.caller = Thread.currentThread(); Shape.run(); });
                    return new String[] {Slow.TRACE.toString(), Slow.THREADS.toString()};
                }
            }
            """;

    private static final String TABLE = """
            Slow#*          -> offload
            Slow#new(*)     -> offload
            Slow#fixed(*)   -> offload
            Slow#nothing()  -> offload
            """;

    @TempDir
    Path directory;

    @Test
    void doWhatTheyDoAsPlainJavaInAnotherThread() throws Exception {
        Path table = Files.writeString(directory.resolve("slow.txt"), TABLE + publicOnes());
        for (String release : new String[] {"8", "17"}) {
            for (Compiler compiler : Compiler.values()) {
                Programs programs =
                        Programs.compile(Map.of("Shape", SHAPE + SLOW, "Main", MAIN), directory, release, compiler);
                String[] plain = run(programs.plain());
                String[] adapted = run(programs.adapting(table).assertVerified().instrumented());
                assertThat(adapted[0]).as(compiler + " " + release).isEqualTo(plain[0]);
                assertThat(plain[1]).matches("c+");
                assertThat(adapted[1]).as(adapted[0]).matches("o+").hasSameSizeAs(plain[1]);
            }
        }
    }

    /** Wildcards are about public methods; these are not. */
    private static String publicOnes() {
        StringBuilder rows = new StringBuilder();
        for (String name : new String[] {
            "bit", "small", "letter", "brief", "whole", "wide", "half", "real", "text", "array", "none", "fails"
        }) {
            rows.append("Slow#").append(name).append("(*) -> offload\n");
        }
        return rows.toString();
    }

    @SuppressWarnings("unchecked")
    private static String[] run(Map<String, byte[]> classes) throws Exception {
        Callable<String[]> main = (Callable<String[]>) Programs.loaderOf(classes)
                .loadClass("Main")
                .getDeclaredConstructor()
                .newInstance();
        return main.call();
    }

    @Test
    void theStackTraceOfTheOtherThreadHasTheLineOfTheCall() throws Exception {
        Path table = Files.writeString(directory.resolve("slow.txt"), "Slow#fails(int) -> offload\n");
        String program = """
                import dev.bobbin.Suspendable;
                public class Shape {
                    static Thread caller;
                    @Suspendable public static void run() throws Exception {
                        int before = 1;
                        new Slow(1).fails(
                                2);
                    }
                }
                """;
        Programs programs =
                Programs.compile(Map.of("Shape", program + SLOW, "Main", MAIN), directory, "17", Compiler.JAVAC);
        StackTraceElement[] trace = null;
        try {
            run(programs.adapting(table).instrumented());
        } catch (IllegalStateException e) {
            trace = e.getStackTrace();
        }
        assertThat(trace)
                .anyMatch(frame -> frame.getMethodName().equals("fails-offloaded")
                        && "Shape.java".equals(frame.getFileName())
                        && frame.getLineNumber() == 6);
    }
}
