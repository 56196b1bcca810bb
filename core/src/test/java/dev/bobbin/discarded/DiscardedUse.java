package dev.bobbin.discarded;

import static dev.bobbin.Coroutines.blocking;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;

import dev.bobbin.Channel;
import dev.bobbin.Coroutine;
import dev.bobbin.Dispatchers;
import dev.bobbin.Greenlet;
import dev.bobbin.LoopWatch;
import dev.bobbin.SuppressSuspensionWarnings;
import java.time.Duration;

/** What the application of {@link DiscardedApplication} does. A class of its own, since it is loaded by another loader. */
public enum DiscardedUse {
    SHARED_LOOP {
        @Override
        void go() {
            spawn(() -> sleep(1)).join();
        }
    },
    OWN_LOOP {
        @Override
        void go() {
            runBlocking(() -> sleep(1));
        }
    },
    PARALLEL {
        @Override
        void go() {
            spawn(Dispatchers.parallel(), () -> sleep(1)).join();
        }
    },
    BLOCKING_CALL {
        @Override
        void go() {
            runBlocking(() -> blocking(() -> new Object() {}));
        }
    },
    BLOCKED_LOOP {
        @Override
        @SuppressSuspensionWarnings("blocking-call") // the watch is to see it
        void go() {
            Object heard = new Object();
            LoopWatch.setLimit(Duration.ofMillis(20));
            LoopWatch.onBlockedLoop(found -> {
                synchronized (heard) {
                    heard.notifyAll();
                }
            });
            runBlocking(() -> hold(heard));
            LoopWatch.setLimit(Duration.ZERO);
            LoopWatch.reportToStandardError();
            LoopWatch.setLimit(Duration.ofMillis(20));
            runBlocking(() -> hold(new Object()));
            LoopWatch.setLimit(Duration.ofMillis(100));
        }

        private void hold(Object until) {
            synchronized (until) {
                try {
                    until.wait(500);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    },
    ABANDONED_COROUTINE {
        @Override
        void go() {
            Channel<Object> nobodySends = Channel.rendezvous();
            Coroutine<?> waits = spawn(() -> nobodySends.receive());
            while (waits.getStackTrace().isEmpty()) {
                Thread.onSpinWait();
            }
        }
    },
    ABANDONED_GREENLET {
        @Override
        void go() {
            Greenlet.of(() -> Greenlet.current().parent().switchTo()).switchTo();
        }
    },
    UNOBSERVED_FAILURE {
        @Override
        void go() throws InterruptedException {
            spawn(() -> {
                throw new IllegalStateException("expected in the log") {};
            });
            Thread.sleep(200);
        }
    },
    SUBCLASS_WITHOUT_TWINS {
        @Override
        void go() throws ReflectiveOperationException {
            DiscardedApplication.OfLibrary plain = (DiscardedApplication.OfLibrary)
                    Class.forName(DiscardedApplication.PLAIN).getConstructor().newInstance();
            runBlocking(() -> plain.price());
        }
    };

    abstract void go() throws Exception;
}
