package dev.bobbin.greenlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Generator;
import dev.bobbin.Greenlet;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableRunnable;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How greenlets are made, and how control and values go from one to another. */
class SwitchRulesTest {

    private final List<Object> trace = new ArrayList<>();

    @Test
    @Rule(1)
    void aNewOneWaitsForItsFirstSwitchAndHasItsMakerForParent() {
        Greenlet outer = Greenlet.of(() -> {
            Greenlet inner = Greenlet.of(() -> trace.add("ran"));
            trace.add(inner.parent() == Greenlet.current());
        });
        assertThat(outer.parent()).isSameAs(Greenlet.current());
        assertThat(trace).isEmpty();
        outer.switchTo();
        assertThat(trace).containsExactly(true);
    }

    @Test
    @Rule(2)
    void eachThreadHasARootOfItsOwnThatLivesAsLongAsTheThread() throws InterruptedException {
        List<Greenlet> roots = Collections.synchronizedList(new ArrayList<>());
        List<Object> broken = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch allThere = new CountDownLatch(10);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            threads.add(new Thread(() -> {
                Greenlet root = Greenlet.current();
                roots.add(root);
                allThere.countDown();
                try {
                    allThere.await();
                } catch (InterruptedException e) {
                    broken.add(e);
                }
                if (root.parent() != null || root.isDead() || !root.isActive() || Greenlet.current() != root) {
                    broken.add(root);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(broken).isEmpty();
        assertThat(roots).doesNotHaveDuplicates().hasSize(10).allMatch(Greenlet::isDead);
    }

    @Test
    @Rule(3)
    void theCurrentOneIsFoundFromAnyDepth() {
        Greenlet[] seen = new Greenlet[3];
        Greenlet greenlet = Greenlet.of(() -> {
            seen[0] = Greenlet.current();
            seen[1] = fromAMethodThatCannotSuspend();
            for (Greenlet each : Generator.<Greenlet>of(y -> y.yield(Greenlet.current()))) {
                seen[2] = each;
            }
        });
        greenlet.switchTo();
        assertThat(seen).containsOnly(greenlet);
        assertThat(Greenlet.current()).isNotSameAs(greenlet);
    }

    @SuppressSuspensionWarnings("caller-not-suspendable")
    private static Greenlet fromAMethodThatCannotSuspend() {
        return Greenlet.current();
    }

    @Test
    @Rule(4)
    void whatTheBodyHasCapturedIsLetGoWhenItIsNeededNoMore() {
        WeakReference<Object> captured = new WeakReference<>(new Object());
        Greenlet greenlet = greenletThatNeedsAtItsStart(captured.get());
        assertThat(Collected.is(captured)).isFalse();
        greenlet.switchTo();
        assertThat(Collected.is(captured)).isTrue();
        assertThat(greenlet.isActive()).isTrue();
    }

    private Greenlet greenletThatNeedsAtItsStart(Object something) {
        return Greenlet.of(() -> {
            trace.add(something.hashCode());
            Greenlet.current().parent().switchTo();
        });
    }

    @Test
    @Rule(5)
    void aBodyIsAskedForWhenTheGreenletIsMade() {
        assertThatThrownBy(() -> Greenlet.of((SuspendableRunnable) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("body");
    }

    @Test
    @Rule(8)
    void itCannotBeCopiedOrWritten() {
        Greenlet greenlet = Greenlet.of(() -> {});
        assertThat(greenlet).isNotInstanceOf(Cloneable.class);
        assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(greenlet))
                .isInstanceOf(NotSerializableException.class);
    }

    @Test
    @Rule({9, 10})
    void itIsActiveFromItsStartToItsEndAndDeadAfterwards() {
        Greenlet greenlet = Greenlet.of(() -> {
            trace.add(Greenlet.current().isActive() + " " + Greenlet.current().isDead());
            Greenlet.current().parent().switchTo();
        });
        assertThat(greenlet.isActive() || greenlet.isDead()).isFalse();
        greenlet.switchTo();
        assertThat(trace).containsExactly("true false");
        assertThat(greenlet.isActive()).isTrue();
        assertThat(greenlet.isDead()).isFalse();
        greenlet.switchTo();
        assertThat(greenlet.isActive()).isFalse();
        assertThat(greenlet.isDead()).isTrue();
    }

    @Test
    @Rule(11)
    void theTextSaysHowItStands() {
        String thread = Thread.currentThread().getName();
        Greenlet greenlet = Greenlet.of(() -> {
            trace.add(Greenlet.current().toString());
            trace.add(Greenlet.current().parent().toString());
            Greenlet.current().parent().switchTo();
        });
        String name = greenlet.toString().replace(" (pending)", "");
        assertThat(name).matches("greenlet \\d+");
        greenlet.switchTo();
        assertThat(trace).containsExactly(name + " (running)", "root greenlet of thread " + thread);
        assertThat(greenlet).hasToString(name + " (suspended)");
        assertThat(Greenlet.current()).hasToString("root greenlet of thread " + thread + " (running)");
        greenlet.switchTo();
        assertThat(greenlet).hasToString(name + " (dead)");
    }

    @Test
    @Rule({12, 13, 14})
    void theFirstValueStartsTheBodyAndEachFurtherOneIsWhatTheSwitchReturns() {
        Greenlet root = Greenlet.current();
        Greenlet greenlet = Greenlet.of((String first) -> {
            trace.add(first);
            trace.add(root.switchTo("back 1"));
            trace.add(root.switchTo());
            trace.add(root.switchTo(List.of("several", "as one")));
            return "end";
        });
        trace.add(greenlet.switchTo("start"));
        trace.add(greenlet.switchTo("there"));
        trace.add(greenlet.switchTo(null));
        trace.add(greenlet.switchTo());
        assertThat(trace)
                .containsExactly("start", "back 1", "there", null, null, List.of("several", "as one"), null, "end");
    }

    @Test
    @Rule(14)
    void whatASwitchReturnsComesFromWhoeverSwitchesBack() {
        Greenlet root = Greenlet.current();
        Greenlet[] all = new Greenlet[2];
        all[0] = Greenlet.of((String s) -> all[1].switchTo(s + " via 0"));
        all[1] = Greenlet.of((String s) -> root.switchTo(s + " via 1"));
        assertThat(all[0].<Object>switchTo("from root")).isEqualTo("from root via 0 via 1");
    }

    @Test
    @Rule(15)
    void brothersSwitchToEachOtherWithoutTheirParent() {
        Greenlet[] all = new Greenlet[2];
        for (int i = 0; i < 2; i++) {
            int me = i;
            all[i] = Greenlet.of((Integer n) -> {
                while (n < 6) {
                    trace.add(me + ":" + n);
                    n = all[1 - me].switchTo(n + 1);
                }
                return n;
            });
        }
        assertThat(all[0].<Integer>switchTo(0)).isEqualTo(6);
        assertThat(trace).containsExactly("0:0", "1:1", "0:2", "1:3", "0:4", "1:5");
    }

    @Test
    @Rule(16)
    void aSwitchToOneselfReturnsItsValueAtOnce() {
        assertThat(Greenlet.current().<Object>switchTo("me")).isEqualTo("me");
        assertThat(Greenlet.current().<Object>switchTo()).isNull();
    }

    @Test
    @Rule(17)
    void aFirstValueOfTheWrongTypeFailsInTheNewGreenletSoThatItsParentHearsOfIt() {
        Greenlet wantsAnInteger = Greenlet.of((Integer n) -> n + 1);
        Greenlet parent = Greenlet.of(() -> {
            Greenlet child = Greenlet.of((Integer n) -> n + 1);
            try {
                child.switchTo("a string");
            } catch (ClassCastException e) {
                trace.add("the parent has got it");
            }
            trace.add(child.isDead());
        });
        parent.switchTo();
        assertThat(trace).containsExactly("the parent has got it", true);
        assertThatThrownBy(() -> wantsAnInteger.switchTo("a string")).isInstanceOf(ClassCastException.class);
    }

    @Test
    @Rule(18)
    void aValueThatWasHandedOverIsNotKept() {
        Greenlet greenlet = Greenlet.of((Object first) -> {
            first.hashCode();
            Object value = Greenlet.current().parent().switchTo();
            value.hashCode();
            Greenlet.current().parent().switchTo();
            return new Object();
        });
        assertThat(Collected.is(sentTo(greenlet))).isTrue();
        assertThat(Collected.is(sentTo(greenlet))).isTrue();
        assertThat(Collected.is(resultOf(greenlet))).isTrue();
        assertThat(greenlet.isDead()).isTrue();
    }

    private static WeakReference<Object> sentTo(Greenlet greenlet) {
        Object value = new Object();
        greenlet.switchTo(value);
        return new WeakReference<>(value);
    }

    private static WeakReference<Object> resultOf(Greenlet greenlet) {
        return new WeakReference<>(greenlet.switchTo());
    }

    @Test
    @Rule(20)
    void startingFromWithinOneAnotherUsesNoStack() {
        Greenlet root = Greenlet.current();
        int depth = 100_000;
        Object answer = Greenlet.of(() -> startNext(depth, root)).switchTo();
        assertThat(answer).isEqualTo("the innermost");
    }

    @Suspendable
    private static void startNext(int depth, Greenlet root) {
        if (depth == 0) {
            root.switchTo("the innermost");
        } else {
            Greenlet.of(() -> startNext(depth - 1, root)).switchTo();
        }
    }
}
