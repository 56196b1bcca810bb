package dev.bobbin.harness;

import dev.bobbin.Continuation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Programs as they were compiled and as they were instrumented, run in this JVM. This class and what it uses are Java 8, since
 * {@linkplain OtherJvm JVMs of that age} run them, too.
 */
final class Runs {

    private static final int MOST_FAILURES = 6;
    private static final int MOST_THREADS = 30;

    private final Map<String, byte[]> plain;
    private final Map<String, byte[]> instrumented;
    private ClassLoader plainLoader; // null if each run has one of its own
    private ClassLoader instrumentedLoader;

    Runs(Map<String, byte[]> plain, Map<String, byte[]> instrumented) {
        this.plain = plain;
        this.instrumented = instrumented;
    }

    /** Lets all runs share their classes. */
    void shareClasses() {
        plainLoader = loaderOf(plain);
        instrumentedLoader = loaderOf(instrumented);
    }

    boolean sharesClasses() {
        return plainLoader != null;
    }

    /** Everything that was compiled, by internal name. */
    Map<String, byte[]> plain() {
        return plain;
    }

    /** Everything that was compiled and generated, instrumented, by internal name. */
    Map<String, byte[]> instrumented() {
        return instrumented;
    }

    /** Loads and initializes every instrumented class, which verifies them: no built-in loader makes them. */
    void verify() {
        ClassLoader loader = loaderOf(instrumented);
        for (String name : instrumented.keySet()) {
            try {
                Class.forName(name.replace('/', '.'), true, loader);
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** What {@code name} does when nothing knows of coroutines, if the {@code failing}-th suspension point throws. */
    String tracePlain(String name, int failing) {
        Probe.reset(Mode.PLAIN, 0, failing);
        try {
            entry(plainLoader != null ? plainLoader : loaderOf(plain), name).invoke(null);
        } catch (InvocationTargetException e) {
            Probe.note(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        return Probe.traced();
    }

    /** What {@code name} does in a continuation that is run to its end. */
    String trace(String name, Mode mode, long seed, int failing) {
        Probe.reset(mode, seed, failing);
        ClassLoader loader = instrumentedLoader != null ? instrumentedLoader : loaderOf(instrumented);
        try {
            Continuation continuation =
                    (Continuation) entry(loader, name + "$Runner").invoke(null);
            SavedProgram saved = new SavedProgram(loader);
            List<Original> originals = new ArrayList<>();
            for (int step = 0; !continuation.isDone(); step++) {
                if (mode == Mode.SAVED) {
                    continuation = saved.savedAndRead(continuation);
                } else if (mode == Mode.COPIED) {
                    originals.add(Original.of(continuation));
                    continuation = continuation.copy();
                }
                if (mode == Mode.ANOTHER_THREAD && step < MOST_THREADS) {
                    inAnotherThread(continuation);
                } else {
                    continuation.run();
                }
            }
            if (!originals.stream().allMatch(Original::isUntouched)) {
                throw new AssertionError("a copy has changed what it was made of");
            }
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        } catch (Throwable thrown) {
            Probe.note(thrown);
        }
        return Probe.traced();
    }

    /** Asserts that {@code name} does the same in every mode, and when each of its first suspension points throws. */
    void assertAlike(String name, String description) {
        assertAlike(name, description, EnumSet.allOf(Mode.class));
        tracePlain(name, 0);
        int points = Probe.points();
        for (int failing = 1; failing <= Math.min(points, MOST_FAILURES); failing++) {
            assertSame(
                    tracePlain(name, failing),
                    trace(name, Mode.ALWAYS, 0, failing),
                    String.format("%s ALWAYS, point %d throws after it was resumed", name, failing),
                    description);
        }
    }

    /** Asserts that {@code name} does in some modes what it does as plain Java. */
    void assertAlike(String name, String description, Set<Mode> modes) {
        String expected = tracePlain(name, 0);
        for (Mode mode : modes) {
            for (int seed = 1; mode != Mode.PLAIN && seed <= (mode == Mode.RANDOM ? 3 : 1); seed++) {
                assertSame(
                        mode.seen(expected),
                        mode.seen(trace(name, mode, seed, 0)),
                        String.format("%s %s, seed %d", name, mode, seed),
                        description);
            }
        }
    }

    private static void assertSame(String expected, String actual, String run, String description) {
        if (!actual.equals(expected)) {
            throw new AssertionError(
                    run + ":\n" + description + "\nplain Java did:\n" + expected + "\nthis did:\n" + actual);
        }
    }

    private static void inAnotherThread(Continuation continuation) throws Throwable {
        Throwable[] thrown = new Throwable[1];
        Thread thread = new Thread(() -> {
            try {
                continuation.run();
            } catch (Throwable t) {
                thrown[0] = t;
            }
        });
        thread.start();
        thread.join();
        if (thrown[0] != null) {
            throw thrown[0];
        }
    }

    private static Method entry(ClassLoader loader, String name) {
        try {
            return loader.loadClass(name).getMethod("run");
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** A new class loader of {@code classes} and what the tests can see. */
    static ClassLoader loaderOf(Map<String, byte[]> classes) {
        return new Loader(classes);
    }

    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> classes;

        Loader(Map<String, byte[]> classes) {
            super(Probe.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name.replace('.', '/'));
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
