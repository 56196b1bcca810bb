package dev.bobbin;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.suspend;
import static dev.bobbin.Coroutines.withContext;
import static dev.bobbin.Coroutines.withDispatcher;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code of users that is called back and throws: nobody else is to miss anything by that. */
@Timeout(30)
class CallbackFailuresTest {

    private final List<String> reported = Collections.synchronizedList(new ArrayList<>());
    private final Thread.UncaughtExceptionHandler handlerBefore =
            Thread.currentThread().getUncaughtExceptionHandler();

    @BeforeEach
    void hearWhatIsReported() {
        Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> reported.add(thrown.getMessage()));
    }

    @AfterEach
    void hearNoMore() {
        Thread.currentThread().setUncaughtExceptionHandler(handlerBefore);
    }

    private static IllegalStateException broken() {
        return new IllegalStateException("broken callback");
    }

    @Test
    void anActionAtTheEndThatThrowsKeepsTheEndFromNobody() {
        runBlocking(() -> CoroutineScope.run(scope -> {
            Coroutine<?> ends = scope.spawn(() -> sleep(1));
            Coroutine<?> before = scope.spawn(() -> ends.join());
            yieldNow();
            ends.onEnd(() -> {
                throw broken();
            });
            ends.join();
            before.join();
        }));
        assertThat(reported).containsExactly("broken callback");
    }

    @Test
    void aLinkThatNoDispatcherTakesKeepsTheEndFromNobody() {
        AtomicBoolean isOver = new AtomicBoolean();
        runBlocking(() -> {
            EventLoop loop = EventLoop.current();
            Dispatcher rejecting = step -> {
                if (isOver.get()) {
                    throw new RejectedExecutionException("it is over");
                }
                loop.dispatch(step);
            };
            Coroutine<?> ends = spawn(rejecting, () -> {
                yieldNow();
                isOver.set(true);
            });
            ends.link(it -> {});
            ends.join();
        });
        assertThat(reported).containsExactly("it is over");
    }

    @Test
    void aHookOfACancellationThatThrowsKeepsNobodyFromBeingCancelled() {
        runBlocking(() -> {
            Throwable thrown = Thrown.by(() -> CoroutineScope.run(scope -> {
                scope.spawn(() -> suspend(wakeUp -> wakeUp.onCancel(() -> {
                    throw broken();
                })));
                scope.spawn(() -> sleep(60_000));
                scope.spawn(() -> {
                    throw new IllegalArgumentException("the reason");
                });
            }));
            assertThat(thrown).isInstanceOf(IllegalArgumentException.class).hasMessage("the reason");
        });
        assertThat(reported).containsExactly("broken callback");
    }

    @Test
    void aHookThatThrowsWhileItsCoroutineIsAboutToWaitDoesNotLoseTheCoroutine() {
        runBlocking(() -> {
            AtomicReference<Coroutine<?>> self = new AtomicReference<>();
            self.set(spawn(() -> {
                suspend(wakeUp -> {
                    wakeUp.onCancel(() -> {
                        throw broken();
                    });
                    self.get().cancel();
                });
            }));
            self.get().join();
            assertThat(self.get().isCancelled()).isTrue();
        });
        assertThat(reported).containsExactly("broken callback");
    }

    @Test
    void aWakeUpWhoseRegistrationThrowsTakesNothing() {
        runBlocking(() -> {
            AtomicReference<WakeUp<Integer>> kept = new AtomicReference<>();
            AtomicBoolean stopped = new AtomicBoolean();
            Throwable thrown = Thrown.by(() -> Coroutines.<Integer>suspend(wakeUp -> {
                kept.set(wakeUp);
                wakeUp.onCancel(() -> stopped.set(true));
                throw broken();
            }));
            assertThat(thrown).hasMessage("broken callback");
            assertThat(stopped).isTrue();
            assertThat(kept.get().success(1)).isFalse();
        });
    }

    /** A promise that takes no callbacks. */
    private static final class Deaf extends CompletableFuture<Integer> {
        @Override
        public CompletableFuture<Integer> whenComplete(BiConsumer<? super Integer, ? super Throwable> callback) {
            throw broken();
        }
    }

    @Test
    void aSelectWhoseRegistrationThrowsLeavesNobodyInAQueue() {
        runBlocking(() -> {
            Channel<Integer> channel = Channel.rendezvous();
            CompletionStage<Integer> deaf = new Deaf();
            assertThat(Thrown.by(() -> Select.<Integer>fair()
                            .onReceive(channel, n -> n)
                            .onAwait(deaf, n -> n)
                            .await()))
                    .hasMessage("broken callback");
            assertThat(channel.trySend(1)).as("taken by nobody").isFalse();
        });
    }

    @Test
    void anElementThatCannotBeInstalledEndsItsCoroutineAndWhatThatOwns() {
        AtomicBoolean isBroken = new AtomicBoolean();
        List<String> restored = new ArrayList<>();
        ContextElement whole = new ContextElement() {
            @Override
            public Object install() {
                return null;
            }

            @Override
            public void restore(Object before) {
                restored.add(isBroken.get() ? "while it is broken" : "before");
            }
        };
        ContextElement breaks = new ContextElement() {
            @Override
            public Object install() {
                if (isBroken.get()) {
                    throw broken();
                }
                return null;
            }

            @Override
            public void restore(Object before) {}
        };
        runBlocking(() -> {
            AtomicReference<Coroutine<?>> child = new AtomicReference<>();
            Coroutine<?> ends = spawn(() -> withContext(
                    whole,
                    () -> withContext(breaks, () -> {
                        try (CoroutineScope scope = CoroutineScope.open()) {
                            child.set(scope.spawn(Dispatchers.parallel(), () -> sleep(60_000)));
                            sleep(1);
                        }
                        return null;
                    })));
            while (child.get() == null) {
                yieldNow();
            }
            isBroken.set(true);
            assertThat(Thrown.by(ends::join)).hasMessage("broken callback");
            child.get().awaitEnd();
        });
        assertThat(restored).contains("while it is broken");
    }

    @Test
    void aLoopThatHasEndedIsNoPlaceToGoTo() throws InterruptedException {
        EventLoop ended = EventLoop.start("ended");
        ended.stop();
        while (!ended.hasEnded()) {
            Thread.sleep(1);
        }
        runBlocking(() -> assertThat(Thrown.by(() -> withDispatcher(ended, () -> null)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "A coroutine was to run on event loop ended, which has ended. Spawn it on a loop that runs."));
    }
}
