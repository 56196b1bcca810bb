package example;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every method is suspendable: JUnit calls it like any other, and where it comes to wait, JUnit's thread waits. */
@Suspendable
class StepsTest {

    private final Steps steps = new Steps();

    @BeforeEach
    void takesAStep() {
        assertEquals(1, steps.next());
    }

    @AfterEach
    final void takesTheLast() {
        steps.next();
    }

    static Stream<Integer> numbers() {
        return IntStream.rangeClosed(1, new Steps().next() + 1).boxed();
    }

    @Test
    void waitsOnThePlainThread() {
        assertEquals(2, steps.next());
    }

    @Test
    private void isNoTest() {
        throw new AssertionError("private methods are no tests, nor are their twins");
    }

    @Test
    final void cannotBeOverridden() {
        assertEquals(2, steps.next());
    }

    @Test
    void runsCoroutines() {
        assertEquals(5, (int) runBlocking(() -> {
            Coroutine<Integer> one = spawn(() -> steps.next());
            Coroutine<Integer> other = spawn(() -> steps.next());
            return one.get() + other.get();
        }));
    }

    @Test
    void failsAsItShould() {
        assertThrows(IllegalStateException.class, () -> runBlocking(() -> {
            steps.next();
            throw new IllegalStateException("meant");
        }));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void takesParameters(int last) {
        for (int i = 2; i <= last; i++) {
            assertEquals(i, steps.next());
        }
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void takesThemFromAMethod(int number) {
        assertEquals(2 * number, steps.next() * number);
    }

    @RepeatedTest(2)
    void repeats(RepetitionInfo info) {
        assertEquals(2, steps.next(), () -> "repetition " + info.getCurrentRepetition());
    }

    @TestFactory
    Stream<DynamicTest> makesTests() {
        int first = steps.next();
        return Stream.of(
                dynamicTest("first", () -> assertEquals(2, first)),
                dynamicTest("next", () -> assertEquals(3, steps.next())));
    }

    @Nested
    class Inside {

        @Test
        void sharesTheSteps() {
            assertEquals(2, steps.next());
        }
    }
}
