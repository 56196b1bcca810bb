package dev.bobbin;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.runtime.NotSuspendableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of Python's greenlets, where they make sense in Java. */
class GreenletTest {

    private final List<Object> trace = new ArrayList<>();
    private final Greenlet[] ring = new Greenlet[3];

    @Test
    void controlGoesRoundARing() {
        for (int i = 0; i < 3; i++) {
            int number = i;
            ring[i] = Greenlet.of(() -> {
                trace.add(number + 1);
                ring[(number + 1) % 3].switchTo();
                trace.add(number + 4);
                if (number < 2) {
                    ring[number + 1].switchTo();
                }
            });
        }
        ring[0].switchTo();
        assertThat(trace).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(ring[2].isDead()).isTrue();
        assertThat(ring[0].isActive()).isTrue();
        assertThat(ring[1].<Object>switchTo()).isNull();
        assertThat(ring[0].<Object>switchTo()).isNull();
        assertThat(ring[0].isDead()).isTrue();
        assertThat(ring[0].<Object>switchTo("z")).isEqualTo("z");
    }

    @Test
    void aNewOneHasTheCreatorForParentAndDoesNotRun() {
        Greenlet greenlet = Greenlet.of(() -> trace.add("ran"));
        assertThat(greenlet.parent()).isSameAs(Greenlet.current());
        assertThat(greenlet.isActive()).isFalse();
        assertThat(greenlet.isDead()).isFalse();
        assertThat(trace).isEmpty();
    }

    @Test
    void valuesGoBothWays() {
        Greenlet doubler = Greenlet.of((Integer n) -> {
            while (true) {
                n = Greenlet.current().parent().switchTo(2 * n);
            }
        });
        int four = doubler.switchTo(2);
        int six = doubler.switchTo(3);
        assertThat(four + six).isEqualTo(10);
    }

    @Test
    void aSwitchToOneselfReturnsAtOnce() {
        assertThat(Greenlet.current().<Object>switchTo("me")).isEqualTo("me");
        Greenlet greenlet = Greenlet.of((String s) -> Greenlet.current().<String>switchTo(s + "!"));
        assertThat(greenlet.<Object>switchTo("self")).isEqualTo("self!");
    }

    @Test
    void aResultGoesUpAChainOfParentsThatHaveNotStarted() {
        Greenlet last = Greenlet.current();
        for (int i = 0; i < 1000; i++) {
            Greenlet next = Greenlet.of((Integer n) -> n + 1);
            next.setParent(last);
            last = next;
        }
        int sum = last.switchTo(0);
        assertThat(sum).isEqualTo(1000);
    }

    @Test
    void aFailureIsRaisedInTheParent() {
        Greenlet failing = Greenlet.of(() -> {
            throw new IOException("down");
        });
        assertThatThrownBy(failing::switchTo).isInstanceOf(IOException.class).hasMessage("down");
        assertThat(failing.isDead()).isTrue();
    }

    @Test
    void aFailureKillsAParentThatHasNotStartedAndGoesOn() {
        Greenlet parent = Greenlet.of(() -> trace.add("never"));
        Greenlet child = Greenlet.of(() -> {
            throw new IOException("down");
        });
        child.setParent(parent);
        assertThatThrownBy(child::switchTo).isInstanceOf(IOException.class);
        assertThat(parent.isDead()).isTrue();
        assertThat(trace).isEmpty();
    }

    @Test
    void anExitIsHandedToTheParentAsAValue() {
        Greenlet waiting = Greenlet.of(() -> {
            try {
                Greenlet.current().parent().switchTo();
            } finally {
                trace.add("finally");
            }
        });
        waiting.switchTo();
        Object exit = waiting.throwInto(new GreenletExit("bye"));
        assertThat(exit).isInstanceOf(GreenletExit.class);
        assertThat(trace).containsExactly("finally");
        assertThat(waiting.isDead()).isTrue();
    }

    @Test
    void oneMayCatchWhatIsThrownIntoIt() {
        Greenlet stubborn = Greenlet.of(() -> {
            while (true) {
                try {
                    Greenlet.current().parent().switchTo("waiting");
                } catch (IllegalStateException e) {
                    trace.add(e.getMessage());
                }
            }
        });
        stubborn.switchTo();
        assertThat(stubborn.<Object>throwInto(new IllegalStateException("first")))
                .isEqualTo("waiting");
        assertThat(stubborn.<Object>throwInto(new IllegalStateException("second")))
                .isEqualTo("waiting");
        assertThat(trace).containsExactly("first", "second");
    }

    @Test
    void throwingIntoOneThatHasNotStartedKillsIt() {
        Greenlet greenlet = Greenlet.of(() -> trace.add("never"));
        assertThatThrownBy(() -> greenlet.throwInto(new IOException("early"))).hasMessage("early");
        assertThat(greenlet.isDead()).isTrue();
        assertThat(greenlet.<Object>throwInto(new GreenletExit())).isInstanceOf(GreenletExit.class);
        assertThatThrownBy(() -> greenlet.throwInto(new IOException("late"))).hasMessage("late");
        assertThat(trace).isEmpty();
    }

    @Test
    void aCycleOfParentsIsRefused() {
        Greenlet one = Greenlet.of(() -> {});
        Greenlet two = Greenlet.of(() -> {});
        two.setParent(one);
        assertThatThrownBy(() -> one.setParent(two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("would become its own ancestor");
        assertThatThrownBy(() -> Greenlet.current().setParent(one))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has no parent, and can be given none");
    }

    @Test
    void aSwitchFromAForeignThreadIsRefused() throws InterruptedException {
        Greenlet mine = Greenlet.of(() -> {});
        List<Throwable> thrown = new ArrayList<>();
        Thread worker = new Thread(
                () -> {
                    try {
                        mine.switchTo();
                    } catch (IllegalStateException e) {
                        thrown.add(e);
                    }
                },
                "worker");
        worker.start();
        worker.join();
        assertThat(thrown)
                .singleElement()
                .satisfies(e -> assertThat(e)
                        .hasMessageMatching("Cannot switch to greenlet \\d+ \\(pending\\): it belongs to thread "
                                + Thread.currentThread().getName()
                                + ", and this is thread worker. A greenlet runs where it was"
                                + " started. Make it there, or hand its work over."));
        mine.switchTo();
        assertThat(mine.isDead()).isTrue();
    }

    @Test
    @SuppressSuspensionWarnings("lambda-cannot-suspend")
    void aFrameInBetweenThatCannotSuspendIsNamed() {
        Greenlet greenlet =
                Greenlet.of(() -> plainly(() -> Greenlet.current().parent().switchTo()));
        assertThatThrownBy(greenlet::switchTo)
                .isInstanceOf(NotSuspendableException.class)
                .hasMessageContaining(
                        "a lambda in GreenletTest.aFrameInBetweenThatCannotSuspendIsNamed() stands between");
    }

    private static void plainly(Runnable action) {
        action.run();
    }

    @Test
    void worksInsideACoroutineAndParksIt() {
        String result = runBlocking(() -> {
            Coroutine<?> other = spawn(() -> trace.add("other runs meanwhile"));
            Greenlet root = Greenlet.current();
            Greenlet greenlet = Greenlet.of((String s) -> {
                sleep(20);
                String next = root.switchTo(s + "1");
                Generator<Integer> numbers = Generator.of(y -> y.yield((Integer) root.switchTo("from a generator")));
                int sum = 0;
                for (int n : numbers) {
                    sum += n;
                }
                return next + sum;
            });
            String all = greenlet.switchTo("a");
            all += greenlet.switchTo("b");
            all += greenlet.switchTo(7);
            other.join();
            return all;
        });
        assertThat(result).isEqualTo("a1from a generatorb7");
        assertThat(trace).containsExactly("other runs meanwhile");
    }

    @Test
    void tellsWhereItWaits() {
        Greenlet greenlet = Greenlet.of(() -> Greenlet.current().parent().switchTo());
        assertThat(greenlet.getStackTrace()).isEmpty();
        greenlet.switchTo();
        assertThat(greenlet.getStackTrace())
                .extracting(StackTraceElement::getClassName)
                .contains(GreenletTest.class.getName());
        greenlet.switchTo();
        assertThat(greenlet.getStackTrace()).isEmpty();
    }

    @Test
    void aMillionSwitches() {
        Greenlet root = Greenlet.current();
        Greenlet counter = Greenlet.of((Integer n) -> {
            while (true) {
                n = root.switchTo(n + 1);
            }
        });
        int n = 0;
        for (int i = 0; i < 1_000_000; i++) {
            n = counter.switchTo(n);
        }
        assertThat(n).isEqualTo(1_000_000);
        assertThat(Arrays.asList(counter.isActive(), counter.isDead())).containsExactly(true, false);
    }
}
