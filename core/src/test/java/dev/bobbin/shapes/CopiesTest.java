package dev.bobbin.shapes;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withTimeout;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Continuation;
import dev.bobbin.Coroutine;
import dev.bobbin.CoroutineScope;
import dev.bobbin.Generator;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableIterator;
import dev.bobbin.harness.Saved;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Continuations that go on more than once from where they wait. */
class CopiesTest {

    private static final String RUNNING =
            "This continuation is running and cannot be copied now: its calls are on a thread's"
                    + " stack, or wait for something that will wake them here. Do it from outside, when its body has yielded.";

    private final List<Object> trace = new ArrayList<>();

    @Suspendable
    private static void sum(int to, List<Object> trace) {
        long sum = 0;
        for (int i = 1; i <= to; i++) {
            Continuation.yield();
            sum += i;
        }
        trace.add(sum);
    }

    private static void runToItsEnd(Continuation continuation) {
        while (!continuation.isDone()) {
            continuation.run();
        }
    }

    @Shape("J2")
    @Test
    void eachCopyGoesOnFromWhereTheOriginalWaits() {
        Continuation original = new Continuation(() -> sum(4, trace));
        List<Continuation> copies = new ArrayList<>();
        while (!original.isDone()) {
            copies.add(original.copy());
            assertThat(copies.get(copies.size() - 1).getStackTrace()).isEqualTo(original.getStackTrace());
            original.run();
        }
        copies.add(original.copy());
        assertThat(trace).containsExactly(10L);
        copies.forEach(CopiesTest::runToItsEnd);
        assertThat(copies).hasSize(6).allMatch(Continuation::isDone);
        assertThat(trace).as("the last was ended when it was copied").containsExactly(10L, 10L, 10L, 10L, 10L, 10L);
    }

    /** Asks for a decision, and hands out the variants of the future in which each is taken. */
    private final Deque<Continuation> futures = new ArrayDeque<>();

    private Continuation current;
    private boolean decision;

    @Suspendable
    private boolean decide() {
        Continuation.yield();
        return decision;
    }

    @Suspendable
    private void subset(int... numbers) {
        String chosen = "";
        int sum = 0;
        for (int number : numbers) {
            if (decide()) {
                chosen += number + " ";
                sum += number;
            }
        }
        if (sum == 10) {
            trace.add(chosen);
        }
    }

    @Shape("J2")
    @Test
    void allFuturesOfAComputationCanBeExplored() {
        futures.push(new Continuation(() -> subset(1, 2, 3, 4, 5, 7)));
        futures.peek().run();
        while (!futures.isEmpty()) {
            current = futures.pop();
            for (boolean way : new boolean[] {false, true}) {
                Continuation future = current.copy();
                decision = way;
                future.run();
                if (!future.isDone()) {
                    futures.push(future);
                }
            }
        }
        assertThat(trace).containsExactlyInAnyOrder("3 7 ", "2 3 5 ", "1 4 5 ", "1 2 7 ", "1 2 3 4 ");
    }

    @Shape("J2")
    @Test
    void theObjectsInVariablesAreShared() {
        Continuation original = new Continuation(() -> {
            List<Integer> shared = new ArrayList<>();
            for (int own = 0; own < 2; own++) {
                shared.add(own);
                Continuation.yield();
            }
            trace.add(List.copyOf(shared));
        });
        original.run();
        Continuation copy = original.copy();
        runToItsEnd(original);
        runToItsEnd(copy);
        assertThat(trace).containsExactly(List.of(0, 1), List.of(0, 1, 1));
    }

    @Shape("J2")
    @Test
    void nestedContinuationsAreSharedAndCanBeCopiedThemselves() {
        Continuation[] nested = new Continuation[1];
        Continuation outer = new Continuation(() -> {
            Continuation inner = new Continuation(() -> {
                for (int i = 1; ; i++) {
                    trace.add(i);
                    Continuation.yield();
                }
            });
            nested[0] = inner;
            while (true) {
                inner.run();
                Continuation.yield();
            }
        });
        outer.run();
        Continuation outerCopy = outer.copy();
        Continuation innerCopy = nested[0].copy();
        outer.run();
        outerCopy.run();
        assertThat(trace).as("one inner").containsExactly(1, 2, 3);
        innerCopy.run();
        assertThat(trace).as("another inner").containsExactly(1, 2, 3, 2);
    }

    @Shape("J2")
    @Test
    void aGeneratorHalfWayIsSharedByCopiesAndTakenAlongByBytes() throws Exception {
        Continuation original = new Continuation(() -> halfWay());
        original.run();
        Continuation deep = Saved.again(original);
        Continuation copy = original.copy();
        original.run();
        copy.run();
        deep.run();
        assertThat(TAKEN).containsExactly(1, 2, 3, 2);
    }

    private static final List<Integer> TAKEN = new ArrayList<>();

    @Suspendable
    private static void halfWay() {
        SuspendableIterator<Integer> numbers = Generator.<Integer>of(y -> {
                    for (int i = 1; ; i++) {
                        y.yield(i);
                    }
                })
                .iterator();
        while (true) {
            TAKEN.add(numbers.next());
            Continuation.yield();
        }
    }

    @Shape("J2")
    @Test
    void eachCopyThrowsForItselfAndRunsItsOwnFinallyBlocks() {
        Continuation original = new Continuation(() -> {
            String step = "begun";
            try {
                try {
                    throw new IOException("first");
                } catch (IOException e) {
                    Continuation.yield();
                    step += " caught";
                    throw e;
                } finally {
                    Continuation.yield();
                    step += " finally";
                    trace.add(step);
                }
            } finally {
                trace.add("left");
            }
        });
        original.run();
        Continuation inCatch = original.copy();
        original.run();
        Continuation inFinally = original.copy();
        for (Continuation each : List.of(inFinally, inCatch, original)) {
            assertThatThrownBy(() -> runToItsEnd(each))
                    .isInstanceOf(IOException.class)
                    .hasMessage("first");
            assertThat(each.isDone()).isTrue();
        }
        assertThat(trace)
                .containsExactly(
                        "begun caught finally", "left", "begun caught finally", "left", "begun caught finally", "left");
    }

    @Shape("J2")
    @Test
    void aBodyWithoutFramesIsCopiedBetweenItsStepsToo() {
        Continuation original = new Continuation(Continuation::yield);
        original.run();
        Continuation copy = original.copy();
        assertThat(copy.isDone()).isFalse();
        copy.run();
        original.run();
        assertThat(copy.isDone()).isTrue();
        assertThat(original.isDone()).isTrue();
    }

    @Suspendable
    private static int deep(int depth) {
        if (depth == 0) {
            Continuation.yield();
            return 0;
        }
        return deep(depth - 1) + 1;
    }

    @Shape({"J1", "J2"})
    @Test
    void depthCostsNoStack() throws Exception {
        int depth = 10_000;
        Continuation original = new Continuation(() -> {
            int reached = deep(depth);
            DEPTHS.add(reached); // the list itself is in no frame, or another one would be read
        });
        inThreadWithStack(64 << 20, original::run);
        List<Continuation> made = new ArrayList<>();
        inThreadWithStack(256 << 10, () -> {
            made.add(original.copy());
            made.add(Saved.again(original));
            made.forEach(Continuation::run);
            original.run();
        });
        assertThat(DEPTHS).containsExactly(depth, depth, depth);
    }

    private static final List<Integer> DEPTHS = new ArrayList<>();

    private interface Step {
        void run() throws Exception;
    }

    private static void inThreadWithStack(int bytes, Step step) throws Exception {
        Throwable[] thrown = new Throwable[1];
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        step.run();
                    } catch (Throwable e) {
                        thrown[0] = e;
                    }
                },
                "stack of " + bytes,
                bytes);
        thread.start();
        thread.join();
        assertThat(thrown[0]).isNull();
    }

    @Test
    void aRunningContinuationIsNotCopied() {
        Continuation[] self = new Continuation[1];
        self[0] = new Continuation(() -> {
            assertThatThrownBy(self[0]::copy)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(RUNNING);
            Continuation.yield();
            trace.add("went on");
        });
        self[0].run();
        self[0].copy().run();
        assertThat(trace).containsExactly("went on");
    }

    @Test
    void oneThatSleepsIsNotCopied() {
        runBlocking(() -> {
            Continuation sleeping = new Continuation(() -> {
                sleep(3_600_000);
            });
            Coroutine<?> around = spawn(() -> sleeping.run());
            yieldNow();
            assertThatThrownBy(sleeping::copy)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(RUNNING);
            around.cancel();
        });
    }

    @Test
    void oneInsideOfAScopeIsNotCopied() throws Exception {
        Continuation timed = new Continuation(() -> {
            withTimeout(Duration.ofHours(1), () -> Continuation.yield());
            Continuation.yield();
            trace.add("went on");
        });
        timed.run();
        String message =
                "This continuation waits inside of withTimeout(), shielded() or another scope and cannot be %s:"
                        + " timers and cancellation know only this one. Let its body leave the scope before it yields.";
        assertThatThrownBy(timed::copy)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message, "copied");
        assertThatThrownBy(() -> Saved.bytes(timed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message, "saved");
        timed.run();
        timed.copy().run();
        timed.run();
        assertThat(trace).containsExactly("went on", "went on");
    }

    @Test
    void oneThatEndedInsideOfAScopeIsCopied() {
        Continuation left = new Continuation(() -> CoroutineScope.open());
        left.run();
        assertThat(left.copy().isDone()).isTrue();
    }
}
