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

/** What is thrown into a greenlet, however that stands. */
class ThrowRulesTest {

    private final List<Object> trace = new ArrayList<>();
    private Greenlet root;

    @BeforeEach
    void findTheRoot() {
        root = Greenlet.current();
    }

    /** Waits, takes down what it is thrown, waits once more and ends. */
    private Greenlet catching() {
        Greenlet greenlet = Greenlet.of(() -> {
            try {
                root.switchTo("waits");
            } catch (Throwable thrown) {
                trace.add(thrown);
            }
            trace.add(root.switchTo("has caught it"));
        });
        greenlet.switchTo();
        return greenlet;
    }

    @Test
    @Rule({33, 34})
    void itIsThrownWhereTheTargetWaitsAndReturnsWhatComesBack() {
        IOException down = new IOException("down");
        assertThat(catching().<Object>throwInto(down)).isEqualTo("has caught it");
        assertThat(trace).containsExactly(down);
    }

    @Test
    @Rule(33)
    void withoutAnExceptionItIsAnExit() {
        Greenlet greenlet = Greenlet.of(() -> root.switchTo());
        greenlet.switchTo();
        assertThat(greenlet.<Object>throwInto()).isInstanceOf(GreenletExit.class);
        assertThat(greenlet.isDead()).isTrue();
    }

    @Test
    @Rule(35)
    void oneThatHasNotStartedDiesUnrunAndItsParentGetsIt() {
        Greenlet parent = Greenlet.of(() -> {
            try {
                root.switchTo();
            } catch (Throwable thrown) {
                trace.add("parent: " + thrown.getMessage());
            }
        });
        parent.switchTo();
        Greenlet unstarted = Greenlet.of(() -> trace.add("never"));
        unstarted.setParent(parent);
        assertThat(unstarted.<Object>throwInto(new IOException("early"))).isNull();
        assertThat(trace).containsExactly("parent: early");
        assertThat(unstarted.isDead()).isTrue();
    }

    @Test
    @Rule(35)
    void anExitIntoOneThatHasNotStartedIsAValueForItsParent() {
        GreenletExit exit = new GreenletExit("bye");
        assertThat(Greenlet.of(() -> {}).<Object>throwInto(exit)).isSameAs(exit);
        Greenlet parent = Greenlet.of((Object value) -> List.of("started with", value));
        Greenlet child = Greenlet.of(() -> trace.add("never"));
        child.setParent(parent);
        assertThat(child.<Object>throwInto(exit)).isEqualTo(List.of("started with", exit));
        assertThat(trace).isEmpty();
    }

    @Test
    @Rule(36)
    void intoADeadOneAnExitIsAValueAndAllElseIsThrownAtTheNearestAncestor() {
        Greenlet dead = Greenlet.of(() -> {});
        dead.switchTo();
        GreenletExit exit = new GreenletExit();
        assertThat(dead.<Object>throwInto(exit)).isSameAs(exit);
        assertThatThrownBy(() -> dead.throwInto(new IOException("late"))).hasMessage("late");
        dead.setParent(catching());
        assertThat(dead.<Object>throwInto(new IOException("for the ancestor"))).isEqualTo("has caught it");
        assertThat(trace)
                .singleElement()
                .satisfies(thrown -> assertThat((Throwable) thrown).hasMessage("for the ancestor"));
        Greenlet unstarted = Greenlet.of(() -> trace.add("never"));
        dead.setParent(unstarted);
        assertThatThrownBy(() -> dead.throwInto(new IOException("kills it"))).hasMessage("kills it");
        assertThat(unstarted.isDead()).isTrue();
    }

    @Test
    @Rule(37)
    void intoOneselfItIsThrownAtOnce() {
        assertThatThrownBy(() -> root.throwInto(new IOException("mine"))).hasMessage("mine");
        assertThatThrownBy(() -> root.throwInto()).isInstanceOf(GreenletExit.class);
        Greenlet greenlet = Greenlet.of(() -> {
            try {
                Greenlet.current().throwInto(new IOException("mine"));
            } catch (Throwable thrown) {
                trace.add(thrown.getMessage());
            }
        });
        greenlet.switchTo();
        assertThat(trace).containsExactly("mine");
    }

    @Test
    @Rule(38)
    void theTargetMayCatchItAndGoOn() {
        Greenlet greenlet = catching();
        greenlet.throwInto(new GreenletExit());
        assertThat(greenlet.isActive()).isTrue();
        greenlet.switchTo("and on");
        assertThat(greenlet.isDead()).isTrue();
        assertThat(trace).hasSize(2).last().isEqualTo("and on");
    }

    @Test
    @Rule(39)
    void nothingAtAllCannotBeThrownAndNobodyIsDisturbed() {
        Greenlet greenlet = catching();
        assertThatThrownBy(() -> greenlet.throwInto(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("what");
        assertThat(greenlet.isActive()).isTrue();
        assertThat(trace).isEmpty();
    }
}
