package dev.bobbin.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.IClassCoverage;
import org.jacoco.core.analysis.ICounter;
import org.jacoco.core.data.ExecutionDataStore;
import org.jacoco.core.data.SessionInfoStore;
import org.jacoco.core.instr.Instrumenter;
import org.jacoco.core.runtime.LoggerRuntime;
import org.jacoco.core.runtime.RuntimeData;
import org.junit.jupiter.api.Test;

/** With the real JaCoCo on instrumented classes, a line that ran is never red, and one that did not is never green. */
public class JacocoTest {

    /** Lines of {@link Subject} that ran, and lines that did not; written by the subject itself. */
    public static final Set<Integer> RAN = new TreeSet<>();

    public static final Set<Integer> DID_NOT_RUN = new TreeSet<>();

    /** Notes its caller's line as one that ran. */
    public static int ran() {
        int line = StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
        RAN.add(line);
        return line;
    }

    /** What is covered: lines before and after suspensions, in a loop, in a branch that is not taken. */
    public static class Subject implements Runnable {

        @Override
        public void run() {
            Continuation continuation = new Continuation(() -> body(2));
            while (!continuation.isDone()) {
                continuation.run();
            }
        }

        @Suspendable
        void body(int rounds) {
            ran();
            for (int i = 0; i < rounds; i++) {
                ran();
                Continuation.yield();
                ran();
                if (i > 5) {
                    ran(); // never: counted from the next line's number
                }
                DID_NOT_RUN.add(ran() - 2);
                twice(i);
            }
            Continuation.yield();
            ran();
        }

        @Suspendable
        int twice(int n) {
            ran();
            Continuation.yield();
            return n + ran();
        }
    }

    @Test
    void linesAreColouredByWhatRan() throws Exception {
        LoggerRuntime runtime = new LoggerRuntime();
        RuntimeData data = new RuntimeData();
        runtime.startup(data);
        Instrumenter jacoco = new Instrumenter(runtime);
        String name = Subject.class.getName();
        byte[] bytes = bytesOf(name);
        ClassLoader loader = new ClassLoader(getClass().getClassLoader()) {
            @Override
            protected Class<?> loadClass(String type, boolean resolve) throws ClassNotFoundException {
                if (!type.startsWith(name)) {
                    return super.loadClass(type, resolve);
                }
                Class<?> loaded = findLoadedClass(type);
                if (loaded != null) {
                    return loaded;
                }
                try {
                    byte[] probed = jacoco.instrument(bytesOf(type), type);
                    return defineClass(type, probed, 0, probed.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(type, e);
                }
            }
        };
        ((Runnable) loader.loadClass(name).getConstructor().newInstance()).run();
        ExecutionDataStore store = new ExecutionDataStore();
        data.collect(store, new SessionInfoStore(), false);
        runtime.shutdown();

        CoverageBuilder coverage = new CoverageBuilder();
        new Analyzer(store, coverage).analyzeClass(bytes, name);
        IClassCoverage subject = coverage.getClasses().iterator().next();
        assertThat(RAN).hasSizeGreaterThan(6);
        assertThat(DID_NOT_RUN).hasSize(1);
        for (int line : RAN) {
            assertThat(subject.getLine(line).getStatus())
                    .as("line %d ran", line)
                    .isNotEqualTo(ICounter.NOT_COVERED)
                    .isNotEqualTo(ICounter.EMPTY);
        }
        for (int line : DID_NOT_RUN) {
            assertThat(subject.getLine(line).getStatus())
                    .as("line %d did not run", line)
                    .isEqualTo(ICounter.NOT_COVERED);
        }
    }

    private static byte[] bytesOf(String type) {
        try (InputStream stream = JacocoTest.class.getResourceAsStream("/" + type.replace('.', '/') + ".class")) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
