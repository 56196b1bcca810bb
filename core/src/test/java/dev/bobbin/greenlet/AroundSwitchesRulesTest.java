package dev.bobbin.greenlet;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.withContext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bobbin.ContextElement;
import dev.bobbin.CoroutineLocal;
import dev.bobbin.Greenlet;
import dev.bobbin.GreenletTracer;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.Thrown;
import dev.bobbin.runtime.NotSuspendableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes with a switch, what hears of it, and what is seen of one that waits. */
class AroundSwitchesRulesTest {

    private static final CoroutineLocal<String> LOCAL = CoroutineLocal.withInitial(() -> "initial");

    private final List<Object> trace = new ArrayList<>();
    private Greenlet root;

    @BeforeEach
    void findTheRoot() {
        root = Greenlet.current();
    }

    @AfterEach
    void forgetWhatTheThreadKeeps() {
        Greenlet.removeTracer();
        LOCAL.remove();
    }

    // ---- context ----

    @Test
    @Rule({65, 66})
    void theGreenletsOfAThreadShareItsLocals() {
        LOCAL.set("by the root");
        Greenlet greenlet = Greenlet.of(() -> {
            trace.add(LOCAL.get());
            LOCAL.set("by the greenlet");
            root.switchTo();
            trace.add(LOCAL.get());
        });
        greenlet.switchTo();
        trace.add(LOCAL.get());
        LOCAL.set("by the root again");
        greenlet.switchTo();
        assertThat(trace).containsExactly("by the root", "by the greenlet", "by the root again");
    }

    @Test
    @Rule({65, 66})
    void theGreenletsOfACoroutineShareItsLocals() {
        LOCAL.set("of the thread");
        runBlocking(() -> {
            LOCAL.set("of the coroutine");
            Greenlet.of(() -> {
                        trace.add(LOCAL.get());
                        LOCAL.set("by the greenlet");
                    })
                    .switchTo();
            trace.add(LOCAL.get());
        });
        assertThat(trace).containsExactly("of the coroutine", "by the greenlet");
        assertThat(LOCAL.get()).isEqualTo("of the thread");
    }

    private record Named(String name) implements ContextElement {
        @Override
        public Object install() {
            return null;
        }

        @Override
        public void restore(Object before) {}
    }

    @Test
    @Rule(68)
    void contextsThatAreLeftInAnotherOrderThanTheyWereEnteredAreAnError() {
        runBlocking(() -> {
            Greenlet here = Greenlet.current();
            Greenlet one = Greenlet.of((Object first) -> withContext(new Named("one"), () -> here.switchTo("in one")));
            Greenlet two = Greenlet.of((Object first) -> withContext(new Named("two"), () -> here.switchTo("in two")));
            trace.add(one.switchTo());
            trace.add(two.switchTo());
            Throwable thrown = Thrown.by(one::switchTo);
            assertThat(thrown)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "withContext() of Named[name=one] in coroutine \"main\" was left before one that was entered"
                                    + " after it: greenlets and generators that use it must leave in the opposite order.");
            trace.add(two.<Object>switchTo("two ends"));
        });
        assertThat(trace).containsExactly("in one", "in two", "two ends");
    }

    // ---- tracing ----

    /** Takes everything down. */
    private final class Notes implements GreenletTracer {
        @Override
        public void switched(Greenlet from, Greenlet to) {
            trace.add(name(from) + " -> " + name(to));
            assertThat(Greenlet.current()).isSameAs(to);
        }

        @Override
        public void threw(Greenlet from, Greenlet to, Throwable thrown) {
            trace.add(name(from) + " throws " + thrown.getMessage() + " -> " + name(to));
        }

        private String name(Greenlet greenlet) {
            return greenlet == root ? "root" : greenlet.toString().replaceAll(" \\(.*", "");
        }
    }

    @Test
    @Rule(69)
    void aTracerHearsOfEachSwitchInItsTarget() {
        Notes notes = new Notes();
        assertThat(Greenlet.setTracer(notes)).isEmpty();
        Greenlet ends = Greenlet.of(() -> {});
        ends.switchTo();
        Greenlet fails = Greenlet.of(() -> {
            throw new IOException("down");
        });
        assertThatThrownBy(fails::switchTo).hasMessage("down");
        Greenlet waits = Greenlet.of(() -> root.switchTo());
        waits.switchTo();
        catchThrowable(() -> waits.throwInto(new IOException("into")));
        assertThat(trace)
                .containsExactly(
                        "root -> " + notes.name(ends),
                        notes.name(ends) + " -> root",
                        "root -> " + notes.name(fails),
                        notes.name(fails) + " throws down -> root",
                        "root -> " + notes.name(waits),
                        notes.name(waits) + " -> root",
                        "root throws into -> " + notes.name(waits),
                        notes.name(waits) + " throws into -> root");
        assertThat(Greenlet.removeTracer()).containsSame(notes);
        Greenlet.of(() -> {}).switchTo();
        assertThat(trace).hasSize(8);
    }

    @Test
    @Rule({16, 69})
    void aTracerHearsOfASwitchToOneself() {
        Greenlet.setTracer(new Notes());
        assertThat(root.<Object>switchTo("me")).isEqualTo("me");
        assertThatThrownBy(() -> root.throwInto(new IOException("mine"))).hasMessage("mine");
        assertThat(trace).containsExactly("root -> root", "root throws mine -> root");
    }

    @Test
    @Rule(69)
    void aTracerHearsOfItsOwnThreadAlone() throws InterruptedException {
        Greenlet.setTracer(new Notes());
        Thread other = new Thread(() -> Greenlet.of(() -> {}).switchTo());
        other.start();
        other.join();
        runBlocking(() -> Greenlet.of(() -> {}).switchTo());
        assertThat(trace).isEmpty();
    }

    @Test
    @Rule(70)
    void whatATracerThrowsComesInPlaceOfTheSwitchAndEndsTheTracing() {
        Greenlet unstarted = Greenlet.of(() -> trace.add("never"));
        Greenlet.setTracer((from, to) -> {
            throw new IllegalStateException("tracer broke");
        });
        assertThatThrownBy(unstarted::switchTo).hasMessage("tracer broke");
        assertThat(unstarted.isDead()).isTrue();
        assertThat(trace).isEmpty();
        assertThat(Greenlet.removeTracer()).isEmpty();

        Greenlet waits = Greenlet.of(() -> {
            try {
                root.switchTo();
            } catch (IllegalStateException e) {
                trace.add(e.getMessage());
            }
        });
        waits.switchTo();
        Greenlet.setTracer((from, to) -> {
            throw new IllegalStateException("broke again");
        });
        waits.switchTo();
        assertThat(trace).containsExactly("broke again");

        Greenlet.setTracer((from, to) -> {
            throw new IllegalStateException("on oneself");
        });
        assertThatThrownBy(() -> root.switchTo("me")).hasMessage("on oneself");
    }

    @Test
    @Rule(70)
    void theSameTracerMayBeSetTwice() {
        Notes notes = new Notes();
        Greenlet.setTracer(notes);
        assertThat(Greenlet.setTracer(notes)).containsSame(notes);
        Greenlet.of(() -> {}).switchTo();
        assertThat(trace).hasSize(2);
    }

    @Test
    @Rule(71)
    void aTracerMustNotSwitch() {
        Greenlet other = Greenlet.of(() -> trace.add("never"));
        Greenlet target = Greenlet.of(() -> trace.add("never"));
        Greenlet.setTracer((from, to) -> other.switchTo());
        assertThatThrownBy(target::switchTo)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A tracer was to switch to " + other
                        + " in the midst of the switch that it hears of. Let it take notes, and switch afterwards.");
        assertThat(target.isDead()).isTrue();
        assertThat(trace).isEmpty();
        other.switchTo();
        assertThat(trace).containsExactly("never");
    }

    // ---- what is seen ----

    @Test
    @Rule(72)
    void oneThatWaitsShowsItsCallsAndOthersNone() {
        Greenlet greenlet = Greenlet.of(() -> {
            trace.add(Greenlet.current().getStackTrace());
            waitsDeepInside();
        });
        assertThat(greenlet.getStackTrace()).isEmpty();
        greenlet.switchTo();
        assertThat(greenlet.getStackTrace())
                .extracting(StackTraceElement::getMethodName)
                .startsWith("waitsDeeper", "waitsDeepInside");
        greenlet.switchTo();
        assertThat(greenlet.getStackTrace()).isEmpty();
        assertThat(trace).containsExactly(List.of());
    }

    @dev.bobbin.Suspendable
    private void waitsDeepInside() {
        waitsDeeper();
        trace.size();
    }

    @dev.bobbin.Suspendable
    private void waitsDeeper() {
        root.switchTo();
        trace.size();
    }

    @Test
    @Rule(75)
    @SuppressSuspensionWarnings("lambda-cannot-suspend")
    void aSwitchThatCannotBeMadeIsReportedAndTheGreenletGoesOn() {
        Greenlet greenlet = Greenlet.of(() -> {
            Throwable thrown = catchThrowable(() -> plainly(() -> root.switchTo("never arrives")));
            trace.add(thrown.getClass());
            trace.add(root.switchTo("goes on"));
        });
        assertThat(greenlet.<Object>switchTo()).isEqualTo("goes on");
        greenlet.switchTo("to its end");
        assertThat(trace).containsExactly(NotSuspendableException.class, "to its end");
    }

    @Test
    @Rule(75)
    @SuppressSuspensionWarnings("lambda-cannot-suspend")
    void soItIsInACoroutine() {
        runBlocking(() -> {
            Greenlet here = Greenlet.current();
            Greenlet greenlet = Greenlet.of(() -> {
                Throwable thrown = catchThrowable(() -> plainly(() -> here.switchTo("never arrives")));
                trace.add(thrown.getClass());
                trace.add(thrown.getMessage());
                trace.add(here.switchTo("goes on"));
            });
            trace.add(greenlet.switchTo());
            greenlet.switchTo("to its end");
        });
        assertThat(trace).hasSize(4).contains(NotSuspendableException.class, "goes on", "to its end");
        assertThat((String) trace.get(1))
                .contains("AroundSwitchesRulesTest.java")
                .contains("stands between");
    }

    private static void plainly(Runnable action) {
        action.run();
    }
}
