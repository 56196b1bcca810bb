package dev.bobbin.shapes;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Channel;
import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a coroutine's stack trace says in each state it can be in, with the lines of the source. */
class ParkedStackTest {

    private static final int OF_OUTER = 61; // the line where outer() calls inner()
    private static final int OF_INNER = 67; // and inner() receives
    private static final int OF_SLEEP = 73;

    private static final Channel<Integer> CHANNEL = Channel.rendezvous();

    @Shape("J4")
    @Test
    void showsWhereItWaitsOrNothing() {
        runBlocking(() -> {
            Coroutine<?> waiting = spawn(() -> outer());
            assertThat(waiting.getStackTrace()).as("new").isEmpty();
            yieldNow();
            assertThat(own(waiting)).as("waiting").containsExactly("inner:" + OF_INNER, "outer:" + OF_OUTER);
            assertThat(waiting.getStackTrace().get(0).getClassName())
                    .as("innermost: the runtime's own")
                    .startsWith("dev.bobbin.Channel");
            CHANNEL.send(1);
            waiting.join();
            assertThat(waiting.getStackTrace()).as("ended").isEmpty();

            Coroutine<?> sleeping = spawn(() -> nap());
            yieldNow();
            assertThat(own(sleeping)).as("sleeping").containsExactly("nap:" + OF_SLEEP);
            sleeping.cancel();
            sleeping.join();
            assertThat(sleeping.getStackTrace()).as("cancelled").isEmpty();
        });
    }

    private static List<String> own(Coroutine<?> coroutine) {
        return coroutine.getStackTrace().stream()
                .filter(call -> call.getClassName().equals(ParkedStackTest.class.getName()))
                .filter(call -> !call.getMethodName().startsWith("lambda"))
                .map(call -> call.getMethodName() + ":" + call.getLineNumber())
                .toList();
    }

    @Suspendable
    private static int outer() {
        int before = 1;
        int received = before + inner();
        return received;
    }

    @Suspendable
    private static int inner() {
        int value = CHANNEL.receive();
        return value + 1;
    }

    @Suspendable
    private static void nap() {
        sleep(60_000);
    }
}
