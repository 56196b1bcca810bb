package dev.bobbin.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Continuation;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableCallable;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Interfaces of a library whose twins lie beside them, since they compute fields, and what others make of them. Each test has an
 * interface of its own: they are initialised once. Public for the classes that are compiled against it.
 */
public class ComputedFieldsTest {

    /** What was computed, in order. */
    public static final List<String> COMPUTED = new ArrayList<>();

    @TempDir
    Path directory;

    private int suspensions;

    /** Notes that a field has been computed. */
    public static int computed(String name) {
        COMPUTED.add(name);
        return name.length();
    }

    private <T> T suspending(SuspendableCallable<T> body) {
        AtomicReference<T> result = new AtomicReference<>();
        Continuation continuation = new Continuation(() -> result.set(body.call()));
        suspensions = -1;
        while (!continuation.isDone()) {
            continuation.run();
            suspensions++;
        }
        return result.get();
    }

    /** What all of them are to others, who know nothing of fields. */
    public interface Rates {
        @Suspendable
        int rate(String name);
    }

    // ---- classes of builds without the plugin ----

    /** Implemented by a class that was compiled without the plugin. */
    public interface ForPlainClass extends Comparable<ForPlainClass> {
        int FIELD = computed("ForPlainClass");

        @Suspendable
        int rate(String name);
    }

    @Test
    void aPlainClassIsWhatSuspendingCallersGet() {
        ForPlainClass rates = Outside.make(
                directory,
                ForPlainClass.class,
                "PlainRates",
                "public class PlainRates implements ComputedFieldsTest.ForPlainClass { public int rate(String n) { return 7; }"
                        + " public int compareTo(ComputedFieldsTest.ForPlainClass other) { return 0; } }");
        assertThat(this.<Integer>suspending(() -> rates.rate("tea"))).isEqualTo(7);
        assertThat(COMPUTED).doesNotContain("ForPlainClass");
        assertThat(ForPlainClass.FIELD).isEqualTo(13);
        assertThat(COMPUTED).contains("ForPlainClass");
    }

    /** Extended by an interface that was compiled without the plugin, and made by its lambda. */
    public interface ForPlainLambda<T> {
        int FIELD = computed("ForPlainLambda");

        @Suspendable
        int rate(T of);
    }

    /** Makes them elsewhere. */
    public interface Maker {
        /** One that is made there. */
        ForPlainLambda<String> make();
    }

    @Test
    void aPlainLambdaIsWhatSuspendingCallersGet() {
        ForPlainLambda<String> rates = (Outside.make(
                        directory,
                        Maker.class,
                        "LambdaMaker",
                        "public class LambdaMaker implements ComputedFieldsTest.Maker {"
                                + " interface Sub extends ComputedFieldsTest.ForPlainLambda<String> { int rate(String n); }"
                                + " public Sub make() { return n -> n.length() + 4; } }"))
                .make();
        assertThat(this.<Integer>suspending(() -> rates.rate("tea"))).isEqualTo(7);
        assertThat(COMPUTED).doesNotContain("ForPlainLambda");
    }

    /** Has a body for the method. */
    public interface Given {
        @Suspendable
        default int rate(String name) {
            Continuation.yield();
            return 1000;
        }
    }

    /** Takes it away. */
    public interface Wanted extends Given {
        int FIELD = computed("Wanted");

        @Override
        int rate(String name);
    }

    @Test
    void aPlainClassGivesABodyToAMethodThatHadOne() {
        Wanted rates = Outside.make(
                directory,
                Wanted.class,
                "PlainWanted",
                "class Inherited { public int rate(String n) { return 7; } }"
                        + " public class PlainWanted extends Inherited implements ComputedFieldsTest.Wanted {}");
        Given same = rates;
        assertThat(this.<Integer>suspending(() -> rates.rate("tea") + same.rate("milk")))
                .isEqualTo(14);
        assertThat(COMPUTED).doesNotContain("Wanted");
    }

    // ---- classes of builds with it ----

    /** Implemented and extended in another build. */
    public interface ForOtherBuild<T extends Comparable<T>> extends Rates {
        int FIELD = computed("ForOtherBuild");

        @Suspendable
        T pick(T one, T other);

        @Override
        int rate(String name);
    }

    @Test
    void anotherBuildExtendsAndImplementsIt() {
        ForOtherBuild<?> rates = Outside.makeInstrumented(directory, ForOtherBuild.class, "Chosen", """
                interface Choice extends ComputedFieldsTest.ForOtherBuild<String> {
                    int CHOICE = ComputedFieldsTest.computed("Choice");
                    @Override int rate(String name);
                    @dev.bobbin.Suspendable int twice(String name);
                }
                interface Rebate {
                    int REBATE = ComputedFieldsTest.computed("Rebate");
                    @dev.bobbin.Suspendable int rebate(String name);
                }
                public class Chosen implements Choice {
                    public String pick(String one, String other) { dev.bobbin.Continuation.yield(); return one + other; }
                    public int twice(String name) { dev.bobbin.Continuation.yield(); return 2 * name.length(); }
                    public int rate(String name) {
                        Choice choice = this;
                        Rebate rebate = n -> { dev.bobbin.Continuation.yield(); return n.length(); };
                        return new Counter().rebate(choice.pick(name, "-")) + choice.twice(name) + rebate.rebate(name);
                    }
                    static class Counter implements Rebate {
                        public int rebate(String name) { dev.bobbin.Continuation.yield(); return 100; }
                    }
                }
                """);
        assertThat(this.<Integer>suspending(() -> rates.rate("tea"))).isEqualTo(100 + 6 + 3);
        assertThat(suspensions).isEqualTo(4);
        assertThat(COMPUTED).doesNotContain("ForOtherBuild", "Choice", "Rebate");
    }

    /** Does not know {@link Rates}, but has the same method. */
    public interface Unrelated {
        int FIELD = computed("Unrelated");

        @Suspendable
        int rate(String name);
    }

    @Test
    void aClassOfAnotherBuildResolvesTwoTwins() {
        Rates rates = Outside.makeInstrumented(
                directory,
                Rates.class,
                "Resolving",
                "class Plain { public int rate(String n) { return n.length(); } }"
                        + " public class Resolving extends Plain implements ComputedFieldsTest.Rates, ComputedFieldsTest.Unrelated {}");
        Unrelated same = (Unrelated) rates;
        assertThat(this.<Integer>suspending(() -> rates.rate("tea") + same.rate("milk")))
                .isEqualTo(7);
        assertThat(COMPUTED).doesNotContain("Unrelated");
    }

    /** Has what docs/limits speaks of: it inherits two twins, so the one that decides must be its own. */
    public interface OfBoth extends Rates, Unrelated {
        int FIELD = computed("OfBoth");
    }

    @Test
    void aPlainClassMayImplementAnInterfaceThatInheritsTwoTwins() {
        OfBoth rates = Outside.make(
                directory,
                OfBoth.class,
                "PlainOfBoth",
                "public class PlainOfBoth implements ComputedFieldsTest.OfBoth { public int rate(String n) { return 7; } }");
        assertThat(this.<Integer>suspending(() -> rates.rate("tea"))).isEqualTo(7);
        assertThat(COMPUTED).contains("OfBoth");
    }

    // ---- proxies ----

    /** What a proxy stands for. */
    public interface ForProxy {
        int FIELD = computed("ForProxy");

        @Suspendable
        int rate(String name);
    }

    /** The same, for this package alone. */
    interface ForProxyHere {
        int FIELD = computed("ForProxyHere");

        @Suspendable
        int rate(String name);
    }

    /** What is called in the end. */
    public static class Real implements ForProxy, ForProxyHere {
        @Override
        public int rate(String name) {
            Continuation.yield();
            return name.length();
        }
    }

    @Test
    void aProxyThatPassesCallsOnSuspends() {
        Real real = new Real();
        ForProxy proxy = proxy(ForProxy.class, real);
        ForProxyHere here = proxy(ForProxyHere.class, real);
        assertThat(this.<Integer>suspending(() -> proxy.rate("tea") + here.rate("milk")))
                .isEqualTo(7);
        assertThat(suspensions).isEqualTo(2);
    }

    /** That the twin lies in another interface is nothing to the author. */
    @Test
    void aProxyThatStandsBetweenIsExplainedByTheInterface() {
        ForProxy mock = Outside.make(
                directory,
                ForProxy.class,
                "Rates$MockitoMock$1",
                "public class Rates$MockitoMock$1 implements ComputedFieldsTest.ForProxy {"
                        + " public int rate(String n) { return new ComputedFieldsTest.Real().rate(n); } }");
        assertThatThrownBy(() -> suspending(() -> mock.rate("tea")))
                .hasMessageContaining(
                        "ComputedFieldsTest.ForProxy.rate() comes to ComputedFieldsTest.Real.rate() through"
                                + " a proxy, Rates$MockitoMock$1, which stands between");
    }

    /** None of its own methods tells that it was instrumented. */
    public interface ForPlainMethod {
        int FIELD = computed("ForPlainMethod");

        @Suspendable
        int rate(String name);

        /** Stands between two suspendable methods. */
        @SuppressSuspensionWarnings("caller-not-suspendable")
        static int twice(ForPlainMethod rates, String name) {
            return rates.rate(name) + rates.rate(name);
        }
    }

    @Test
    void aMethodOfItThatLacksItsMarkIsToldFromAForgottenBuild() {
        ForPlainMethod rates = new ForPlainMethod() {
            @Override
            public int rate(String name) {
                Continuation.yield();
                return name.length();
            }
        };
        assertThatThrownBy(() -> suspending(() -> ForPlainMethod.twice(rates, "tea")))
                .hasMessageContaining(
                        "ComputedFieldsTest.ForPlainMethod.twice() stands between two suspendable methods")
                .hasMessageContaining("Mark twice() @Suspendable");
    }

    private static <T> T proxy(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (p, m, arguments) -> m.invoke(target, arguments)));
    }
}
