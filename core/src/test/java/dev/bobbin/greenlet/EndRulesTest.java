package dev.bobbin.greenlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Greenlet;
import dev.bobbin.GreenletExit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a result goes, and where a failure. */
class EndRulesTest {

    private final List<Object> trace = new ArrayList<>();
    private Greenlet root;

    @BeforeEach
    void findTheRoot() {
        root = Greenlet.current();
    }

    private static Greenlet childOf(Greenlet parent, Greenlet child) {
        child.setParent(parent);
        return child;
    }

    private static Greenlet failing(String message) {
        return Greenlet.of(() -> {
            throw new IOException(message);
        });
    }

    @Test
    @Rule(21)
    void aResultIsHandedToTheParentAsAValue() {
        Greenlet child = Greenlet.of((Integer n) -> 2 * n);
        assertThat(child.<Integer>switchTo(21)).isEqualTo(42);
        Greenlet none = Greenlet.of(() -> {});
        assertThat(none.<Object>switchTo("dropped")).isNull();
    }

    @Test
    @Rule(22)
    void aResultGoesPastParentsThatAreDead() {
        Greenlet grandparent = Greenlet.of(() -> {});
        Greenlet parent = childOf(grandparent, Greenlet.of(() -> {}));
        Greenlet child = childOf(parent, Greenlet.of((String s) -> root.<String>switchTo(s) + "!"));
        assertThat(child.<Object>switchTo("waiting")).isEqualTo("waiting");
        parent.switchTo();
        grandparent.switchTo();
        assertThat(parent.isDead() && grandparent.isDead()).isTrue();
        assertThat(child.<Object>switchTo("over")).isEqualTo("over!");
    }

    @Test
    @Rule(23)
    void aParentThatHasNotStartedIsStartedWithTheResult() {
        Greenlet parent = Greenlet.of((Integer x) -> List.of(x, 24));
        Greenlet child = childOf(parent, Greenlet.of((Integer x) -> x));
        assertThat(child.<Object>switchTo(42)).isEqualTo(List.of(42, 24));
        assertThat(parent.isDead()).isTrue();
    }

    @Test
    @Rule(24)
    void aThousandParentsThatHaveNotStartedAddOneEach() {
        Greenlet last = root;
        for (int i = 0; i < 1000; i++) {
            last = childOf(last, Greenlet.of((Integer n) -> n + 1));
        }
        assertThat(last.<Integer>switchTo(0)).isEqualTo(1000);
    }

    @Test
    @Rule(25)
    void aFailureIsRaisedInTheParentNotInTheOneThatSwitched() {
        Greenlet failing = failing("down");
        Greenlet bystander = Greenlet.of(() -> {
            try {
                failing.switchTo();
            } catch (Throwable thrown) {
                trace.add("the bystander has got it");
            }
        });
        assertThatThrownBy(bystander::switchTo).isInstanceOf(IOException.class).hasMessage("down");
        assertThat(trace).isEmpty();
        assertThat(bystander.isActive()).isTrue();
    }

    @Test
    @Rule(26)
    void parentsThatHaveNotStartedDieOfAFailureThatComesToThem() {
        Greenlet grandparent = Greenlet.of(() -> trace.add("never"));
        Greenlet parent = childOf(grandparent, Greenlet.of(() -> trace.add("never")));
        Greenlet child = childOf(parent, failing("down"));
        assertThatThrownBy(child::switchTo).hasMessage("down");
        assertThat(parent.isDead() && grandparent.isDead()).isTrue();
        assertThat(trace).isEmpty();
    }

    @Test
    @Rule(27)
    void aParentThatCatchesItGoesOnAndItsResultGoesToItsOwnParent() {
        Greenlet parent = Greenlet.of(() -> {
            try {
                root.switchTo("parent waits");
            } catch (Throwable thrown) {
                trace.add("caught " + thrown.getMessage());
            }
            trace.add(root.switchTo("parent goes on"));
        });
        assertThat(parent.<Object>switchTo()).isEqualTo("parent waits");
        assertThat(childOf(parent, failing("down")).<Object>switchTo()).isEqualTo("parent goes on");
        assertThat(parent.<Object>switchTo("and on")).isNull();
        assertThat(trace).containsExactly("caught down", "and on");
        assertThat(parent.isDead()).isTrue();
    }

    /** Subclasses of the exit count as exits. */
    private static final class Goodbye extends GreenletExit {
        private static final long serialVersionUID = 1L;
    }

    @Test
    @Rule(28)
    void anExitThatLeavesTheBodyIsHandedToTheParentAsAValue() {
        Goodbye goodbye = new Goodbye();
        Greenlet leaving = Greenlet.of(() -> {
            throw goodbye;
        });
        assertThat(leaving.<Object>switchTo()).isSameAs(goodbye);
        Greenlet parent = Greenlet.of((Object value) -> List.of("started with", value));
        Greenlet child = childOf(parent, Greenlet.of(() -> {
            throw goodbye;
        }));
        assertThat(child.<Object>switchTo()).isEqualTo(List.of("started with", goodbye));
    }

    @Test
    @Rule(29)
    void whatTheParentThrowsWhenItGetsTheResultGoesToItsOwnParent() {
        Greenlet parent = Greenlet.of((Object value) -> {
            throw new IOException("refuses " + value);
        });
        Greenlet child = childOf(parent, Greenlet.of((Object value) -> value));
        assertThatThrownBy(() -> child.switchTo(7))
                .isInstanceOf(IOException.class)
                .hasMessage("refuses 7");
        assertThat(child.isDead() && parent.isDead()).isTrue();
    }

    @Test
    @Rule(30)
    void aSwitchToADeadOneIsASwitchToItsNearestLivingAncestor() {
        Greenlet dead = Greenlet.of(() -> {});
        dead.switchTo();
        assertThat(dead.<Object>switchTo(3)).isEqualTo(3);
        assertThat(dead.<Object>switchTo()).isNull();
        Greenlet waiting = Greenlet.of((Object first) -> {
            while (true) {
                trace.add(first);
                first = root.switchTo("from the ancestor");
            }
        });
        waiting.switchTo("first");
        dead.setParent(waiting);
        assertThat(dead.<Object>switchTo("second")).isEqualTo("from the ancestor");
        assertThat(trace).containsExactly("first", "second");
    }

    @Test
    @Rule(31)
    void aSwitchToADeadOneStartsAParentThatHasNotStarted() {
        Greenlet dead = Greenlet.of(() -> {});
        dead.switchTo();
        dead.setParent(Greenlet.of((Integer n) -> n + 1));
        assertThat(dead.<Object>switchTo(41)).isEqualTo(42);
        dead.setParent(failing("cannot start"));
        assertThatThrownBy(dead::switchTo).hasMessage("cannot start");
        assertThat(dead.<Object>switchTo("past it")).isEqualTo("past it");
    }

    @Test
    @Rule(32)
    void itMayChooseItsParentAtTheVeryEnd() {
        Greenlet other = Greenlet.of((String s) -> {
            trace.add("other got " + s);
            return "from the other";
        });
        Greenlet greenlet = Greenlet.of(() -> {});
        Greenlet redirecting = Greenlet.of((Object ignored) -> {
            Greenlet.current().setParent(other);
            return "the result";
        });
        assertThat(redirecting.<Object>switchTo()).isEqualTo("from the other");
        assertThat(trace).containsExactly("other got the result");
        assertThat(greenlet.isDead()).isFalse();
    }
}
