package dev.bobbin;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withTimeout;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.sync.AsyncResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the stack traces say of code that has waited. */
@Timeout(30)
class TracesTest {

    /** The methods of this class in a trace, as their author knows them. */
    private static List<String> methods(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .filter(each -> each.getClassName().equals(TracesTest.class.getName()))
                .map(each -> each.getMethodName().replaceAll("-(co|body|resume)$", ""))
                .filter(name -> !name.startsWith("lambda$") && !isTest(name))
                .collect(Collectors.toList());
    }

    private static boolean isTest(String name) {
        return Arrays.stream(TracesTest.class.getDeclaredMethods())
                .anyMatch(each -> each.getName().equals(name) && each.isAnnotationPresent(Test.class));
    }

    @Suspendable
    private static void waitsOutside() {
        waitsInside();
    }

    @Suspendable
    private static void waitsInside() {
        sleep(60_000);
    }

    @Test
    void aCancellationNamesThePlaceThatWaited() {
        runBlocking(() -> {
            Throwable[] told = new Throwable[1];
            Coroutine<?> cancelled = spawn(() -> told[0] = Thrown.by(() -> waitsOutside()));
            yieldNow();
            cancelled.cancel();
            cancelled.join();
            assertThat(methods(told[0])).containsExactly("waitsInside", "waitsOutside");
        });
    }

    @Test
    void aTimeLimitNamesThePlaceThatWaited() {
        runBlocking(() -> {
            Throwable over = Thrown.by(() -> withTimeout(Duration.ofMillis(1), () -> waitsOutside()));
            assertThat(methods(over)).containsSubsequence("waitsInside", "waitsOutside");
        });
    }

    @Test
    void aTimeLimitOfAPlainThreadNamesThePlaceThatWaited() {
        Throwable over = Thrown.by(() -> withTimeout(Duration.ofMillis(1), () -> waitsOutside()));
        assertThat(methods(over)).containsSubsequence("waitsInside", "waitsOutside");
    }

    @Test
    void aCancellationInAGeneratorNamesThoseAroundIt() {
        runBlocking(() -> {
            Throwable[] told = new Throwable[1];
            Coroutine<?> cancelled = spawn(() -> told[0] = Thrown.by(() -> pulls()));
            yieldNow();
            cancelled.cancel();
            cancelled.join();
            assertThat(methods(told[0])).containsExactly("waitsInside", "waitsOutside", "pulls");
        });
    }

    @Suspendable
    private static void pulls() {
        Generator.of(y -> waitsOutside()).iterator().hasNext();
    }

    @Test
    void aChildsFailureKeepsItsPlaceWhenItIsToldToTheScope() {
        runBlocking(() -> {
            Throwable thrown = Thrown.by(() -> CoroutineScope.run(scope -> {
                scope.spawn(() -> failsAfterAWait());
                waitsOutside();
            }));
            assertThat(methods(thrown)).containsExactly("failsAfterAWait");
        });
    }

    @Suspendable
    private static void failsAfterAWait() {
        yieldNow();
        throw new IllegalStateException("after a wait");
    }

    @Suspendable
    private static int getAfterAWait(AsyncResult<Integer> result) {
        yieldNow();
        return result.get();
    }

    @Suspendable
    private static int getFurtherIn(AsyncResult<Integer> result) {
        return getAfterAWait(result);
    }

    @Test
    void aFailureThatManyGetIsTheSameForAll() {
        runBlocking(() -> {
            AsyncResult<Integer> result = new AsyncResult<>();
            spawn(() -> result.setException(Thrown.by(() -> failsAfterAWait()))).join();
            StackTraceElement[] first = Thrown.by(() -> getFurtherIn(result)).getStackTrace();
            for (int i = 0; i < 10; i++) {
                assertThat(Thrown.by(() -> getFurtherIn(result)).getStackTrace())
                        .isEqualTo(first);
            }
        });
    }

    @Test
    void aFailureThatIsJoinedNamesWhoFailedAndNotWhoJoined() {
        runBlocking(() -> {
            Coroutine<?> failing = spawn(() -> failsAfterAWait());
            for (int i = 0; i < 3; i++) {
                assertThat(methods(Thrown.by(() -> joinsAfterAWait(failing)))).containsExactly("failsAfterAWait");
            }
        });
    }

    @Suspendable
    private static void joinsAfterAWait(Coroutine<?> joined) {
        yieldNow();
        joined.join();
    }

    @Suspendable
    private static void consumesAfterAWait(Generator<Integer> generator) {
        yieldNow();
        for (int each : generator) {
            assertThat(each).isZero();
        }
    }

    @Test
    void aFailureInAGeneratorNamesItsCallersInTheirOrder() {
        runBlocking(() -> {
            Generator<Integer> failing = Generator.of(y -> yieldsThenFails(y));
            Throwable thrown = Thrown.by(() -> consumesOutside(failing));
            assertThat(methods(thrown)).containsExactly("yieldsThenFails", "consumesAfterAWait", "consumesOutside");
        });
    }

    @Suspendable
    private static void consumesOutside(Generator<Integer> generator) {
        consumesAfterAWait(generator);
    }

    @Suspendable
    private static void yieldsThenFails(Generator.Yielder<Integer> y) {
        y.yield(0);
        throw new IllegalStateException("no more");
    }
}
