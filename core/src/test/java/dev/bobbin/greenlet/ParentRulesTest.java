package dev.bobbin.greenlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bobbin.Greenlet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What makes a parent, and when. */
class ParentRulesTest {

    private final List<Object> trace = new ArrayList<>();
    private Greenlet root;

    @BeforeEach
    void findTheRoot() {
        root = Greenlet.current();
    }

    private static <T> T inThread(String name, Supplier<T> work) throws InterruptedException {
        List<T> made = new ArrayList<>();
        Thread thread = new Thread(() -> made.add(work.get()), name);
        thread.start();
        thread.join();
        return made.get(0);
    }

    @Test
    @Rule(41)
    void aParentMayBeChangedAtAnyTime() {
        Greenlet first = Greenlet.of((Object value) -> "first got " + value);
        Greenlet second = Greenlet.of((Object value) -> "second got " + value);
        Greenlet greenlet = Greenlet.of((Object value) -> {
            Greenlet.current().setParent(second);
            return value;
        });
        greenlet.setParent(first);
        assertThat(greenlet.<Object>switchTo(1)).isEqualTo("second got 1");
        greenlet.setParent(first); // it is dead
        assertThat(greenlet.parent()).isSameAs(first);
        assertThat(greenlet.<Object>switchTo(2)).isEqualTo("first got 2");
    }

    @Test
    @Rule(42)
    void aParentIsAGreenlet() {
        Greenlet greenlet = Greenlet.of(() -> {});
        assertThatThrownBy(() -> greenlet.setParent(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("newParent");
        assertThat(greenlet.parent()).isSameAs(root);
    }

    @Test
    @Rule(43)
    void nobodyBecomesItsOwnAncestor() {
        Greenlet one = Greenlet.of(() -> {});
        Greenlet two = Greenlet.of(() -> {});
        Greenlet three = Greenlet.of(() -> {});
        two.setParent(one);
        three.setParent(two);
        for (Greenlet parent : List.of(one, two, three)) {
            assertThatThrownBy(() -> one.setParent(parent))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(one + " would become its own ancestor: its new parent " + parent + " descends from it");
        }
        assertThat(one.parent()).isSameAs(root);
    }

    @Test
    @Rule(44)
    void aRootHasNoParent() {
        Greenlet greenlet = Greenlet.of(() -> {});
        assertThatThrownBy(() -> root.setParent(greenlet))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The " + root + " has no parent, and can be given none");
        assertThat(root.parent()).isNull();
    }

    @Test
    @Rule(45)
    void oneThatHasStartedKeepsToItsThread() throws InterruptedException {
        Greenlet started = Greenlet.of(() -> root.switchTo());
        started.switchTo();
        Greenlet unstarted = Greenlet.of(() -> trace.add("never"));
        Throwable[] thrown = new Throwable[2];
        Thread other = new Thread(
                () -> {
                    Greenlet there = Greenlet.current();
                    thrown[0] = catchThrowable(() -> started.setParent(there));
                    unstarted.setParent(there);
                    thrown[1] = catchThrowable(() -> inMain(started));
                },
                "other");
        other.start();
        other.join();
        assertThat(thrown[0])
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(started + " runs in thread "
                        + Thread.currentThread().getName() + ", its new parent in thread other. Choose one there.");
        assertThatThrownBy(unstarted::switchTo)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("it belongs to thread other, and this is thread "
                        + Thread.currentThread().getName());
        assertThat(started.parent()).isSameAs(root);
        started.switchTo();
        assertThat(started.isDead()).isTrue();
        assertThat(trace).isEmpty();
    }

    private static void inMain(Greenlet greenlet) {
        greenlet.switchTo();
    }

    @Test
    @Rule(45)
    void aResultWhoseParentHasGoneToAnotherThreadComesBackAsAnError() throws InterruptedException {
        Greenlet parent = Greenlet.of(() -> trace.add("never"));
        Greenlet child = Greenlet.of(() -> root.switchTo());
        child.setParent(parent);
        child.switchTo();
        Thread[] other = new Thread[1];
        CountDownLatch moved = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        other[0] = new Thread(
                () -> {
                    parent.setParent(Greenlet.current());
                    moved.countDown();
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "other");
        other[0].start();
        moved.await();
        try {
            assertThatThrownBy(child::switchTo)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("The result of " + child + " has nowhere to go: its parent " + parent
                            + " has come to belong to thread other, and this is thread "
                            + Thread.currentThread().getName()
                            + ". Let a greenlet and its ancestors stay in one place.");
        } finally {
            over.countDown();
            other[0].join();
        }
        assertThat(trace).isEmpty();
    }

    @Test
    @Rule(46)
    void aParentWhoseThreadHasEndedIsRefused() throws InterruptedException {
        Greenlet gone = inThread("gone", () -> Greenlet.of(() -> {}));
        Greenlet greenlet = Greenlet.of(() -> {});
        assertThatThrownBy(() -> greenlet.setParent(gone))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The new parent of " + greenlet + " belongs to thread gone,"
                        + " which has ended: it could take no result. Choose one that lives.");
    }
}
