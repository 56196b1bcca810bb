package dev.bobbin.net;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import dev.bobbin.WakeUp;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs what blocks, or takes long, on a few daemon threads of its own, while the caller waits. Who gives up is taken out of the
 * queue; what has begun goes on to its end, and nobody hears of it.
 */
final class OffLoop {

    private final ThreadPoolExecutor threads;

    OffLoop(String name, int mostThreads) {
        threads = new ThreadPoolExecutor(
                mostThreads, mostThreads, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    @Suspendable
    <T> T call(Callable<T> call) {
        return Coroutines.suspend(wakeUp -> hand(call, wakeUp));
    }

    private <T> void hand(Callable<T> call, WakeUp<T> wakeUp) {
        Runnable task = () -> {
            try {
                wakeUp.success(call.call());
            } catch (Throwable thrown) {
                wakeUp.failure(thrown);
            }
        };
        threads.execute(task);
        wakeUp.onCancel(() -> threads.remove(task));
    }
}
