package dev.bobbin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.runtime.NotSuspendableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContinuationTest {

    private final List<Object> trace = new ArrayList<>();

    @Test
    void goesOnWhereItYielded() {
        Continuation continuation = new Continuation(() -> {
            for (int i = 0; i < 3; i++) {
                trace.add("in " + i);
                Continuation.yield();
            }
        });
        while (!continuation.isDone()) {
            continuation.run();
            trace.add("out");
        }
        assertThat(trace).containsExactly("in 0", "out", "in 1", "out", "in 2", "out", "out");
    }

    @Test
    void aYieldLeavesTheInnermostContinuation() {
        Continuation outer = new Continuation(() -> {
            Continuation inner = new Continuation(() -> {
                trace.add("inner");
                Continuation.yield();
                trace.add("inner again");
            });
            inner.run();
            trace.add("outer");
            Continuation.yield();
            inner.run();
        });
        outer.run();
        trace.add("main");
        outer.run();
        assertThat(trace).containsExactly("inner", "outer", "main", "inner again");
        assertThat(outer.isDone()).isTrue();
    }

    @Test
    void whatTheBodyThrowsReachesWhoeverRunsItAndEndsIt() {
        Continuation continuation = new Continuation(() -> {
            Continuation.yield();
            throw new IOException("no more");
        });
        continuation.run();
        assertThatThrownBy(continuation::run).isInstanceOf(IOException.class).hasMessage("no more");
        assertThat(continuation.isDone()).isTrue();
        assertThatThrownBy(continuation::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "This continuation has ended: its body ran to its end, or threw. Ask isDone() before run(), or"
                                + " make a new one.");
    }

    @Suspendable
    private void deep(int depth) throws IOException {
        if (depth == 0) {
            Continuation.yield();
            throw new IOException("deep");
        }
        deep(depth - 1);
    }

    @Test
    void aTraceNamesTheCallersThatWaited() {
        Continuation continuation = new Continuation(() -> deep(3));
        continuation.run();
        assertThat(continuation.getStackTrace())
                .extracting(StackTraceElement::getMethodName)
                .startsWith("deep", "deep", "deep", "deep");
        assertThatThrownBy(continuation::run)
                .satisfies(thrown -> assertThat(thrown.getStackTrace())
                        .extracting(StackTraceElement::getMethodName)
                        .startsWith("deep-resume", "deep", "deep", "deep"));
    }

    @Test
    void runningItTwiceAtOnceIsAnError() {
        Continuation[] self = new Continuation[1];
        self[0] = new Continuation(() -> self[0].run());
        assertThatThrownBy(self[0]::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("This continuation is running; run() was called again on thread "
                        + Thread.currentThread().getName()
                        + ". A continuation runs in one place at a time. Wait until run() has returned, or make two.");
    }

    @Test
    void aYieldOutsideIsAnError() {
        assertThatThrownBy(Continuation::yield)
                .isInstanceOf(NotSuspendableException.class)
                .hasMessage(
                        "Continuation.yield() was called outside a continuation. There is nothing to go back to. Call it"
                                + " in code that a continuation runs, through suspendable methods only.");
    }

    @SuppressSuspensionWarnings("caller-not-suspendable")
    private void notMarked() {
        Continuation.yield();
    }

    @Test
    void aMethodInBetweenThatCannotSuspendIsNamed() {
        Continuation continuation = new Continuation(() -> notMarked());
        assertThatThrownBy(continuation::run)
                .isInstanceOf(NotSuspendableException.class)
                .message()
                .matches(
                        "ContinuationTest.java:\\d+: ContinuationTest.notMarked\\(\\) stands between two suspendable methods:"
                                + " called in a coroutine, it calls Continuation.yield\\(\\). Its own frame cannot be saved. Mark"
                                + " notMarked\\(\\) @Suspendable and build it with the bobbin-maven-plugin.");
    }

    @Test
    void goesOnOnAnotherThread() throws InterruptedException {
        Continuation continuation = new Continuation(() -> {
            int local = 41;
            Continuation.yield();
            trace.add(local + 1);
        });
        continuation.run();
        Thread other = new Thread(continuation::run);
        other.start();
        other.join();
        assertThat(trace).containsExactly(42);
    }
}
