package dev.bobbin.concurrency;

import dev.bobbin.Channel;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/** Channels do in all interleavings what they do when one thing happens after the other. */
class ChannelLincheckTest {

    @Test
    void rendezvousIsLinearizable() {
        Search.through(Rendezvous.class);
    }

    @Test
    void bufferedIsLinearizable() {
        Search.through(Buffered.class);
    }

    @Test
    void conflatedIsLinearizable() {
        Search.through(Conflated.class);
    }

    public static class Rendezvous extends Operations {
        public Rendezvous() {
            super(Channel.rendezvous());
        }
    }

    public static class Buffered extends Operations {
        public Buffered() {
            super(Channel.buffered(1));
        }
    }

    public static class Conflated extends Operations {
        public Conflated() {
            super(Channel.conflated());
        }
    }

    /** Senders and receivers that wait, are served, and are cancelled; and those that do not wait. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    @Param(name = "element", gen = IntGen.class, conf = "1:9")
    public abstract static class Operations {
        private final Channel<Integer> channel;
        private final Begun begun = new Begun();

        Operations(Channel<Integer> channel) {
            this.channel = channel;
        }

        @Operation(params = {"thread", "element"})
        public boolean send(int thread, int element) {
            return begun.begin(thread, () -> {
                channel.send(element);
                return "sent";
            });
        }

        @Operation(params = "thread")
        public boolean receive(int thread) {
            return begun.begin(thread, channel::receive);
        }

        @Operation(params = "thread")
        public String outcome(int thread) {
            return begun.outcome(thread);
        }

        @Operation(params = "thread")
        public String cancel(int thread) {
            return begun.cancel(thread);
        }

        @Operation(params = "element")
        public boolean trySend(int element) {
            return channel.trySend(element);
        }

        @Operation
        public String tryReceive() {
            return channel.tryReceive().map(String::valueOf).orElse("nothing");
        }

        @Operation(runOnce = true)
        public void close() {
            channel.close();
        }
    }
}
