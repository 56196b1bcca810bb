package dev.bobbin.greenlet;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withDispatcher;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bobbin.Coroutine;
import dev.bobbin.Dispatchers;
import dev.bobbin.Greenlet;
import dev.bobbin.GreenletExit;
import dev.bobbin.Thrown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** To which thread, or coroutine, a greenlet belongs, and what happens elsewhere and afterwards. */
@Timeout(60)
class ThreadRulesTest {

    private final List<Object> trace = Collections.synchronizedList(new ArrayList<>());

    private static void inThread(String name, Runnable work) throws InterruptedException {
        Thread thread = new Thread(work, name);
        thread.start();
        thread.join();
    }

    @Test
    @Rule({47, 48})
    void aSwitchFromAnotherThreadIsRefusedByNameAndChangesNothing() throws InterruptedException {
        Greenlet root = Greenlet.current();
        Greenlet started = Greenlet.of((String s) -> root.<String>switchTo(s) + "!");
        started.switchTo("first");
        Greenlet unstarted = Greenlet.of(() -> trace.add("never there"));
        inThread("elsewhere", () -> {
            for (Greenlet each : List.of(started, unstarted, root)) {
                trace.add(catchThrowable(each::switchTo));
                trace.add(catchThrowable(each::throwInto));
                trace.add(catchThrowable(each::close));
            }
        });
        assertThat(trace)
                .hasSize(9)
                .allSatisfy(thrown -> assertThat((Throwable) thrown)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageMatching("Cannot switch to (root )?greenlet .*: it belongs to thread "
                                + Thread.currentThread().getName()
                                + ", and this is thread elsewhere\\. A greenlet runs where it was"
                                + " started\\. Make it there, or hand its work over\\."));
        trace.clear();
        assertThat(started.<Object>switchTo("second")).isEqualTo("second!");
        unstarted.switchTo();
        assertThat(trace).containsExactly("never there");
    }

    @Test
    @Rule(47)
    void aGreenletOfACoroutineBelongsToThatCoroutine() {
        runBlocking(() -> {
            Greenlet mine = Greenlet.of(() -> trace.add("ran"));
            Throwable thrown = spawn("other", () -> Thrown.by(mine::switchTo)).get();
            assertThat(thrown)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("it belongs to coroutine \"main\", and this is coroutine \"other\"");
            mine.switchTo();
        });
        assertThat(trace).containsExactly("ran");
    }

    @Test
    @Rule({10, 48, 50})
    void whatIsLeftOfAnEndedThreadIsDeadAndItsFinallyBlocksDoNotRun() throws InterruptedException {
        List<Greenlet> left = new ArrayList<>();
        inThread("short-lived", () -> {
            Greenlet waits = Greenlet.of(() -> {
                try {
                    Greenlet.current().parent().switchTo();
                } finally {
                    trace.add("finally");
                }
            });
            waits.switchTo();
            left.add(waits);
            left.add(Greenlet.of(() -> trace.add("never")));
            left.add(Greenlet.current());
        });
        assertThat(left).allMatch(Greenlet::isDead).noneMatch(Greenlet::isActive);
        assertThat(left.get(0).toString()).matches("greenlet \\d+ \\(dead: thread short-lived has ended\\)");
        assertThat(left.get(1).toString()).matches("greenlet \\d+ \\(dead: thread short-lived has ended\\)");
        assertThat(left.get(2)).hasToString("root greenlet of thread short-lived (dead: that has ended)");
        assertThatThrownBy(() -> left.get(0).throwInto(new GreenletExit()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("(dead: thread short-lived has ended): it belongs to thread short-lived");
        left.get(0).close(); // a dead one is closed already
        assertThat(trace).isEmpty();
    }

    @Test
    @Rule({10, 50})
    void whatIsLeftOfAnEndedCoroutineIsDead() {
        Greenlet left = runBlocking(() -> {
            Greenlet waits = Greenlet.of(() -> Greenlet.current().parent().switchTo());
            waits.switchTo();
            assertThat(waits.isDead()).isFalse();
            return waits;
        });
        assertThat(left.isDead()).isTrue();
        assertThat(left.toString()).matches("greenlet \\d+ \\(dead: coroutine \"main\" has ended\\)");
    }

    @Test
    @Rule(49)
    void manyForeignersDisturbNobody() throws Exception {
        int owners = 16;
        int rounds = 20;
        Greenlet[] shown = new Greenlet[owners];
        CyclicBarrier round = new CyclicBarrier(2 * owners);
        AtomicInteger refused = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < owners; i++) {
            int me = i;
            threads.add(new Thread(() -> failingLoudly(() -> {
                Greenlet root = Greenlet.current();
                Greenlet mine = Greenlet.of((Integer n) -> {
                    while (true) {
                        n = root.switchTo(n + 1);
                    }
                });
                shown[me] = mine;
                int n = 0;
                for (int r = 0; r < rounds; r++) {
                    round.await();
                    for (int s = 0; s < 100; s++) {
                        n = mine.switchTo(n);
                    }
                }
                if (n != 100 * rounds) {
                    trace.add("counted to " + n);
                }
            })));
            threads.add(new Thread(() -> failingLoudly(() -> {
                for (int r = 0; r < rounds; r++) {
                    round.await();
                    for (Greenlet each : shown) {
                        try {
                            each.switchTo(-1);
                        } catch (IllegalStateException e) {
                            refused.incrementAndGet();
                        }
                    }
                }
            })));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(trace).isEmpty();
        assertThat(refused).hasValue(owners * owners * rounds);
    }

    private interface Work {
        void run() throws Exception;
    }

    private void failingLoudly(Work work) {
        try {
            work.run();
        } catch (Throwable thrown) {
            trace.add(thrown);
        }
    }

    @Test
    @Rule(52)
    void theGreenletsOfACoroutineGoWithItFromThreadToThread() {
        Coroutine<Object> result = spawn(() -> {
            Greenlet root = Greenlet.current();
            Thread first = Thread.currentThread();
            Greenlet greenlet = Greenlet.of((String s) -> {
                String more = s;
                while (true) {
                    more = root.switchTo(more + (Thread.currentThread() == first ? " here" : " elsewhere"));
                }
            });
            String a = greenlet.switchTo("a");
            String b = withDispatcher(Dispatchers.parallel(), () -> greenlet.<String>switchTo("b"));
            String c = greenlet.switchTo("c");
            return List.of(a, b, c);
        });
        assertThat(result.get()).isEqualTo(List.of("a here", "b elsewhere", "c here"));
    }
}
