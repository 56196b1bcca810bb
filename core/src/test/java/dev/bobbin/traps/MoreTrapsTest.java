package dev.bobbin.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableCallable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.MethodDelegation;
import net.bytebuddy.implementation.SuperMethodCall;
import net.bytebuddy.implementation.bind.annotation.RuntimeType;
import net.bytebuddy.implementation.bind.annotation.SuperCall;
import net.bytebuddy.matcher.ElementMatchers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The traps of {@link TrapsTest} from other sides. Public for the classes that are compiled against it. */
public class MoreTrapsTest {

    @TempDir
    Path directory;

    private int suspensions;

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

    // ---- T1: a subclass compiled without the plugin ----

    @Test
    void aPlainAnonymousClassIsWhatSuspendingCallersGet() {
        Shop shop = (Outside.make(
                        directory,
                        Maker.class,
                        "Anonymous",
                        "public class Anonymous implements MoreTrapsTest.Maker { public Shop shop() { return new Shop() {"
                                + " @Override public int price(String n) { return 42; } }; } }"))
                .shop();
        assertThat(this.<Integer>suspending(() -> shop.twice("tea"))).isEqualTo(84);
    }

    /** Makes shops elsewhere. */
    public interface Maker {
        Shop shop();
    }

    /** Both are seen by one and the same call, in turns. */
    @Test
    void plainAndInstrumentedSubclassesTakeTurnsAtOneCall() {
        Shop plain = Outside.make(
                directory,
                Shop.class,
                "Turns",
                "public class Turns extends Shop { public int price(String n) { return 100; } }");
        Shop other = Outside.make(directory, Shop.class, "Quiet", "public class Quiet extends Shop { }");
        Shop built = Outside.makeInstrumented(
                directory,
                Shop.class,
                "Built",
                "public class Built extends Shop { @Override public int price(String n) { return super.price(n) + 10; } }");
        List<Shop> shops = List.of(new Shop(), plain, built, other, plain, new Shop(), built, other);
        assertThat(this.<Integer>suspending(() -> {
                    int sum = 0;
                    for (int i = 0; i < 4000; i++) {
                        sum += shops.get(i % 8).price("tea");
                    }
                    return sum;
                }))
                .isEqualTo(500 * (3 + 100 + 13 + 3 + 100 + 3 + 13 + 3));
        assertThat(suspensions).isEqualTo(3000);
    }

    /** The twin in Shop asks the receiver's class, which has a method of its own: from there the call would come back for ever. */
    @Test
    void aPlainClassCallsAMethodThatCallsThatOfItsSuperclass() {
        Outside.makeInstrumented(
                directory,
                Shop.class,
                "Middle",
                "public class Middle extends Shop {"
                        + " @Override public int twice(String n) { return super.twice(n) + price(n); }"
                        + " @Override protected int constant() { return super.constant() + 1; } }");
        Shop shop = Outside.make(
                directory,
                Shop.class,
                "Top",
                "public class Top extends Middle {"
                        + " @Override public int twice(String n) { return super.twice(n) + 1000; }"
                        + " @Override protected int constant() { return super.constant() + 100; }"
                        + " @Override public int price(String n) { return 20; } }");
        assertThat(this.<Integer>suspending(() -> shop.twice("tea"))).isEqualTo(2 * 20 + 20 + 1000);
        assertThat(this.<Integer>suspending(() -> shop.constants())).isEqualTo(10 * (1 + 1 + 100));
    }

    static class Plain {
        public int valueOf(int n) {
            return -n;
        }
    }

    interface Valuing {
        @Suspendable
        default int valueOf(int n) {
            Continuation.yield();
            return n;
        }
    }

    static class Both extends Plain implements Valuing {
        @Suspendable
        int ofTheInterface(int n) {
            return Valuing.super.valueOf(n);
        }
    }

    @Test
    void aCallOfAnInterfacesOwnMethodDoesNotReachThatOfTheSuperclass() {
        Both both = new Both();
        assertThat(this.<Integer>suspending(() -> both.ofTheInterface(7))).isEqualTo(7);
        assertThat(suspensions).isEqualTo(1);
        assertThat(this.<Integer>suspending(() -> ((Valuing) both).valueOf(7))).isEqualTo(-7);
    }

    @Test
    void aPlainClassOverridesWhatTwoInstrumentedClassesAboveDeclare() {
        Outside.makeInstrumented(
                directory,
                Shop.class,
                "Upper",
                "public class Upper extends Shop { @Override public int twice(String n) { return super.twice(n) + price(n); } }");
        Shop shop = Outside.make(
                directory,
                Shop.class,
                "Under",
                "public class Under extends Upper { @Override protected int constant() { return 3; }"
                        + " @Override public int price(String n) { return 20; } }");
        assertThat(this.<Integer>suspending(() -> shop.twice("tea") + shop.constants()))
                .isEqualTo(90);
    }

    @Test
    @SuppressWarnings("unchecked") // the class is known by name only
    void aPlainClassWithAGenericOverrideIsReachedThroughItsBridge() {
        Sorter<String> sorter = Outside.make(
                directory,
                Sorter.class,
                "Bridged",
                "public class Bridged extends MoreTrapsTest.Sorter<String> {"
                        + " @Override public String pick(String a, String b) { return a + b; } }");
        assertThat(this.<String>suspending(() -> sorter.pick("x", "y"))).isEqualTo("xy");
        assertThat(this.<String>suspending(() -> sorter.both("x", "y"))).isEqualTo("xyxy");
    }

    /** Generic, to be specialised elsewhere. */
    public static class Sorter<T> {
        @Suspendable
        public T pick(T a, T b) {
            Continuation.yield();
            return a;
        }

        @Suspendable
        public String both(T a, T b) {
            return String.valueOf(pick(a, b)) + pick(a, b);
        }
    }

    @Test
    void aPlainOverrideOfADefaultMethodIsWhatSuspendingCallersGet() {
        Tasks tasks = Outside.make(
                directory,
                Tasks.class,
                "PlainTasks",
                "public class PlainTasks implements MoreTrapsTest.Tasks { public int one() { return 5; }"
                        + " @Override public int two() { return 50; } }");
        assertThat(this.<Integer>suspending(() -> tasks.one() + tasks.two() + tasks.three()))
                .isEqualTo(5 + 50 + 55);
    }

    @Test
    void aPlainLambdaOfASuspendableInterfaceIsCalledAsItIs() {
        Tasks tasks = (Outside.make(
                        directory,
                        TasksMaker.class,
                        "Lambdas",
                        "public class Lambdas implements MoreTrapsTest.TasksMaker { public MoreTrapsTest.Tasks tasks() {"
                                + " return () -> 7; } }"))
                .tasks();
        assertThat(this.<Integer>suspending(() -> tasks.one() + tasks.three())).isEqualTo(7 + 7 + 2);
        assertThat(suspensions).isEqualTo(1);
    }

    /** Defaults that suspend, and one method to implement. */
    public interface Tasks {
        @Suspendable
        int one();

        @Suspendable
        default int two() {
            Continuation.yield();
            return 2;
        }

        @Suspendable
        default int three() {
            return one() + two();
        }
    }

    /** Makes them elsewhere. */
    public interface TasksMaker {
        Tasks tasks();
    }

    // ---- T2: two interfaces with the same method ----

    /** Unrelated to {@link Tasks}, but of the same form. */
    interface Jobs {
        @Suspendable
        int one();

        @Suspendable
        default int two() {
            return 20;
        }
    }

    interface Merged extends Tasks, Jobs {
        @Override
        default int two() {
            return Tasks.super.two() + Jobs.super.two();
        }
    }

    abstract static class Abstract implements Tasks, Jobs {
        @Override
        public int two() {
            return Jobs.super.two() + 1;
        }
    }

    static class Concrete extends Abstract {
        @Override
        public int one() {
            Continuation.yield();
            return 1;
        }
    }

    @Test
    void aClassAnInterfaceAndALambdaOfTwoInterfacesSuspend() {
        Merged merged = () -> {
            Continuation.yield();
            return 4;
        };
        Tasks tasks = new Concrete();
        Jobs jobs = (Jobs) tasks;
        assertThat(this.<Integer>suspending(() -> merged.one() + merged.two() + merged.three()))
                .isEqualTo(4 + 22 + 26);
        assertThat(this.<Integer>suspending(() -> tasks.one() + tasks.two() + jobs.one() + jobs.two() + tasks.three()))
                .isEqualTo(1 + 21 + 1 + 21 + 22);
    }

    @Test
    void anIntersectionOfTwoInterfacesIsCalledThroughEither() {
        assertThat(this.<Integer>suspending(() -> ofBoth(new Two()))).isEqualTo(5);
    }

    @Suspendable
    private static <T extends Shop.Prices & Shop.Costs> int ofBoth(T both) {
        Shop.Costs costs = both;
        return both.price("a") + costs.price("bbbb");
    }

    static class Two implements Shop.Prices, Shop.Costs {
        @Override
        public int price(String name) {
            Continuation.yield();
            return name.length();
        }
    }

    // ---- T3: proxies, interceptors and mocks made at run time ----

    @Test
    void aProxyOfTwoInterfacesSuspendsThroughEither() {
        Concrete real = new Concrete();
        Object proxy = Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Tasks.class, Jobs.class}, (p, m, a) -> m.invoke(real, a));
        assertThat(this.<Integer>suspending(() -> ((Tasks) proxy).one() + ((Jobs) proxy).one()))
                .isEqualTo(2);
        assertThat(suspensions).isEqualTo(2);
    }

    @Test
    void anExceptionOfAProxiedMethodComesAsTheProxyThrowsIt() {
        Tasks failing = () -> {
            Continuation.yield();
            throw new IllegalStateException("proxied");
        };
        Tasks proxy = (Tasks) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Tasks.class}, (p, m, a) -> m.invoke(failing, a));
        assertThatThrownBy(() -> suspending(() -> proxy.one())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(proxy::one)
                .satisfiesAnyOf(
                        thrown -> assertThat(thrown).isInstanceOf(UndeclaredThrowableException.class),
                        thrown -> assertThat(thrown).isInstanceOf(InvocationTargetException.class));
    }

    /** What a framework's interceptor does. */
    public static class Counting {
        static int calls;

        @RuntimeType
        public static Object around(@SuperCall java.util.concurrent.Callable<?> original) throws Exception {
            calls++;
            return original.call();
        }
    }

    private static Shop instance(net.bytebuddy.dynamic.DynamicType.Builder<? extends Shop> builder) {
        try {
            return builder.make()
                    .load(Shop.class.getClassLoader(), ClassLoadingStrategy.Default.WRAPPER)
                    .getLoaded()
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSubclassMadeAtRunTimeIsWhatSuspendingCallersGet() {
        Shop fixed = instance(new ByteBuddy()
                .subclass(Shop.class)
                .method(ElementMatchers.named("price"))
                .intercept(FixedValue.value(9)));
        assertThat(this.<Integer>suspending(() -> fixed.twice("tea"))).isEqualTo(18);
    }

    @Test
    void aSubclassMadeAtRunTimeThatOnlyCallsSuperIsExplainedOrSuspends() {
        Shop forwarding = instance(new ByteBuddy()
                .subclass(Shop.class)
                .method(ElementMatchers.named("price"))
                .intercept(SuperMethodCall.INSTANCE));
        assertThatThrownBy(() -> suspending(() -> forwarding.twice("tea")))
                .hasMessageContaining("stands between two suspendable methods");
        Shop intercepted = instance(new ByteBuddy()
                .subclass(Shop.class)
                .method(ElementMatchers.named("constant"))
                .intercept(MethodDelegation.to(Counting.class)));
        Counting.calls = 0;
        assertThat(this.<Integer>suspending(() -> intercepted.constants())).isEqualTo(10);
        assertThat(Counting.calls).isEqualTo(1);
    }

    /** Every method of a class is intercepted by frameworks that cannot know which are generated. */
    @Test
    void aSubclassThatInterceptsEverythingPublicComesToTheSameResult() {
        Shop all = instance(new ByteBuddy()
                .subclass(Shop.class)
                .method(ElementMatchers.isPublic().and(ElementMatchers.isDeclaredBy(Shop.class)))
                .intercept(MethodDelegation.to(Counting.class)));
        assertThat(all.constants()).isEqualTo(10);
        assertThat(this.<Integer>suspending(() -> all.constants())).isEqualTo(10);
    }

    // ---- T4 and T7: what serialization and management see ----

    @Test
    void anObjectWithASuspendableMethodIsReadBackAndSuspends() throws IOException, ClassNotFoundException {
        TrapsTest.Versioned written = new TrapsTest.Versioned();
        written.a = 6;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(written);
        }
        try (ObjectInputStream input = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            TrapsTest.Versioned read = (TrapsTest.Versioned) input.readObject();
            assertThat(this.<Integer>suspending(() -> read.f(read.a))).isEqualTo(6);
        }
    }

    /** A managed class; what is managed does not suspend. */
    public interface MeterMBean {
        int getLevel();

        void reset();
    }

    /** Its implementation, which also suspends. */
    public static class Meter implements MeterMBean {
        @Override
        public int getLevel() {
            return 4;
        }

        @Override
        public void reset() {}

        @Suspendable
        public int measure() {
            Continuation.yield();
            return 4;
        }
    }

    @Test
    void managementSeesWhatItsInterfaceSays() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("dev.bobbin.traps:type=Meter");
        server.registerMBean(new Meter(), name);
        try {
            assertThat(server.getMBeanInfo(name).getOperations())
                    .extracting(MBeanOperationInfo::getName)
                    .containsExactly("reset");
            assertThat(server.getAttribute(name, "Level")).isEqualTo(4);
        } finally {
            server.unregisterMBean(name);
        }
    }

    @Test
    void reflectionCallsTheMethodThatWasWritten() throws ReflectiveOperationException {
        Method twice = Shop.class.getMethod("twice", String.class);
        Constructor<Shop> constructor = Shop.class.getConstructor();
        assertThat(Modifiers.of(twice)).isEqualTo("public int twice(java.lang.String)");
        Shop constant = constructor.newInstance();
        assertThat(Shop.class.getMethod("constants").invoke(constant)).isEqualTo(10);
        assertThatThrownBy(() -> suspending(() -> (Integer) twice.invoke(new Shop(), "tea")))
                .cause()
                .hasMessageMatching("MoreTrapsTest\\.java:\\d+: a lambda in MoreTrapsTest.* comes to Shop\\.twice\\(\\)"
                        + " through Method\\.invoke\\(\\), which stands between two suspendable methods: .*");
    }

    private static final class Modifiers {
        static String of(Method method) {
            return method.toGenericString().replace(method.getDeclaringClass().getName() + ".", "");
        }
    }

    // ---- T5: when a class is initialised ----

    static final List<String> ORDER = new ArrayList<>();

    static class Base {
        static {
            ORDER.add("base");
        }
    }

    static class Loud extends Base {
        static {
            ORDER.add("loud");
        }

        Loud(Object... arguments) {
            ORDER.add("made" + arguments.length);
        }
    }

    static class Failing {
        static {
            ORDER.add("failing");
            if (ORDER.size() > 0) {
                throw new IllegalStateException("not today");
            }
        }

        Failing(int x) {}
    }

    @Suspendable
    static int argument(String name) {
        Continuation.yield();
        ORDER.add(name);
        return 1;
    }

    @Test
    void superclassesAreInitialisedBeforeTheArgumentsToo() {
        ORDER.clear();
        this.<Object>suspending(() -> new Loud(argument("a"), new Loud(argument("b")), argument("c")));
        assertThat(ORDER).containsExactly("base", "loud", "a", "b", "made1", "c", "made3");
    }

    @Test
    void aFailingInitialiserFailsBeforeTheArguments() {
        ORDER.clear();
        assertThatThrownBy(() -> this.<Object>suspending(() -> new Failing(argument("never"))))
                .isInstanceOf(ExceptionInInitializerError.class);
        assertThat(ORDER).containsExactly("failing");
        assertThatThrownBy(() -> this.<Object>suspending(() -> new Failing(argument("never"))))
                .isInstanceOf(NoClassDefFoundError.class);
        assertThat(ORDER).containsExactly("failing");
    }

    // ---- T6: what a frame keeps ----

    private final List<WeakReference<Object>> references = new ArrayList<>();

    private Object big() {
        Object made = new byte[1 << 16];
        references.add(new WeakReference<>(made));
        return made;
    }

    @Suspendable
    private Object give(Object value) {
        Continuation.yield();
        return value;
    }

    @Suspendable
    private void manyWays(boolean left) {
        Object parameter = big(); // 0: dies after the first suspension
        give(parameter);
        Object shared = left ? big() : null; // 1
        if (left) {
            Continuation.yield();
            assertThat(shared).isNotNull();
        } else {
            shared = big();
            Continuation.yield();
        }
        try {
            give(big()); // 2: an operand only
            throw new IllegalStateException();
        } catch (IllegalStateException e) {
            Continuation.yield();
        }
        for (int i = 0; i < 3; i++) {
            Object round = big(); // 3 to 5: dies with its round
            Continuation.yield();
            assertThat(round).isNotNull();
        }
        Continuation.yield();
    }

    @Test
    void nothingThatIsDeadIsKeptOnAnyPath() {
        for (boolean left : new boolean[] {true, false}) {
            references.clear();
            Continuation continuation = new Continuation(() -> manyWays(left));
            while (!continuation.isDone()) {
                continuation.run();
                if (!continuation.isDone()) {
                    assertThat(alive()).isLessThanOrEqualTo(1);
                }
            }
            assertThat(references).hasSize(6);
            assertThat(alive()).isZero();
        }
    }

    private long alive() {
        for (int i = 0; i < 5; i++) {
            System.gc();
            if (references.stream().filter(r -> r.get() != null).count() == 0) {
                break;
            }
        }
        return references.stream().filter(r -> r.get() != null).count();
    }

    @Test
    void aFinishedContinuationKeepsNothing() {
        references.clear();
        Continuation[] continuation = new Continuation[1];
        Object captured = big();
        continuation[0] = new Continuation(capturing(captured));
        captured = null;
        while (!continuation[0].isDone()) {
            continuation[0].run();
        }
        assertThat(alive()).isZero();
        assertThat(continuation[0].isDone()).isTrue();
    }

    private dev.bobbin.SuspendableRunnable capturing(Object captured) {
        return () -> {
            give(captured);
            Continuation.yield();
        };
    }

    // ---- T11: javac against instrumented classes ----

    @Test
    void javacInfersAndResolvesAsBefore() {
        Class<?> user = Outside.load(
                directory,
                "Resolves",
                "import java.util.function.*; public class Resolves extends MoreTrapsTest.Sorter<Integer> implements"
                        + " MoreTrapsTest.Tasks { public int one() { return 1; }"
                        + " static <A, B> B with(Function<A, B> f, A a) { return f.apply(a); }"
                        + " static int with(ToIntFunction<String> f) { return f.applyAsInt(\"x\"); }"
                        + " int a = with(new Shop()::price); String b = with(x -> \"s\" + x, 1); BinaryOperator<Integer> c = this::pick;"
                        + " Supplier<Integer> d = this::two; MoreTrapsTest.Tasks e = this::one; MoreTrapsTest.Tasks f = () -> 3;"
                        + " Shop g = new Shop() { protected int constant() { return 2; } };"
                        + " var h() { return null; } }"
                                .replace("var h() { return null; }", "Object h() { return null; }"));
        assertThat(Arrays.stream(user.getDeclaredMethods()).map(Method::getName))
                .contains("one", "with");
    }
}
