package dev.bobbin;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Four threads that share all coroutines: each step may run on another one, and several coroutines at once. */
class PoolDispatcherTest extends DispatcherContract {

    private ExecutorService threads;

    @Override
    Dispatcher open() {
        threads = Executors.newFixedThreadPool(4);
        return threads::execute;
    }

    @Override
    void close(Dispatcher dispatcher) throws InterruptedException {
        threads.shutdown();
        threads.awaitTermination(10, TimeUnit.SECONDS);
    }
}
