package dev.bobbin.greenlet;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Coroutines;
import dev.bobbin.Greenlet;
import dev.bobbin.GreenletExit;
import dev.bobbin.Thrown;
import dev.bobbin.WakeUp;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of greenlets that are not run to their end: closed by hand, or forgotten. */
@Timeout(60)
class AbandonmentRulesTest {

    private final List<Object> trace = new ArrayList<>();
    private Greenlet root;

    @BeforeEach
    void findTheRoot() {
        root = Greenlet.current();
    }

    // ---- closed ----

    @Test
    @Rule(53)
    void closingRunsTheFinallyBlocksOfOneThatWaits() {
        try (Greenlet greenlet = Greenlet.of(() -> {
            try {
                root.switchTo();
            } catch (GreenletExit exit) {
                trace.add(exit.getMessage());
                throw exit;
            } finally {
                trace.add("finally");
            }
        })) {
            greenlet.switchTo();
            trace.add("body of the try statement");
        }
        assertThat(trace).containsExactly("body of the try statement", "The greenlet is closed", "finally");
    }

    @Test
    @Rule(53)
    void closingOneThatHasNotStartedOrHasEndedRunsNothing() {
        Greenlet greenlet = Greenlet.of(() -> trace.add("never"));
        greenlet.close();
        assertThat(greenlet.isDead()).isTrue();
        greenlet.close();
        assertThat(trace).isEmpty();
        assertThat(greenlet.<Object>switchTo("past it")).isEqualTo("past it");
    }

    @Test
    @Rule({4, 53})
    void oneThatNeverRanLetsGoOfItsBody() {
        for (Consumer<Greenlet> end : List.<Consumer<Greenlet>>of(Greenlet::close, Greenlet::throwInto)) {
            WeakReference<Object> captured = new WeakReference<>(new Object());
            Greenlet greenlet = greenletThatHas(captured.get());
            end.accept(greenlet);
            assertThat(greenlet.isDead()).isTrue();
            assertThat(Collected.is(captured)).isTrue();
        }
    }

    private Greenlet greenletThatHas(Object something) {
        return Greenlet.of(() -> trace.add(something));
    }

    @Test
    @Rule(54)
    void meanwhileTheCloserIsItsParentAndAfterwardsTheOldOneAgain() {
        Greenlet parent = Greenlet.of((Object value) -> trace.add("the parent got " + value));
        Greenlet greenlet = Greenlet.of(() -> {
            try {
                root.switchTo();
            } finally {
                trace.add(Greenlet.current().parent());
            }
        });
        greenlet.setParent(parent);
        greenlet.switchTo();
        Greenlet closing = Greenlet.of(() -> {
            greenlet.close();
            trace.add("closed");
        });
        closing.switchTo();
        assertThat(trace).containsExactly(closing, "closed");
        assertThat(greenlet.parent()).isSameAs(parent);
    }

    @Test
    @Rule(54)
    void oneMayCloseItsOwnAncestor() {
        Greenlet parent = Greenlet.of(() -> {
            Greenlet child = Greenlet.of((Object first) -> {
                Greenlet.current().parent().close();
                trace.add("child goes on");
                return "to the grandparent";
            });
            try {
                trace.add(child.switchTo());
            } finally {
                trace.add("parent ends");
            }
        });
        assertThat(parent.<Object>switchTo()).isEqualTo("to the grandparent");
        assertThat(trace).containsExactly("parent ends", "child goes on");
    }

    @Test
    @Rule(55)
    void oneThatCatchesTheExitAndEndsIsClosedAndOneThatSwitchesAwayIsAnError() {
        Greenlet catching = Greenlet.of(() -> {
            try {
                root.switchTo();
            } catch (GreenletExit exit) {
                trace.add("caught");
            }
        });
        catching.switchTo();
        catching.close();
        assertThat(trace).containsExactly("caught");

        Greenlet stubborn = Greenlet.of(() -> {
            while (true) {
                try {
                    root.switchTo();
                } catch (GreenletExit exit) {
                    trace.add("stays");
                }
            }
        });
        stubborn.switchTo();
        assertThatThrownBy(stubborn::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("The " + stubborn.toString().replaceAll("[()]", "\\\\$0")
                        + " was closed, and has switched away instead of ending, at dev\\.bobbin\\.greenlet\\."
                        + "AbandonmentRulesTest\\..*\\(AbandonmentRulesTest\\.java:\\d+\\)\\. Let it end when it meets a"
                        + " GreenletExit, without a switch in its finally blocks\\.");
        assertThat(stubborn.isActive()).isTrue();
        assertThat(stubborn.parent()).isSameAs(root);
    }

    @Test
    @Rule(56)
    void whatElseItThrowsReachesWhoeverClosesIt() {
        Greenlet failing = Greenlet.of(() -> {
            try {
                root.switchTo();
            } catch (GreenletExit exit) {
                throw new IOException("cannot end");
            }
        });
        failing.switchTo();
        assertThatThrownBy(failing::close).isInstanceOf(IOException.class).hasMessage("cannot end");
        assertThat(failing.isDead()).isTrue();
    }

    @Test
    void nobodyClosesItselfOrARoot() {
        Greenlet greenlet = Greenlet.of(() -> {
            trace.add(Thrown.by(Greenlet.current()::close).getMessage());
            trace.add(Thrown.by(root::close).getMessage());
        });
        greenlet.switchTo();
        String name = greenlet.toString().replace("dead", "running");
        assertThat(trace)
                .containsExactly(
                        "The " + name
                                + " cannot be closed by itself: a body ends by its return, a root with its thread or"
                                + " coroutine.",
                        "The root greenlet of thread " + Thread.currentThread().getName()
                                + " cannot be closed: a body ends by its return, a root with its thread or coroutine.");
    }

    @Test
    void closingInACoroutineWaitsForFinallyBlocksThatWait() {
        runBlocking(() -> {
            Greenlet here = Greenlet.current();
            try (Greenlet greenlet = Greenlet.of(() -> {
                try {
                    here.switchTo();
                } finally {
                    Coroutines.sleep(1);
                    trace.add("slept");
                }
            })) {
                greenlet.switchTo();
            }
            trace.add("closed");
        });
        assertThat(trace).containsExactly("slept", "closed");
    }

    // ---- forgotten ----

    @Test
    @Rule({53, 58})
    void oneThatIsForgottenInACircleWithItsOwnFramesIsCollected() {
        assertThat(Collected.is(forgottenWhileItWaits())).isTrue();
        assertThat(trace).as("finally blocks of a forgotten greenlet").isEmpty();
    }

    private WeakReference<Greenlet> forgottenWhileItWaits() {
        Greenlet greenlet = Greenlet.of(() -> {
            Greenlet myself = Greenlet.current();
            try {
                root.switchTo();
            } finally {
                trace.add(myself);
            }
        });
        greenlet.switchTo();
        return new WeakReference<>(greenlet);
    }

    @Test
    @Rule(57)
    void aValueOnItsWayIsKeptThoughNobodyKeepsItsSender() {
        Greenlet.setTracer((from, to) -> System.gc());
        try {
            Greenlet receiver = Greenlet.of((String first) -> {
                Object value = root.switchTo(first);
                return "got " + value;
            });
            receiver.switchTo("waits");
            Object got = Greenlet.of(() -> receiver.switchTo(new StringBuilder("the value")))
                    .switchTo();
            assertThat(got).hasToString("got the value");
        } finally {
            Greenlet.removeTracer();
        }
    }

    @Test
    @Rule(59)
    void whatAnEndedThreadHasLeftIsCollected() throws InterruptedException {
        int count = 20_000;
        List<WeakReference<Greenlet>> left = new ArrayList<>();
        Thread thread = new Thread(() -> {
            List<Greenlet> unfinished = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Greenlet greenlet =
                        Greenlet.of(() -> Greenlet.current().parent().switchTo());
                greenlet.switchTo();
                unfinished.add(greenlet);
                left.add(new WeakReference<>(greenlet));
            }
            trace.add(unfinished.stream().filter(Greenlet::isActive).count());
        });
        thread.start();
        thread.join();
        assertThat(trace).containsExactly((long) count);
        assertThat(left).hasSize(count).allMatch(Collected::is);
    }

    @Test
    @Rule(59)
    void finishedOnesLeaveNothingBehind() {
        List<WeakReference<Greenlet>> finished = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            Greenlet greenlet = Greenlet.of((Integer n) -> n);
            greenlet.switchTo(i);
            finished.add(new WeakReference<>(greenlet));
        }
        assertThat(finished).allMatch(Collected::is);
    }

    @Test
    @Rule(59)
    void aCoroutineThatIsForgottenWhileItsGreenletWaitsIsCollectedWithIt() throws InterruptedException {
        WeakReference<Object> forgotten = parkedInAGreenlet();
        assertThat(Collected.is(forgotten)).isTrue();
    }

    /** A coroutine that waits, within a greenlet, for a wake-up that nobody keeps. */
    private static WeakReference<Object> parkedInAGreenlet() throws InterruptedException {
        List<WeakReference<Object>> inside = new ArrayList<>();
        CountDownLatch parked = new CountDownLatch(1);
        spawn(() -> {
            Greenlet greenlet = Greenlet.of(() -> {
                Object kept = new Object();
                inside.add(new WeakReference<>(kept));
                spawn(parked::countDown); // behind this step, so this has parked by then
                Coroutines.suspend((WakeUp<Object> wakeUp) -> {});
                kept.hashCode();
            });
            greenlet.switchTo();
        });
        parked.await();
        return inside.get(0);
    }
}
