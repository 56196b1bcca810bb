package dev.bobbin.concurrency;

import dev.bobbin.Channel;
import dev.bobbin.Select;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/** Of a select exactly one thing happens, in all interleavings with other selects, senders, receivers and cancellations. */
class SelectLincheckTest {

    @Test
    void selectIsLinearizable() {
        Search.through(Operations.class);
    }

    @Param(name = "thread", gen = ThreadIdGen.class)
    @Param(name = "element", gen = IntGen.class, conf = "1:9")
    public static class Operations {
        private final Channel<Integer> one = Channel.rendezvous();
        private final Channel<Integer> two = Channel.rendezvous();
        private final Steps steps = new Steps();
        private final Begun begun = new Begun(steps::forOne);

        @Operation(params = "thread")
        public boolean receiveFromEither(int thread) {
            return steps.around(() -> begun.begin(
                    thread,
                    () -> Select.<String>biased()
                            .onReceive(one, element -> "one " + element)
                            .onReceive(two, element -> "two " + element)
                            .await()));
        }

        @Operation(params = {"thread", "element"})
        public boolean sendOrReceive(int thread, int element) {
            return steps.around(() -> begun.begin(
                    thread,
                    () -> Select.<String>biased()
                            .onSend(one, element, () -> "sent")
                            .onReceive(two, other -> "two " + other)
                            .await()));
        }

        @Operation(params = {"thread", "element"})
        public boolean send(int thread, int element) {
            return steps.around(() -> begun.begin(thread, () -> {
                two.send(element);
                return "sent";
            }));
        }

        @Operation(params = "element")
        public boolean trySendOne(int element) {
            return steps.around(() -> one.trySend(element));
        }

        @Operation(params = "element")
        public boolean trySendTwo(int element) {
            return steps.around(() -> two.trySend(element));
        }

        @Operation
        public String tryReceiveOne() {
            return steps.around(() -> one.tryReceive().map(String::valueOf).orElse("nothing"));
        }

        @Operation(params = "thread")
        public String outcome(int thread) {
            return steps.around(() -> begun.outcome(thread));
        }

        @Operation(params = "thread")
        public String cancel(int thread) {
            return steps.around(() -> begun.cancel(thread, steps::run));
        }
    }
}
