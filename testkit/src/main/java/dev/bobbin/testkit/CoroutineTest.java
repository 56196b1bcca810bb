package dev.bobbin.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A JUnit test that is a coroutine, run by a {@link TestScheduler}: it may suspend, and its sleeps take virtual time. The method
 * is to be {@link dev.bobbin.Suspendable}, too.
 *
 * <pre>{@code
 * @CoroutineTest(schedules = 200)
 * @Suspendable
 * void nothingIsLost() {
 *     Channel<Integer> channel = Channel.rendezvous();
 *     spawn(() -> channel.send(1));
 *     assertEquals(1, channel.receive());
 * }
 * }</pre>
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Test
@ExtendWith(CoroutineTestExtension.class)
public @interface CoroutineTest {

    /**
     * Under how many schedules to run it, each on the same instance of the test class.
     *
     * @return 1 for the order of every loop; more for as many that chance decides
     */
    int schedules() default 1;

    /**
     * The one schedule to run it under.
     *
     * @return the seed that a failing test has named; negative for none
     */
    long seed() default -1;
}
