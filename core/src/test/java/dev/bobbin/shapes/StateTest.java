package dev.bobbin.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;
import dev.bobbin.harness.Mode;
import dev.bobbin.harness.Programs;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a suspended computation keeps, and what it lets go. */
class StateTest extends ShapeTest {

    private final List<WeakReference<Object>> made = new ArrayList<>();

    private Object make() {
        Object object = new byte[1000];
        made.add(new WeakReference<>(object));
        return object;
    }

    /** What is still there of the objects made, one letter each: k for kept, g for gone. */
    private String kept() {
        for (int i = 0; i < 50 && made.stream().anyMatch(reference -> reference.get() != null); i++) {
            System.gc();
        }
        StringBuilder kept = new StringBuilder();
        made.forEach(reference -> kept.append(reference.get() == null ? 'g' : 'k'));
        return kept.toString();
    }

    @Suspendable
    private void drops() {
        Object dead = make();
        Object live = make();
        int between = dead.hashCode() | 1;
        dead.hashCode();
        Continuation.yield(); // dead is not read again
        live.hashCode();
        Continuation.yield(); // nor is live
        if (between == 0) {
            Object never = live;
            never.hashCode();
        }
        Continuation.yield();
    }

    @Shape({"B13", "L3"})
    @Test
    void whatIsNotReadAgainIsLetGo() {
        Continuation continuation = new Continuation(this::drops);
        continuation.run();
        assertThat(kept()).isEqualTo("gk");
        continuation.run();
        continuation.run();
        assertThat(kept()).isEqualTo("gg");
    }

    @Suspendable
    private void branches(boolean first) {
        Object one = make();
        Object two = make();
        Object same = one;
        if (first) {
            Continuation.yield();
            one.hashCode();
        } else {
            switch (two.hashCode() % 1) {
                case 0:
                    Continuation.yield();
                    two.hashCode();
                    break;
                default:
                    same.hashCode();
            }
        }
        Continuation.yield();
    }

    @Suspendable
    private static void parameter(Object unread) {
        Continuation.yield();
    }

    @Shape("L3")
    @Test
    void eachBranchKeepsItsOwn() {
        Continuation first = new Continuation(() -> branches(true));
        first.run();
        assertThat(kept()).isEqualTo("kg");
        first.run();
        assertThat(kept()).isEqualTo("gg");
        made.clear();
        Continuation second = new Continuation(() -> branches(false));
        second.run();
        assertThat(kept()).isEqualTo("gk");
        made.clear();
        Continuation third = new Continuation(() -> parameter(make()));
        third.run();
        assertThat(kept()).isEqualTo("g");
    }

    @Suspendable
    private static void counts(int[] sums) {
        for (int i = 0; ; i++) {
            if ((i & 1) == 0) {
                long even = i;
                Continuation.yield();
                sums[0] += even == i ? 1 : 1_000_000;
            } else {
                double odd = -i;
                String text = "odd";
                Continuation.yield();
                sums[1] += odd == -i && text.length() == 3 ? 1 : 1_000_000;
            }
        }
    }

    @Shape("E14")
    @Test
    void aMillionSuspensionsShowNoOlderStateAndAllocateNothing() {
        int[] sums = new int[2];
        Continuation continuation = new Continuation(() -> counts(sums));
        for (int i = 0; i <= 20_000; i++) {
            continuation.run();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1_000_000; i++) {
            continuation.run();
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(sums).containsExactly(510_000, 510_000);
        assertThat(allocated).isLessThan(100_000);
    }

    @Shape({"E8", "L4"})
    @Test
    void slotsThatAreNullOnOnePathAndReused() {
        body("""
                Object o = at(1); int seen = 0;
                while (true) {
                  if (o instanceof Integer) { int i = (Integer) o; seen += at(i); o = "s" + i; }
                  else if (o instanceof String) { String s = (String) o; note(at(s)); o = 2.5; }
                  else if (o instanceof Number) { Number n = (Number) o; note(at(n.intValue())); break; }
                }
                note(seen);
                for (int i = 0; i < 3; i++) {
                  String text = null;
                  if (i == 1) { pause(); } else { text = "t" + at(i); }
                  if (text != null) { note(text.length() + at(1)); }
                  { int reused = at(i); note(reused); } { long wide = at((long) i); note(wide); } { List<Integer> list = new ArrayList<>(); list.add(at(i)); note(list); }
                }
                String late = null; for (int i = 0; i < 2; i++) { try { if (late == null) late = at("x"); else throw new IllegalStateException(late); } catch (IllegalStateException e) { late = null; pause(); note(e.getMessage()); } }
                """);
    }

    @Shape("L5")
    @Test
    void valuesUnderTheCallInEveryPlace() {
        alike("static class P { final String s; P(int a, String b, int c) { s = a + b + c; } }" + inRun("""
                        int x = 1; note("a" + x + at(2) + "b" + at("c") + x++ + at(x)); note(new P(x, at("p"), at(x) + x).s);
                        String n = null; note("v" + (n == null ? at("none") : n) + (x > at(1) ? at("big") : "small"));
                        int r = 10; try { r = r + at(1) * at(x); } finally { r += at(2); } note(r); note(1 + (x == 2 ? at(3) : 4) * at(5));
                        int[] arr = {1, 2, 3}; arr[at(0)] += arr[1] + at(arr[2]); note(arr); note(String.format("%d-%s", at(1), at("q")));
                        """));
    }

    @Shape({"E13"})
    @Test
    void oneCallOfTheSourceThatTheCompilerCopies() {
        alike(
                """
                @Suspendable static int many(int way) {
                  for (int i = 0; i < 3; i++) {
                    try { if (way == 0) return at(10); if (way == 1) continue; if (way == 2) break; if (way == 3) throw new IllegalStateException(); note(at(i)); }
                    finally { note(at(way * 10 + i)); }
                  }
                  return at(-1);
                }
                """
                        + inRun(
                                "for (int w = 0; w < 5; w++) try { note(many(w)); } catch (IllegalStateException e) { note(e); }"));
    }

    @Shape("L10")
    @Test
    void aCollectionBetweenAllSteps() {
        int[] sum = new int[1];
        Continuation continuation = new Continuation(() -> {
            for (int i = 0; i < 20; i++) {
                sum[0] += deep(i % 7, new int[] {i});
            }
        });
        while (!continuation.isDone()) {
            continuation.run();
            System.gc();
        }
        assertThat(sum[0]).isEqualTo(20 * 19 / 2);
    }

    @Suspendable
    private static int deep(int depth, int[] value) {
        if (depth == 0) {
            Continuation.yield();
            return value[0];
        }
        int[] copy = value.clone();
        return deep(depth - 1, copy) + (copy[0] - value[0]);
    }

    @Shape("L10")
    @Test
    void tenThousandFrames() throws InterruptedException {
        int[] result = new int[1];
        Thread thread = new Thread(
                null,
                () -> {
                    Continuation continuation = new Continuation(() -> result[0] = deep(10_000, new int[] {7}));
                    continuation.run();
                    System.gc();
                    continuation.run();
                    assertThat(continuation.isDone()).isTrue();
                },
                "deep",
                64 << 20);
        thread.start();
        thread.join();
        assertThat(result[0]).isEqualTo(7);
    }

    @Shape("L10")
    @Test
    void aLoaderWhoseCoroutineIsDroppedWhileItWaitsIsUnloaded() throws Exception {
        WeakReference<ClassLoader> loader = suspended();
        for (int i = 0; i < 100 && loader.get() != null; i++) {
            System.gc();
            Thread.onSpinWait();
        }
        assertThat(loader.get()).isNull();
    }

    private WeakReference<ClassLoader> suspended() throws Exception {
        Map<String, byte[]> classes = Programs.compile(
                        Map.of("Shape", PROGRAM.formatted(inRun("dev.bobbin.Continuation.yield();"))), directory, "17")
                .instrumented();
        ClassLoader loader = new ClassLoader(StateTest.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                byte[] bytes = classes.get(name.replace('.', '/'));
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                return defineClass(name, bytes, 0, bytes.length);
            }
        };
        Continuation continuation =
                (Continuation) loader.loadClass("Shape$Runner").getMethod("run").invoke(null);
        continuation.run();
        assertThat(continuation.isDone()).isFalse();
        return new WeakReference<>(loader);
    }

    @Shape({"F11", "F13"})
    @Test
    void allWaysToThrowAndToWaitInABodyAndItsFallback() {
        alike("""
                static class E extends RuntimeException { E(String m) { super(m); } }
                @Suspendable static int step(String name, boolean waits, boolean fails, int value) { if (waits) pause(); if (fails) throw new E(name); return value; }
                @Suspendable static String one(int way) {
                  short s = (short) (way * 1000); byte b = (byte) (way - 8); String t = "t" + way; double d = way / 2.0; long l = way * 3_000_000_000L;
                  try {
                    try { s += step("body", (way & 1) != 0, (way & 2) != 0, 1); }
                    catch (E e) { b += step("fallback", (way & 4) != 0, (way & 8) != 0, 2); t += e.getMessage(); }
                    finally { l += at(3L); }
                  } catch (E e) { d += at(0.25); t += "!" + e.getMessage(); }
                  note(step("other", true, false, way));
                  return s + "," + b + "," + t + "," + d + "," + l;
                }
                """ + inRun("for (int way = 0; way < 16; way++) note(one(way));"));
    }

    @Shape("H6")
    @Test
    void aSerializedLambdaSuspends() {
        alike(
                """
                interface F extends java.io.Serializable { @Suspendable int f(int x); }
                @SuppressWarnings("unchecked") static <T> T copy(T o) throws Exception {
                  java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
                  try (java.io.ObjectOutputStream out = new java.io.ObjectOutputStream(bytes)) { out.writeObject(o); }
                  return (T) new java.io.ObjectInputStream(new java.io.ByteArrayInputStream(bytes.toByteArray())) {
                    protected Class<?> resolveClass(java.io.ObjectStreamClass d) throws ClassNotFoundException { return Class.forName(d.getName(), false, Shape.class.getClassLoader()); }
                  }.readObject();
                }
                @Suspendable static int twice(int x) { return at(x) * 2; }
                """
                        + inRun(
                                "int c = at(5); F f = x -> at(x) + c; F g = copy(f); note(f.f(1)); note(g.f(2)); F h = copy((F) Shape::twice); note(h.f(3)); note(copy(g).f(4));"));
    }

    @Shape("H13")
    @Test
    void aContinuationMayBeCaptured() {
        alike(
                inRun(
                        "dev.bobbin.Continuation inner = new dev.bobbin.Continuation(() -> note(\"in\")); dev.bobbin.SuspendableRunnable r = () -> { pause(); inner.run(); note(inner.isDone()); }; r.run(); note(at(1));"));
    }

    @Shape("F16")
    @Test
    void whatIsNotCaughtEndsTheContinuationCleanly() {
        Programs programs = Programs.compile(
                Map.of(
                        "Shape",
                        PROGRAM.formatted(inRun(
                                "try { note(at(1)); throw new java.io.IOException(); } finally { note(at(2)); }"))),
                directory,
                "17");
        for (Mode mode : Mode.values()) {
            if (mode != Mode.PLAIN) {
                assertThat(programs.trace("Shape", mode, 3)).isEqualTo(programs.tracePlain("Shape"));
            }
        }
    }
}
