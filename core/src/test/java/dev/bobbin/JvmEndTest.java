package dev.bobbin;

import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of coroutines when the JVM ends: programs of their own. */
class JvmEndTest {

    @TempDir
    Path folder;

    /** Its main thread ends while a coroutine sleeps. */
    static final class Leaving {
        public static void main(String[] arguments) {
            spawn(() -> {
                System.out.println("asleep");
                sleep(3_600_000);
            });
            spawn(() -> {}).join();
        }
    }

    @Test
    void aSleepingCoroutineDoesNotKeepTheJvmAlive() throws Exception {
        assertThat(run(Leaving.class)).isEqualTo("asleep\n");
    }

    /** Has a loop of its own, and no use for another. */
    static final class StoppingItsLoop {
        public static void main(String[] arguments) {
            EventLoop loop = EventLoop.start("own");
            loop.stop();
            Thread[] threads = new Thread[Thread.activeCount() + 10];
            Thread.enumerate(threads);
            System.out.println(Arrays.stream(threads)
                    .anyMatch(t -> t != null && t.getName().equals("bobbin")));
        }
    }

    @Test
    void toStopALoopDoesNotStartTheSharedOne() throws Exception {
        assertThat(run(StoppingItsLoop.class)).isEqualTo("false\n");
    }

    /** Its loop ends with a coroutine that waits for a call, and never goes on. */
    static final class AbandoningACall {
        public static void main(String[] arguments) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch end = new CountDownLatch(1);
            Coroutines.runBlocking(() -> {
                Coroutines.spawn(() -> Coroutines.blocking(() -> {
                    begun.countDown();
                    end.await();
                    return null;
                }));
                while (begun.getCount() > 0) {
                    Coroutines.yieldNow();
                }
            });
            System.out.println(BlockingCall.isAnyUnderWay());
            end.countDown();
            while (BlockingCall.isAnyUnderWay()) {
                Thread.onSpinWait();
            }
            System.out.println("over");
        }
    }

    @Test
    void aCallThatNobodyWaitsForAnyMoreIsUnderWayForAsLongAsItRuns() throws Exception {
        assertThat(run(AbandoningACall.class)).isEqualTo("true\nover\n");
    }

    /** Its main thread ends before a failure's time to be reported has come. */
    static final class FailingLast {
        public static void main(String[] arguments) {
            Coroutine<Void> failing = spawn("the last one", () -> {
                throw new IOException("nobody looks");
            });
            while (!failing.isDone()) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aFailureNobodyAskedForIsReportedBeforeTheJvmEnds() throws Exception {
        assertThat(run(FailingLast.class))
                .startsWith(
                        "Coroutine \"the last one\" failed, and nobody has joined it: java.io.IOException: nobody looks\n"
                                + "\tat dev.bobbin.JvmEndTest$FailingLast.")
                .containsOnlyOnce("nobody looks");
    }

    /** Waits for its coroutines, in the way that prints 1 to 6 in its own order. */
    static final class Joining {
        public static void main(String[] arguments) {
            Coroutines.joinAll(between(1, 1000, 4), between(2, 500, 5), between(3, 0, 6));
        }

        private static Coroutine<Void> between(int before, int millis, int after) {
            return spawn(() -> {
                System.out.println(before);
                sleep(millis);
                System.out.println(after);
            });
        }
    }

    @Test
    void aMainThreadThatJoinsSeesAllOfIt() throws Exception {
        assertThat(run(Joining.class)).isEqualTo("1\n2\n3\n6\n5\n4\n");
    }

    private String run(Class<?> program) throws IOException, InterruptedException {
        return ChildJvm.run(folder, "-cp", ChildJvm.ownClassPath(), program.getName());
    }
}
