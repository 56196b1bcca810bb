package dev.bobbin;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withDispatcher;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The library's own parallel dispatcher, and the others beside the loop. */
class ParallelDispatcherTest extends DispatcherContract {

    @Override
    Dispatcher open() {
        return Dispatchers.parallel("contract", 3);
    }

    @Override
    void close(Dispatcher dispatcher) {
        // its threads end by themselves
    }

    @Test
    void twoCoroutinesRunAtOnce() {
        CyclicBarrier both = new CyclicBarrier(2);
        Dispatcher two = Dispatchers.parallel("two", 2);
        Coroutine<?> other = spawn(two, () -> {
            both.await(20, TimeUnit.SECONDS);
        });
        spawn(two, () -> {
                    both.await(20, TimeUnit.SECONDS);
                })
                .join();
        other.join();
        assertThatThrownBy(() -> Dispatchers.parallel("none", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itsThreadsAreNamedAndDaemons() {
        assertThat(spawn(Dispatchers.parallel(), () -> Thread.currentThread().getName())
                        .get())
                .startsWith("bobbin-parallel-");
        assertThat(spawn(Dispatchers.parallel(), () -> Thread.currentThread().isDaemon())
                        .get())
                .isTrue();
    }

    @Test
    void itsThreadsInheritNothingFromWhoeverCameFirst() {
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        inherited.set("of the first caller");
        Thread.currentThread().interrupt(); // may come at any time, also while a thread is made
        try {
            Coroutine<String> there = spawn(Dispatchers.parallel("fresh", 1), () -> inherited.get());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(there.get()).isNull();
        } finally {
            inherited.remove();
        }
    }

    @Test
    void aCoroutineGoesToSwingAndBack() {
        String there = runBlocking(() -> withDispatcher(Dispatchers.swing(), () -> {
            sleep(1);
            return Thread.currentThread().getName();
        }));
        assertThat(there).startsWith("AWT-EventQueue");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void onVirtualThreadsACallMayBlock() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        spawn(Dispatchers.virtualThreads(), () -> {
                    seen.add(Thread.currentThread().toString());
                    Runnable plain = () -> Coroutines.sleep(1); // no suspendable interface: it blocks the thread
                    plain.run();
                    sleep(1);
                    seen.add(Thread.currentThread().toString());
                })
                .join();
        assertThat(seen).hasSize(2).allMatch(name -> name.startsWith("VirtualThread"));
    }

    @Test
    @DisabledForJreRange(min = JRE.JAVA_21)
    void withoutVirtualThreadsItSaysSo() {
        assertThatThrownBy(Dispatchers::virtualThreads)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("it takes 21");
    }
}
