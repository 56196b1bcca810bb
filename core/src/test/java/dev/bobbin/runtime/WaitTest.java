package dev.bobbin.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The one state machine between a coroutine that parks and those who wake it. */
class WaitTest {

    private final Wait wait = new Wait();

    @Test
    void aWakeUpWhileTheStackUnwindsMakesParkingSayNo() {
        assertThat(wait.wake("early")).isTrue();
        assertThat(wait.park()).isFalse();
    }

    @Test
    void aParkedWaitIsNotWoken() {
        assertThat(wait.park()).isTrue();
        assertThat(wait.isWoken()).isFalse();
    }

    @Test
    void onlyTheFirstWakeUpCounts() {
        assertThat(wait.wake("first")).isTrue();
        assertThat(wait.wake("second")).isFalse();
        assertThat(wait.wake()).isFalse();
        assertThat(wait.fail(new IOException("third"))).isFalse();
        assertThat(wait.await(FrameStack.enter())).isEqualTo("first");
    }

    @Test
    void aThreadThatComesLateDoesNotBlock() {
        wait.wake();
        assertThat(wait.await(FrameStack.enter())).isNull();
    }

    @Test
    void aFailureIsThrownAsItIs() {
        IOException broken = new IOException("broken");
        wait.fail(broken);
        assertThatThrownBy(() -> wait.await(FrameStack.enter())).isSameAs(broken);
    }

    @Test
    void aRefusedWaitIsAbandonedAndThreadsThatWakeItAreTooLate() {
        AtomicInteger abandoned = new AtomicInteger();
        Wait refused = new Wait() {
            @Override
            protected void abandoned() {
                abandoned.incrementAndGet();
            }
        };
        String before = ThreadStack.guard("the test");
        try {
            assertThatThrownBy(() -> refused.await(FrameStack.enter())).isInstanceOf(NotSuspendableException.class);
        } finally {
            ThreadStack.guard(before);
        }
        assertThat(abandoned).hasValue(1);
        assertThat(refused.wake()).isFalse();
    }

    @Test
    void abandoningAWokenWaitDoesNothing() {
        wait.wake("value");
        wait.abandon(new IllegalStateException("too late"));
        assertThat(wait.await(FrameStack.enter())).isEqualTo("value");
    }

    /** One thread parks, two wake: whatever the interleaving, exactly one of the three goes on with the coroutine. */
    @Test
    void exactlyOneGoesOnWhoeverIsFirst() throws Exception {
        int rounds = 20_000;
        AtomicInteger goesOn = new AtomicInteger();
        Wait[] waits = new Wait[rounds];
        CountingStack[] stacks = new CountingStack[rounds];
        for (int i = 0; i < rounds; i++) {
            waits[i] = new Wait();
            stacks[i] = new CountingStack(goesOn);
            waits[i].await(stacks[i]);
        }
        CyclicBarrier barrier = new CyclicBarrier(3);
        Thread parking = new Thread(() -> inStep(barrier, rounds, i -> {
            if (!waits[i].park()) {
                goesOn.incrementAndGet();
            }
        }));
        Thread waking = new Thread(() -> inStep(barrier, rounds, i -> waits[i].wake(1)));
        parking.start();
        waking.start();
        inStep(barrier, rounds, i -> waits[i].wake(2));
        parking.join();
        waking.join();
        assertThat(goesOn).hasValue(rounds);
    }

    private interface Step {
        void run(int round);
    }

    private static void inStep(CyclicBarrier barrier, int rounds, Step step) {
        try {
            for (int i = 0; i < rounds; i++) {
                if (i % 100 == 0) {
                    barrier.await();
                }
                step.run(i);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Counts how often it is handed to its dispatcher. */
    private static final class CountingStack extends CoroutineStack {
        private final AtomicInteger dispatched;

        CountingStack(AtomicInteger dispatched) {
            this.dispatched = dispatched;
        }

        @Override
        protected void dispatch() {
            dispatched.incrementAndGet();
        }

        @Override
        protected void completed() {}

        @Override
        protected void failed(Throwable thrown) {}
    }
}
