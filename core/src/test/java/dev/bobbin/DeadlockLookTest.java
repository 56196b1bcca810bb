package dev.bobbin;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.runtime.Wait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Looking for circles while others go on. */
@Timeout(30)
class DeadlockLookTest {

    /** A wait for a lock whose holder lets go of it, and waits for something else, just after it was asked for. */
    private static final class Moving extends Wait {
        private final Object holder;
        private final Object next;
        private boolean asked;

        Moving(Object holder, Object next) {
            this.holder = holder;
            this.next = next;
        }

        @Override
        public Object blockedBy() {
            Object now = asked ? next : holder;
            asked = true;
            return now;
        }
    }

    @Test
    void whatWasNeverACircleAtOneTimeIsNone() {
        runBlocking(() -> {
            Coroutine<?> other = spawn(() -> sleep(60_000));
            Coroutine<?> closing = spawn(() -> sleep(60_000));
            Coroutine<?> holder = spawn(() -> closing.join());
            yieldNow();
            assertThat(DeadlockException.ofCircle(closing, new Moving(holder, other)))
                    .as("the holder waits for the one that closes it, but holds nothing any more")
                    .isNull();
            assertThat(DeadlockException.ofCircle(closing, new Moving(holder, holder)))
                    .as("it still holds")
                    .isNotNull();
            closing.cancel();
            other.cancel();
        });
    }
}
