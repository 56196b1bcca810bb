package dev.bobbin.concurrency;

import dev.bobbin.sync.AsyncResult;
import dev.bobbin.sync.Event;
import dev.bobbin.sync.Latch;
import dev.bobbin.sync.Mutex;
import dev.bobbin.sync.Semaphore;
import dev.bobbin.sync.WorkQueue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/** What coroutines and threads agree by does in all interleavings what it does when one thing happens after the other. */
class SyncLincheckTest {

    @Test
    void mutexIsLinearizable() {
        Search.through(MutexOperations.class);
    }

    @Test
    void semaphoreIsLinearizable() {
        Search.through(SemaphoreOperations.class);
    }

    @Test
    void eventIsLinearizable() {
        Search.through(EventOperations.class);
    }

    @Test
    void latchIsLinearizable() {
        Search.through(LatchOperations.class);
    }

    @Test
    void resultIsLinearizable() {
        Search.through(ResultOperations.class);
    }

    @Test
    void queueIsLinearizable() {
        Search.through(QueueOperations.class);
    }

    @Test
    void blockedThreadsGetTheMutexOneAfterTheOther() {
        Search.through(BlockingOperations.class);
    }

    /** What all have: the outcome of the thread's call that waits, and its end before its time. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public abstract static class Waiting {
        final Begun begun = new Begun();

        @Operation(params = "thread")
        public String outcome(int thread) {
            return begun.outcome(thread);
        }

        @Operation(params = "thread")
        public String cancel(int thread) {
            return begun.cancel(thread);
        }
    }

    /** Each thread has a coroutine that locks, and holds the lock until it is told to let go. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class MutexOperations extends Waiting {
        private final Mutex mutex = new Mutex();
        private final Event[] letGo = new Event[8];

        @Operation(params = "thread")
        public boolean lock(int thread) {
            Event mayGo = new Event();
            boolean first = begun.begin(thread, () -> {
                mutex.lock();
                try {
                    mayGo.await();
                } finally {
                    mutex.unlock();
                }
                return "held";
            });
            if (first) {
                letGo[thread] = mayGo;
            }
            return first;
        }

        @Operation(params = "thread")
        public boolean tryLock(int thread) {
            Event mayGo = new Event();
            boolean first = begun.begin(thread, () -> {
                if (!mutex.tryLock()) {
                    return "taken";
                }
                try {
                    mayGo.await();
                } finally {
                    mutex.unlock();
                }
                return "held";
            });
            if (first) {
                letGo[thread] = mayGo;
            }
            return first;
        }

        @Operation(params = "thread")
        public void letGo(int thread) {
            if (letGo[thread] != null) {
                letGo[thread].set();
            }
        }

        @Operation
        public boolean isLocked() {
            return mutex.isLocked();
        }
    }

    @Param(name = "thread", gen = ThreadIdGen.class)
    @Param(name = "permits", gen = IntGen.class, conf = "1:2")
    public static class SemaphoreOperations extends Waiting {
        private final Semaphore semaphore = new Semaphore(1);

        @Operation(params = {"thread", "permits"})
        public boolean acquire(int thread, int permits) {
            return begun.begin(thread, () -> {
                semaphore.acquire(permits);
                return "acquired";
            });
        }

        @Operation
        public boolean tryAcquire() {
            return semaphore.tryAcquire();
        }

        @Operation(params = "permits")
        public void release(int permits) {
            semaphore.release(permits);
        }

        @Operation
        public int permits() {
            return semaphore.permits();
        }
    }

    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class EventOperations extends Waiting {
        private final Event event = new Event();

        @Operation(params = "thread")
        public boolean await(int thread) {
            return begun.begin(thread, () -> {
                event.await();
                return "let through";
            });
        }

        @Operation
        public void set() {
            event.set();
        }

        @Operation
        public void clear() {
            event.clear();
        }

        @Operation
        public boolean isSet() {
            return event.isSet();
        }
    }

    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class LatchOperations extends Waiting {
        private final Latch latch = new Latch(1);

        @Operation(params = "thread")
        public boolean await(int thread) {
            return begun.begin(thread, () -> {
                latch.await();
                return "let through";
            });
        }

        @Operation
        public void countDown() {
            latch.countDown();
        }

        @Operation
        public int count() {
            return latch.count();
        }
    }

    @Param(name = "thread", gen = ThreadIdGen.class)
    @Param(name = "value", gen = IntGen.class, conf = "1:9")
    public static class ResultOperations extends Waiting {
        private final AsyncResult<Integer> result = new AsyncResult<>();

        @Operation(params = "thread")
        public boolean get(int thread) {
            return begun.begin(thread, result::get);
        }

        @Operation(params = "value")
        public boolean trySet(int value) {
            return result.trySet(value);
        }

        @Operation
        public boolean trySetException() {
            return result.trySetException(new IllegalStateException("a failure"));
        }

        @Operation
        public boolean isDone() {
            return result.isDone();
        }

        @Operation
        public String peek() {
            return result.peek().map(String::valueOf).orElse("nothing");
        }
    }

    @Param(name = "thread", gen = ThreadIdGen.class)
    @Param(name = "item", gen = IntGen.class, conf = "1:9")
    public static class QueueOperations extends Waiting {
        private final WorkQueue<Integer> queue = WorkQueue.fifo(1);

        @Operation(params = {"thread", "item"})
        public boolean put(int thread, int item) {
            return begun.begin(thread, () -> {
                queue.put(item);
                return "put";
            });
        }

        @Operation(params = "thread")
        public boolean take(int thread) {
            return begun.begin(thread, queue::take);
        }

        @Operation(params = "item")
        public boolean tryPut(int item) {
            return queue.tryPut(item);
        }

        @Operation
        public String tryTake() {
            return queue.tryTake().map(String::valueOf).orElse("nothing");
        }

        @Operation(runOnce = true)
        public void shutdown() {
            queue.shutdown();
        }
    }

    /** On plain threads, which the model checker parks and goes on with. */
    public static class BlockingOperations {
        private final Mutex mutex = new Mutex();
        private final Semaphore semaphore = new Semaphore(1);
        private int count; // guarded by the mutex
        private int other; // guarded by the semaphore's one permit

        @Operation
        public int countUnderTheMutex() throws Exception {
            return mutex.withLock(() -> ++count);
        }

        @Operation
        public int countWithAPermit() throws Exception {
            return semaphore.withPermit(() -> ++other);
        }
    }
}
