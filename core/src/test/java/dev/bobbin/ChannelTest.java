package dev.bobbin;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withTimeoutOrNull;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What channels and selects promise. */
@Timeout(30)
class ChannelTest {

    private final List<Object> trace = Collections.synchronizedList(new ArrayList<>());

    // ---- the kinds ----

    @Test
    void aRendezvousMakesTheSenderWait() {
        runBlocking(() -> {
            Channel<Integer> channel = Channel.rendezvous();
            Coroutine<?> sender = spawn(() -> {
                channel.send(1);
                trace.add("sent 1");
                channel.send(2);
                trace.add("sent 2");
            });
            yieldNow();
            yieldNow();
            assertThat(trace).isEmpty();
            assertThat(channel.receive()).isEqualTo(1);
            yieldNow();
            assertThat(trace).containsExactly("sent 1");
            assertThat(channel.receive()).isEqualTo(2);
            sender.join();
        });
    }

    @Test
    void aBufferHoldsWhatItCan() {
        runBlocking(() -> {
            Channel<Integer> channel = Channel.buffered(2);
            assertThat(channel.trySend(1)).isTrue();
            assertThat(channel.trySend(2)).isTrue();
            assertThat(channel.trySend(3)).isFalse();
            Coroutine<?> sender = spawn(() -> channel.send(4));
            yieldNow();
            assertThat(channel.receive()).isEqualTo(1);
            assertThat(channel.size()).isEqualTo(2);
            assertThat(channel.tryReceive()).contains(2);
            assertThat(channel.tryReceive()).contains(4);
            assertThat(channel.tryReceive()).isEmpty();
            sender.join();
        });
    }

    @Test
    void aConflatedChannelKeepsTheNewest() {
        Channel<Integer> channel = Channel.conflated();
        channel.send(1);
        channel.send(2);
        assertThat(channel.receive()).isEqualTo(2);
        assertThat(channel.tryReceive()).isEmpty();
    }

    @Test
    void anUnlimitedChannelNeverMakesTheSenderWait() {
        Channel<Integer> channel = Channel.unlimited();
        for (int i = 0; i < 10_000; i++) {
            channel.send(i);
        }
        assertThat(channel.size()).isEqualTo(10_000);
    }

    @Test
    void aTickerTicksUntilItIsClosed() {
        runBlocking(() -> {
            Channel<Long> ticks = Channel.ticker(Duration.ofMillis(5));
            long first = ticks.receive();
            assertThat(ticks.receive()).isGreaterThan(first);
            ticks.close();
            assertThat(Thrown.by(() -> {
                        ticks.receive();
                        ticks.receive();
                    }))
                    .isInstanceOf(ChannelClosedException.class);
        });
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThatThrownBy(() -> Channel.buffered(-1)).hasMessage("A channel's capacity was -1: it must be 0 or more");
        assertThatThrownBy(() -> Channel.rendezvous().trySend(null)).hasMessage("element");
        assertThatThrownBy(() -> Channel.rendezvous().tryReceive(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Channel.ticker(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    // ---- the order ----

    @Test
    void waitersAreServedFirstComeFirstServed() {
        runBlocking(() -> {
            Channel<Integer> channel = Channel.rendezvous();
            List<Coroutine<?>> receivers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                receivers.add(spawn(() -> trace.add(number + "<-" + channel.receive())));
            }
            yieldNow();
            for (int i = 0; i < 3; i++) {
                channel.send(i);
            }
            Coroutines.joinAll(receivers);
        });
        assertThat(trace).containsExactly("0<-0", "1<-1", "2<-2");
    }

    @Test
    void threadsAndCoroutinesShareAChannel() throws Exception {
        Channel<Integer> channel = Channel.buffered(3);
        Thread sender = new Thread(() -> {
            for (int i = 0; i < 1000; i++) {
                channel.send(i);
            }
            channel.close();
        });
        sender.start();
        int sum = runBlocking(() -> {
            int all = 0;
            for (int each : channel) {
                all += each;
            }
            return all;
        });
        sender.join();
        assertThat(sum).isEqualTo(999 * 1000 / 2);
    }

    // ---- closing ----

    @Test
    void whatWasSentIsReceivedAfterTheEnd() {
        runBlocking(() -> {
            Channel<Integer> channel = Channel.buffered(2);
            channel.send(1);
            channel.send(2);
            channel.close();
            assertThat(channel.trySend(3)).isFalse();
            assertThat(Thrown.by(() -> channel.send(3))).isInstanceOf(ChannelClosedException.class);
            for (int each : channel) {
                trace.add(each);
            }
            assertThat(Thrown.by(channel::receive)).isInstanceOf(ChannelClosedException.class);
        });
        assertThat(trace).containsExactly(1, 2);
    }

    @Test
    void closingWakesAllWhoWait() {
        runBlocking(() -> {
            Channel<Integer> empty = Channel.rendezvous();
            Channel<Integer> full = Channel.rendezvous();
            Coroutine<Throwable> receiver = spawn(() -> Thrown.by(empty::receive));
            Coroutine<Throwable> sender = spawn(() -> Thrown.by(() -> full.send(1)));
            yieldNow();
            assertThat(empty.close(new IOException("gone"))).isTrue();
            full.close();
            assertThat(receiver.get())
                    .hasMessage("The channel was closed because of java.io.IOException: gone")
                    .hasCauseInstanceOf(IOException.class);
            assertThat(sender.get()).hasMessage("The channel is closed");
            assertThat(full.tryReceive()).isEmpty();
            assertThat(Thrown.by(() -> {
                        for (int each : empty) {
                            trace.add(each);
                        }
                    }))
                    .hasMessage("gone");
        });
    }

    // ---- giving up ----

    @Test
    void whoGivesUpHasReceivedNothingAndLeavesNothingBehind() {
        runBlocking(() -> {
            Channel<Integer> channel = Channel.rendezvous();
            assertThat(channel.tryReceive(Duration.ofMillis(5))).isEmpty();
            assertThat(channel.trySend(1, Duration.ofMillis(5))).isFalse();
            Coroutine<?> receiver = spawn(channel::receive);
            yieldNow();
            receiver.cancelAndJoin();
            assertThat(channel).hasToString("rendezvous channel (0 elements, 0 senders and 0 receivers wait)");
        });
    }

    @Test
    void anElementHandedOverInTheInstantOfTheCancellationIsReceived() {
        runBlocking(() -> {
            Channel<Integer> channel = Channel.rendezvous();
            Coroutine<?> receiver = spawn(() -> {
                trace.add(channel.receive());
                sleep(1000);
                trace.add("never");
            });
            yieldNow();
            channel.send(7);
            receiver.cancel();
            receiver.join();
            assertThat(receiver.isCancelled()).isTrue();
        });
        assertThat(trace).containsExactly(7);
    }

    @Test
    void anElementHandedOverInTheInstantOfTheTimeLimitIsNotLost() {
        long sent = 2000;
        AtomicLong received = new AtomicLong();
        Channel<Integer> channel = Channel.rendezvous();
        EventLoop other = EventLoop.start("sender");
        try {
            Coroutine<?> sender = Coroutines.spawn(other, () -> {
                for (int i = 0; i < sent; i++) {
                    channel.send(i);
                }
                channel.close();
            });
            runBlocking(() -> {
                while (true) {
                    try {
                        if (withTimeoutOrNull(Duration.ofNanos(20_000), channel::receive) != null) {
                            received.incrementAndGet();
                        }
                    } catch (ChannelClosedException end) {
                        return;
                    }
                }
            });
            sender.join();
        } finally {
            other.stop();
        }
        assertThat(received).hasValue(sent);
    }

    // ---- select ----

    @Test
    void aSelectTakesWhatIsReady() {
        runBlocking(() -> {
            Channel<Integer> numbers = Channel.buffered(1);
            Channel<String> words = Channel.buffered(1);
            words.send("hello");
            Select<String> select =
                    Select.<String>biased().onReceive(numbers, n -> "n" + n).onReceive(words, w -> w);
            assertThat(select.await()).isEqualTo("hello");
            numbers.send(1);
            words.send("again");
            assertThat(select.await()).isEqualTo("n1");
            assertThat(select.await()).isEqualTo("again");
            spawn(() -> numbers.send(2));
            assertThat(select.await()).isEqualTo("n2");
            assertThat(numbers).hasToString("channel of 1 (0 elements, 0 senders and 0 receivers wait)");
            assertThat(words).hasToString("channel of 1 (0 elements, 0 senders and 0 receivers wait)");
        });
    }

    @Test
    void aSelectSends() {
        runBlocking(() -> {
            Channel<Integer> channel = Channel.rendezvous();
            Coroutine<Integer> receiver = spawn(channel::receive);
            String done = Select.<String>fair().onSend(channel, 3, () -> "sent").await();
            assertThat(done).isEqualTo("sent");
            assertThat(receiver.get()).isEqualTo(3);
        });
    }

    @Test
    void twoSelectsMeet() {
        runBlocking(() -> {
            Channel<Integer> a = Channel.rendezvous();
            Channel<Integer> b = Channel.rendezvous();
            Coroutine<Integer> receiving = spawn(() -> Select.<Integer>fair()
                    .onReceive(a, n -> n)
                    .onReceive(b, n -> n)
                    .await());
            int sent = Select.<Integer>fair()
                    .onSend(b, 2, () -> 2)
                    .onSend(a, 1, () -> 1)
                    .await();
            assertThat(receiving.get()).isEqualTo(sent);
        });
    }

    @Test
    void aSelectWaitsForTimesEndsAndFutures() {
        runBlocking(() -> {
            Channel<Integer> silent = Channel.rendezvous();
            assertThat(Select.<String>fair()
                            .onReceive(silent, n -> "element")
                            .onTimeout(Duration.ofMillis(3), () -> "over")
                            .await())
                    .isEqualTo("over");
            Coroutine<Integer> child = spawn(() -> {
                sleep(2);
                return 9;
            });
            assertThat(Select.<Integer>fair()
                            .onReceive(silent, n -> n)
                            .onJoin(child, Coroutine::get)
                            .await())
                    .isEqualTo(9);
            assertThat(Select.<Integer>fair()
                            .onReceive(silent, n -> n)
                            .onAwait(CompletableFuture.supplyAsync(() -> 5), n -> n)
                            .await())
                    .isEqualTo(5);
            assertThat(Select.<String>fair()
                            .onReceive(silent, n -> "element")
                            .orElse(() -> "nothing")
                            .await())
                    .isEqualTo("nothing");
            assertThat(silent.toString()).contains("0 receivers wait");
            assertThat(Thrown.by(() -> Select.fair().await())).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void aSelectSeesTheEndOfAChannel() {
        runBlocking(() -> {
            Channel<Integer> channel = Channel.rendezvous();
            Coroutine<?> closing = spawn(() -> channel.close());
            assertThat(Select.<Optional<Integer>>fair()
                            .onReceiveOrEnd(channel, n -> n)
                            .await())
                    .isEmpty();
            closing.join();
            assertThat(Thrown.by(() -> Select.fair().onReceive(channel, n -> n).await()))
                    .isInstanceOf(ChannelClosedException.class);
            assertThat(Thrown.by(
                            () -> Select.fair().onSend(channel, 1, () -> null).await()))
                    .isInstanceOf(ChannelClosedException.class);
        });
    }

    @Test
    void aCancelledSelectLeavesNothingBehind() {
        runBlocking(() -> {
            Channel<Integer> channel = Channel.rendezvous();
            Coroutine<?> selecting = spawn(() -> Select.fair()
                    .onReceive(channel, n -> n)
                    .onTimeout(Duration.ofSeconds(60), () -> null)
                    .await());
            yieldNow();
            selecting.cancelAndJoin();
            assertThat(selecting.isCancelled()).isTrue();
            assertThat(channel.toString()).contains("0 receivers wait");
        });
    }

    @Test
    void aFairSelectStarvesNobody() {
        runBlocking(() -> {
            Channel<Integer> a = Channel.unlimited();
            Channel<Integer> b = Channel.unlimited();
            for (int i = 0; i < 400; i++) {
                a.send(1);
                b.send(2);
            }
            int[] counts = new int[3];
            Select<Integer> select = Select.<Integer>fair().onReceive(a, n -> n).onReceive(b, n -> n);
            for (int i = 0; i < 400; i++) {
                counts[select.await()]++;
            }
            assertThat(counts[1]).isBetween(100, 300);
        });
    }

    @Test
    void noElementIsLostBetweenSelectsOnSeveralLoops() {
        int each = 3000;
        List<EventLoop> loops = Arrays.asList(EventLoop.start("a"), EventLoop.start("b"));
        Channel<Integer> one = Channel.rendezvous();
        Channel<Integer> two = Channel.rendezvous();
        AtomicLong sum = new AtomicLong();
        try {
            List<Coroutine<?>> all = new ArrayList<>();
            for (EventLoop loop : loops) {
                all.add(Coroutines.spawn(loop, () -> {
                    for (int i = 0; i < each; i++) {
                        Select.fair()
                                .onSend(one, i, () -> null)
                                .onSend(two, i, () -> null)
                                .await();
                    }
                }));
                all.add(Coroutines.spawn(loop, () -> {
                    for (int i = 0; i < each; i++) {
                        sum.addAndGet(Select.<Integer>fair()
                                .onReceive(two, n -> n)
                                .onReceive(one, n -> n)
                                .await());
                    }
                }));
            }
            Coroutines.joinAll(all);
        } finally {
            loops.forEach(EventLoop::stop);
        }
        assertThat(sum).hasValue(2L * each * (each - 1) / 2);
    }

    // ---- several at work ----

    @Test
    void workIsFannedOutAndIn() {
        int sum = runBlocking(() -> {
            Channel<Integer> work = Channel.rendezvous();
            Channel<Integer> results = Channel.rendezvous();
            try (CoroutineScope scope = CoroutineScope.open()) {
                scope.spawn(() -> {
                    for (int i = 1; i <= 100; i++) {
                        work.send(i);
                    }
                    work.close();
                });
                List<Coroutine<?>> workers = new ArrayList<>();
                for (int w = 0; w < 4; w++) {
                    workers.add(scope.spawn(() -> {
                        for (int n : work) {
                            results.send(n * 2);
                        }
                    }));
                }
                scope.spawn(() -> {
                    Coroutines.joinAll(workers);
                    results.close();
                });
                int all = 0;
                for (int r : results) {
                    all += r;
                }
                return all;
            }
        });
        assertThat(sum).isEqualTo(100 * 101);
    }

    @Test
    void aBroadcastReachesAll() {
        runBlocking(() -> {
            Broadcast<Integer> news = new Broadcast<>();
            Channel<Integer> a = news.subscribe(Channel.buffered(2));
            Channel<Integer> b = news.subscribe(Channel.conflated());
            news.send(1);
            news.send(2);
            assertThat(a.receive()).isEqualTo(1);
            assertThat(b.receive()).isEqualTo(2);
            b.close();
            assertThat(news.subscribers()).isEqualTo(1);
            news.close();
            assertThat(a.receive()).isEqualTo(2);
            assertThat(Thrown.by(a::receive)).isInstanceOf(ChannelClosedException.class);
            assertThat(news.subscribe(Channel.conflated()).isClosed()).isTrue();
            assertThat(Thrown.by(() -> news.send(3))).isInstanceOf(ChannelClosedException.class);
        });
    }

    @Test
    void twoWhoSendToABroadcastReachAllInOneOrder() {
        for (int seed = 0; seed < 50; seed++) {
            Simulation.shuffled(seed).run(() -> {
                Broadcast<Integer> news = new Broadcast<>();
                Channel<Integer> a = news.subscribe(Channel.rendezvous());
                Channel<Integer> b = news.subscribe(Channel.unlimited());
                Coroutine<?> one = spawn(() -> news.send(1));
                Coroutine<?> two = spawn(() -> news.send(2));
                List<Integer> order = new ArrayList<>();
                order.add(a.receive());
                order.add(a.receive());
                one.join();
                two.join();
                assertThat(order).containsExactly(b.receive(), b.receive());
                return null;
            });
        }
    }

    @Test
    void whatCannotHappenGivesNoneOfTheOthersABetterChance() {
        runBlocking(() -> {
            Channel<Integer> a = Channel.unlimited();
            Channel<Integer> b = Channel.unlimited();
            int ofA = 0;
            int rounds = 4000;
            for (int i = 0; i < rounds; i++) {
                a.send(1);
                b.send(0);
                ofA += Select.<Integer>fair()
                        .onReceive(a, n -> n)
                        .onReceive(b, n -> n)
                        .onTimeout(Duration.ofHours(1), () -> 2)
                        .await();
            }
            assertThat(ofA).isBetween(rounds * 45 / 100, rounds * 55 / 100); // six standard deviations
        });
    }

    @Test
    void aPromiseThatIsKeptAlreadyHappensAtOnce() {
        runBlocking(() -> {
            CompletableFuture<Integer> kept = CompletableFuture.completedFuture(7);
            CompletableFuture<Integer> broken = new CompletableFuture<>();
            broken.completeExceptionally(new IOException("broken"));
            assertThat(Select.<Integer>biased()
                            .onAwait(kept, n -> n)
                            .orElse(() -> 0)
                            .await())
                    .isEqualTo(7);
            assertThat(Thrown.by(() -> Select.<Integer>biased()
                            .onAwait(broken, n -> n)
                            .orElse(() -> 0)
                            .await()))
                    .isInstanceOf(IOException.class);
            assertThat(Select.<Integer>biased()
                            .onAwait(new CompletableFuture<Integer>(), n -> n)
                            .orElse(() -> 0)
                            .await())
                    .isZero();
        });
    }

    @Test
    void aCancelledCoroutineReceivesNothingMore() {
        runBlocking(() -> {
            Channel<Integer> channel = Channel.unlimited();
            channel.send(1);
            Coroutine<?> c = spawn(() -> {
                while (true) {
                    channel.receive();
                    channel.send(1);
                    yieldNow();
                }
            });
            yieldNow();
            c.cancel();
            c.join();
            assertThat(Thrown.by(c::get)).isInstanceOf(CancellationException.class);
            assertThat(channel.size()).isEqualTo(1);
        });
    }
}
