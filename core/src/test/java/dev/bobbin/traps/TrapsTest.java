package dev.bobbin.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableCallable;
import dev.bobbin.SuspendableRunnable;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The traps of a scheme that adds a twin to each suspendable method. */
class TrapsTest {

    @TempDir
    Path directory;

    /** Runs {@code body} in a continuation to its end; the number of suspensions is noted. */
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

    private int suspensions;

    // ---- T1: a subclass compiled without the plugin ----

    @Test
    void aPlainOverrideIsWhatSuspendingCallersGet() {
        Shop shop = Outside.make(
                directory,
                Shop.class,
                "Plain",
                "public class Plain extends Shop { public int price(String n) { return 42; }"
                        + " protected int constant() { return 7; } }");
        assertThat(this.<Integer>suspending(() -> shop.price("tea"))).isEqualTo(42);
        assertThat(this.<Integer>suspending(() -> shop.twice("tea"))).isEqualTo(84);
        assertThat(this.<Integer>suspending(() -> shop.constants())).isEqualTo(70);
        assertThat(shop.twice("tea")).isEqualTo(84);
    }

    @Test
    void aPlainOverrideThatCallsSuperComesToItsEnd() {
        Shop shop = Outside.make(
                directory,
                Shop.class,
                "CallsSuper",
                "public class CallsSuper extends Shop { protected int constant() { return super.constant() + 1; } }");
        assertThat(this.<Integer>suspending(() -> shop.constants())).isEqualTo(20);
        assertThat(shop.constants()).isEqualTo(20);
    }

    @Test
    void aPlainSubclassThatOverridesNothingSuspends() {
        Shop shop = Outside.make(directory, Shop.class, "Bare", "public class Bare extends Shop {}");
        assertThat(this.<Integer>suspending(() -> shop.twice("tea"))).isEqualTo(6);
        assertThat(suspensions).isEqualTo(2);
    }

    @Test
    void anInstrumentedClassBelowAPlainOverrideGetsThatOverride() {
        Outside.load(
                directory,
                "Between",
                "public class Between extends Shop { public int price(String n) { return 42; } }");
        Shop shop = Outside.makeInstrumented(
                directory,
                Shop.class,
                "Below",
                "public class Below extends Between { @dev.bobbin.Suspendable public int more() { return 1; }"
                        + " @Override public int twice(String n) { return super.twice(n) + more(); } }");
        assertThat(this.<Integer>suspending(() -> shop.price("tea"))).isEqualTo(42);
        assertThat(this.<Integer>suspending(() -> shop.twice("tea"))).isEqualTo(85);
        assertThat(shop.twice("tea")).isEqualTo(85);
    }

    @Test
    void aPlainMethodOfTheSameNameInAnotherPackageOverridesNothing() {
        Shop shop = Outside.make(
                directory,
                Shop.class,
                "SameName",
                "public class SameName extends Shop { int discount() { return 50; } }");
        assertThat(this.<Integer>suspending(() -> shop.discounts())).isEqualTo(2);
        assertThat(suspensions).isEqualTo(2);
    }

    /** As with libraries of which a program uses a part, and leaves out what only the rest needs. */
    @Test
    void aPlainClassMayNameWhatIsNotThere() throws Exception {
        Outside.load(directory, "Missing", "public class Missing {}");
        Class<?> names = Outside.load(
                directory,
                "Names",
                "public class Names extends Shop { long wide = 5; public void unused(Missing m) {} private double d() { return 1e9; }"
                        + " public int price(String n) { return 42; } }");
        Files.delete(directory.resolve("outside-classes/outside/Missing.class"));
        assertThatThrownBy(names::getDeclaredMethods).isInstanceOf(NoClassDefFoundError.class);
        Shop shop = (Shop) names.getConstructor().newInstance();
        assertThat(this.<Integer>suspending(() -> shop.twice("tea"))).isEqualTo(84);
        assertThat(this.<Integer>suspending(() -> shop.discounts())).isEqualTo(2);
        assertThat(suspensions).isEqualTo(2);
    }

    @Test
    void superCallsOfAnInstrumentedClassReachAPlainOverride() {
        Outside.load(
                directory,
                "Half",
                "public class Half extends Shop { public int price(String n) { return 42; } protected int constant() { return 2; } }");
        Shop shop = Outside.makeInstrumented(
                directory,
                Shop.class,
                "Lower",
                "public class Lower extends Half { @Override public int price(String n) { dev.bobbin.Continuation.yield();"
                        + " return super.price(n) + 1; } @Override protected int constant() { return super.constant() + 1; } }");
        assertThat(this.<Integer>suspending(() -> shop.twice("tea"))).isEqualTo(86);
        assertThat(suspensions).isEqualTo(2);
        assertThat(this.<Integer>suspending(() -> shop.constants())).isEqualTo(30);
    }

    @Test
    void anInstrumentedSubclassThatOverridesNothingSuspends() {
        Shop shop = Outside.makeInstrumented(directory, Shop.class, "Nothing", "public class Nothing extends Shop {}");
        assertThat(this.<Integer>suspending(() -> shop.twice("tea"))).isEqualTo(6);
        assertThat(suspensions).isEqualTo(2);
    }

    @Test
    void aPlainClassBelowAnInstrumentedSubclassIsFound() {
        Outside.makeInstrumented(directory, Shop.class, "Middle", "public class Middle extends Shop {}");
        Shop shop = Outside.make(
                directory,
                Shop.class,
                "Lowest",
                "public class Lowest extends Middle { public int price(String n) { return 5; } }");
        assertThat(this.<Integer>suspending(() -> shop.twice("tea"))).isEqualTo(10);
    }

    @Test
    void aPlainOverrideThatMustSuspendIsNamed() {
        Shop shop = Outside.make(
                directory,
                Shop.class,
                "MustSuspend",
                "public class MustSuspend extends Shop { public int price(String n) {\n return super.price(n); } }");
        assertThatThrownBy(() -> suspending(() -> shop.twice("tea")))
                .hasMessage(
                        "MustSuspend.java:2: MustSuspend.price() stands between two suspendable methods: called in a"
                                + " coroutine, it calls Shop.price(). Its own frame cannot be saved. Mark price() @Suspendable and"
                                + " build it with the bobbin-maven-plugin.");
    }

    // ---- T2: two interfaces with the same method ----

    static class HasPrice {
        public int price(String name) {
            return 5;
        }
    }

    static class Both extends HasPrice implements Shop.Prices, Shop.Costs {}

    @Test
    void anInstrumentedClassOfTwoUnrelatedInterfacesResolvesTheirTwins() {
        Both both = new Both();
        Shop.Prices prices = both;
        Shop.Costs costs = both;
        assertThat(this.<Integer>suspending(() -> prices.price("a") + costs.price("b") + both.price("c")))
                .isEqualTo(15);
    }

    @Test
    void aPlainClassOfTwoUnrelatedInterfacesIsExplained() {
        Shop.Prices prices = Outside.make(
                directory,
                Shop.Prices.class,
                "PlainBoth",
                "public class PlainBoth implements Shop.Prices, Shop.Costs { public int price(String n) { return 5; } }");
        assertThat(prices.price("tea")).isEqualTo(5);
        assertThatThrownBy(() -> suspending(() -> prices.price("tea")))
                .isInstanceOf(IncompatibleClassChangeError.class)
                .hasMessageContaining("compiled without the bobbin-maven-plugin");
    }

    // ---- T3: JDK proxies (mocks: see MockitoTest) ----

    static class RealPrices implements Shop.Prices {
        @Override
        public int price(String name) {
            Continuation.yield();
            return name.length();
        }
    }

    @Test
    void aProxyThatPassesCallsOnSuspends() {
        Shop.Prices real = new RealPrices();
        Shop.Prices proxy = (Shop.Prices) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Shop.Prices.class},
                (p, m, arguments) -> m.invoke(real, arguments));
        assertThat(this.<Integer>suspending(() -> proxy.price("tea"))).isEqualTo(3);
        assertThat(suspensions).isEqualTo(1);
    }

    // ---- T4: serialVersionUID ----

    @Test
    void theDefaultSerialVersionIsTheOneOfTheClassAsItWasWritten() {
        assertThat(ObjectStreamClass.lookup(Versioned.class).getSerialVersionUID())
                .isNotZero()
                .isEqualTo(VersionedAsWritten.UID);
    }

    /** Its version, computed from what is written below. */
    private static final class VersionedAsWritten {
        static final long UID = computeFromOriginal();

        private static long computeFromOriginal() {
            try {
                java.security.MessageDigest sha = java.security.MessageDigest.getInstance("SHA");
                java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
                java.io.DataOutputStream data = new java.io.DataOutputStream(bytes);
                // Java Object Serialization Specification, 4.6: name, modifiers, interfaces, fields, constructors,
                // methods.
                data.writeUTF(Versioned.class.getName());
                data.writeInt(0);
                data.writeUTF(Serializable.class.getName());
                data.writeUTF("a");
                data.writeInt(0);
                data.writeUTF("I");
                data.writeUTF("<init>");
                data.writeInt(0);
                data.writeUTF("()V");
                data.writeUTF("f");
                data.writeInt(0);
                data.writeUTF("(I)I");
                data.flush();
                byte[] hash = sha.digest(bytes.toByteArray());
                long uid = 0;
                for (int i = 7; i >= 0; i--) {
                    uid = uid << 8 | hash[i] & 0xff;
                }
                return uid;
            } catch (java.io.IOException | java.security.NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }
    }

    @SuppressWarnings("serial") // that it names no version is the point
    static class Versioned implements Serializable {
        int a;

        @Suspendable
        int f(int x) {
            Continuation.yield();
            return x;
        }
    }

    // ---- T5: when a class is initialised ----

    static final StringBuilder ORDER = new StringBuilder();

    static class Noisy {
        final int n;

        static {
            ORDER.append("initialised ");
        }

        Noisy(int n) {
            this.n = n;
        }
    }

    @Suspendable
    static int argument() {
        Continuation.yield();
        ORDER.append("argument ");
        return 3;
    }

    @Test
    void aClassIsInitialisedBeforeTheArgumentsOfItsConstructor() {
        assertThat(this.<Integer>suspending(() -> new Noisy(argument()).n)).isEqualTo(3);
        assertThat(ORDER).hasToString("initialised argument ");
    }

    // ---- T6: what a frame keeps ----

    private WeakReference<Object> first;
    private WeakReference<Object> second;

    @Suspendable
    private void useAndForget() {
        Object big = new byte[1 << 20];
        first = new WeakReference<>(big);
        Continuation.yield(); // big is live
        assertThat(big).isNotNull();
        Object other = new byte[1 << 20];
        second = new WeakReference<>(other);
        Continuation.yield(); // other is live, big is dead
        assertThat(other).isNotNull();
        Continuation.yield(); // both are dead
    }

    @Test
    void deadReferencesAreLetGo() {
        Continuation continuation = new Continuation(this::useAndForget);
        continuation.run();
        assertThat(isCollected(first)).isFalse();
        continuation.run();
        assertThat(isCollected(first)).isTrue();
        assertThat(isCollected(second)).isFalse();
        continuation.run();
        assertThat(isCollected(second)).isTrue();
    }

    private static boolean isCollected(WeakReference<Object> reference) {
        for (int i = 0; i < 5 && reference.get() != null; i++) {
            System.gc();
        }
        return reference.get() == null;
    }

    // ---- T7: what reflection sees ----

    @Test
    void annotationsStayOnTheOriginalAlone() throws NoSuchMethodException {
        assertThat(Shop.class.getMethod("price", String.class).isAnnotationPresent(Shop.Endpoint.class))
                .isTrue();
        assertThat(Arrays.stream(Shop.class.getDeclaredMethods())
                        .filter(m -> m.isAnnotationPresent(Shop.Endpoint.class)))
                .hasSize(1);
    }

    @Test
    void whatIsPublicAndNotABridgeIsWhatWasWritten() {
        List<String> methods = Arrays.stream(Shop.class.getMethods())
                .filter(m -> m.getDeclaringClass() == Shop.class && !m.isSynthetic())
                .map(Method::getName)
                .sorted()
                .collect(Collectors.toList());
        assertThat(methods).containsExactly("constants", "discounts", "price", "twice");
        assertThat(Shop.class.getDeclaredClasses())
                .containsExactlyInAnyOrder(Shop.Prices.class, Shop.Costs.class, Shop.Endpoint.class);
    }

    // ---- T8: no stack left in the middle of unwinding ----

    @Suspendable
    private static int descend(int depth) {
        int below = depth % 64 == 0 ? pause() + descend(depth + 1) : descend(depth + 1);
        return below + 1;
    }

    @Suspendable
    private static int pause() {
        Continuation.yield();
        return 0;
    }

    @Test
    void anOverflowingStackFailsTheContinuationAndNothingElse() {
        AtomicInteger runs = new AtomicInteger();
        SuspendableRunnable body = () -> {
            try {
                descend(1);
            } catch (StackOverflowError e) {
                runs.incrementAndGet();
            }
            Continuation.yield();
            runs.incrementAndGet();
        };
        Continuation continuation = new Continuation(body);
        long steps = 0;
        while (!continuation.isDone() && steps < 2_000_000) {
            continuation.run();
            steps++;
            if (runs.get() > 0) {
                break;
            }
            if (steps > 20_000) {
                return; // frames are on the heap: the recursion goes on as long as memory lasts, which is as good
            }
        }
        assertThat(runs).hasValue(1);
        continuation.run();
        assertThat(runs).hasValue(2);
        assertThat(continuation.isDone()).isTrue();
    }

    @Suspendable
    private static int plunge(int depth) {
        return plunge(depth + 1) + 1;
    }

    @Test
    void anOverflowWithoutSuspensionIsCaughtWhereItWouldBe() {
        assertThat(this.<String>suspending(() -> {
                    try {
                        return "" + plunge(0);
                    } catch (StackOverflowError e) {
                        Continuation.yield();
                        return "overflow";
                    }
                }))
                .isEqualTo("overflow");
        assertThat(suspensions).isEqualTo(1);
    }

    // ---- T11: javac against instrumented classes ----

    @Test
    void javacSeesNoOverloads() {
        Class<?> user = Outside.load(
                directory,
                "User",
                "public class User extends Shop {"
                        + " java.util.function.ToIntFunction<String> exact = this::price;"
                        + " static <T> T pick(java.util.function.Function<String, T> f) { return f.apply(\"tea\"); }"
                        + " Object inferred = pick(new Shop()::price);"
                        + " @Override public int twice(String n) { return 1; } }");
        assertThat(user).isNotNull();
    }
}
