package dev.bobbin.sync;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Coroutine;
import dev.bobbin.EventLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MutexTest {

    private final Mutex mutex = new Mutex();
    private final List<Object> trace = new ArrayList<>();
    private int shared;

    @Test
    void holdersDoNotMixThoughTheySuspend() {
        runBlocking(() -> {
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                all.add(spawn(() -> {
                    mutex.withLock(() -> {
                        trace.add(number);
                        yieldNow();
                        yieldNow();
                        return trace.add(number);
                    });
                }));
            }
            joinAll(all);
        });
        assertThat(trace).containsExactly(0, 0, 1, 1, 2, 2);
        assertThat(mutex.isLocked()).isFalse();
    }

    @Test
    void aCancelledWaiterIsPassedOver() {
        runBlocking(() -> {
            mutex.lock();
            Coroutine<Void> cancelled = spawn(() -> mutex.lock());
            Coroutine<Void> next = spawn(() -> {
                mutex.lock();
                trace.add("next");
                mutex.unlock();
            });
            yieldNow();
            cancelled.cancel();
            mutex.unlock();
            next.join();
            assertThat(cancelled.isCancelled()).isTrue();
        });
        assertThat(trace).containsExactly("next");
        assertThat(mutex.tryLock()).isTrue();
    }

    @Test
    void countsRightOnSeveralLoopsAndThreads() throws InterruptedException {
        List<Coroutine<?>> coroutines = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            EventLoop loop = EventLoop.start("mutex-" + i);
            for (int j = 0; j < 10; j++) {
                coroutines.add(spawn(loop, () -> {
                    for (int n = 0; n < 200; n++) {
                        mutex.withLock(() -> {
                            int read = shared;
                            yieldNow();
                            return shared = read + 1;
                        });
                    }
                }));
            }
        }
        Thread thread = new Thread(() -> {
            for (int n = 0; n < 200; n++) {
                mutex.lock();
                shared++;
                mutex.unlock();
            }
        });
        thread.start();
        joinAll(coroutines);
        thread.join();
        assertThat(shared).isEqualTo(3 * 10 * 200 + 200);
    }

    @Test
    void unlockingWhatIsNotLockedIsAnError() {
        assertThatThrownBy(mutex::unlock)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "This mutex is not locked: unlock() was called without lock(), or twice. Use withLock(), which"
                                + " pairs the two.");
    }
}
