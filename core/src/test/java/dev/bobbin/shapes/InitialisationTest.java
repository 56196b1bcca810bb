package dev.bobbin.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Compiler;
import dev.bobbin.harness.Programs;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;

/** When the fields of classes and interfaces are computed. Where plain Java says that, JLS 12.4.1 does. */
class InitialisationTest extends ShapeTest {

    private static final String COMPUTED =
            "static int computed(String name) { note(name + \" computed\"); return name.length(); }\n";

    /** No method has a body: only the use of a field initialises the interface. */
    private static final String PRICES = COMPUTED + """
            interface Prices { int RATE = computed("Prices"); @Suspendable int price(int n); }
            static class Shop implements Prices {
              static final int OPEN = computed("Shop");
              public int price(int n) { return at(n) + OPEN; }
            }
            """;

    @Shape("A35")
    @Test
    void anInterfaceIsNotInitialisedWithTheClassesThatImplementIt() {
        body(
                PRICES,
                "Prices p = new Shop(); note(p.price(at(2))); note(1); note(Prices.RATE); note(new Shop().price(3));");
        body(PRICES, "note(at(Prices.RATE)); note(1); Prices p = new Shop(); note(p.price(4));");
        body(PRICES, "note(Shop.RATE + at(1)); note(1); note(new Shop().price(5));");
        body(
                PRICES,
                "Prices p = new Shop() { public int price(int n) { return super.price(n) + RATE + at(1); } }; note(p.price(6));");
    }

    @Shape("A35")
    @Test
    void anInterfaceIsNotInitialisedWithItsLambdas() {
        body(
                PRICES,
                "Prices p = n -> at(n); note(p.price(1)); p = n -> Prices.RATE + at(n); note(2); note(p.price(3));");
        body(PRICES, "Prices p = new Shop()::price; note(p.price(1)); note(Prices.RATE);");
        body(
                PRICES
                        + "static class Late { static { computed(\"Late\"); } @Suspendable static int price(int n) { return at(n); } }\n",
                "Prices p = Late::price; note(1); note(p.price(at(2))); note(Prices.RATE);");
    }

    @Shape("A35")
    @Test
    void anInterfaceThatMakesItsOwnInstancesFindsTheirClassReady() {
        body(COMPUTED + """
                interface Figure { Figure UNIT = new Circle(1); @Suspendable int area(); }
                static class Circle implements Figure {
                  static final int SCALE = computed("Circle");
                  final int r; Circle(int r) { this.r = r * SCALE; note("circle " + this.r); }
                  public int area() { return at(3) * r * r; }
                }
                """, "Figure f = new Circle(at(2)); note(f.area()); note(Figure.UNIT.area());");
    }

    @Shape("A35")
    @Test
    void enumsAndAbstractClassesMayStandBetween() {
        body(PRICES + """
                enum Sort implements Prices { TEA, MILK { public int price(int n) { return at(n) * RATE; } }; static { computed("Sort"); }
                  public int price(int n) { return at(n) + ordinal(); } }
                abstract static class Any implements Prices { static { computed("Any"); } @Suspendable int twice(int n) { return price(n) + price(at(n)); } }
                static class Some extends Any { static { computed("Some"); } public int price(int n) { return at(n); } }
                """, "note(Sort.TEA.price(1)); note(new Some().twice(2)); note(Sort.MILK.price(3));");
    }

    @Shape("A35")
    @Test
    void ofInterfacesThatExtendEachOtherEachIsInitialisedWhenItsOwnFieldIsUsed() {
        body(PRICES + """
                interface Rebates extends Prices { int PART = computed("Rebates"); int price(int n); @Suspendable int rebate(int n); }
                interface Sales<T extends Comparable<T>> extends Rebates, Comparable<Sales<T>> { Object SALE = computed("Sales"); @Suspendable T all(T t); int rebate(int n); }
                static class Market implements Sales<String> {
                  public int price(int n) { return at(n); } public int rebate(int n) { return at(n) + 1; } public String all(String s) { return at(s) + 2; }
                  public int compareTo(Sales<String> other) { return 0; }
                }
                """, """
                Sales<String> s = new Market(); note(s.price(1)); Rebates r = s; note(r.rebate(2)); note(s.all("3")); Prices p = s; note(p.price(at(4)));
                note(Sales.SALE); note(r.price(5)); note(Rebates.PART); note(Prices.RATE);
                """);
    }

    /** The twin of the body is the only one, and must not be taken for that of the method without. */
    @Shape("A35")
    @Test
    void aMethodWithABodyMayBeMadeAbstractAgain() {
        body(COMPUTED + """
                interface Given { int G = computed("Given"); @Suspendable default int get(int n) { return at(n) + 1000; } }
                interface Wanted extends Given { int W = computed("Wanted"); int get(int n); @Suspendable int more(int n); }
                interface Alone extends Given { int A = computed("Alone"); int get(int n); }
                static class Plain { public int get(int n) { return n + 20; } }
                static class Half extends Plain implements Wanted { public int more(int n) { return at(n) + get(n); } }
                static class Full implements Wanted { public int get(int n) { return at(n); } public int more(int n) { return get(at(n)); } }
                """, """
                Wanted h = new Half(); note(h.get(1)); note(h.more(2)); Given g = h; note(g.get(3)); Wanted f = new Full(); note(f.get(4)); note(f.more(5));
                Alone a = n -> at(n) * 2; note(a.get(6)); g = a; note(g.get(7)); a = new Plain()::get; note(a.get(8)); note(new Given() {}.get(9));
                note(Wanted.W + Alone.A + Given.G);
                """);
    }

    /** The first two had one in the source, the third gets one from some compilers: a bridge. */
    @Shape("A35")
    @Test
    void anInterfaceWithMethodsThatHaveBodiesIsInitialisedWithItsClasses() {
        body(COMPUTED + """
                interface Own { int O = computed("Own"); @Suspendable int get(int n); default int twice(int n) { return 2 * n; } }
                interface Suspending { int S = computed("Suspending"); @Suspendable int get(int n); @Suspendable default int more(int n) { return get(n) + at(n); } }
                interface Get<T> { int G = computed("Get"); @Suspendable T get(T n); }
                interface GetText extends Get<String> { int T = computed("GetText"); String get(String n); }
                static class Both implements Own, Suspending { static { computed("Both"); } public int get(int n) { return at(n); } }
                """, """
                Both b = new Both(); note(b.get(1)); note(b.more(2));
                GetText t = s -> at(s); note(t.get("3")); Get<String> g = t; note(g.get("4"));
                Own o = n -> at(n); note(o.get(5)); note(Own.O + Suspending.S + GetText.T + Get.G);
                """);
    }

    @Shape("A35")
    @Test
    void anInterfaceWithStaticMethodsAloneIsInitialisedByACallOfThem() {
        body(
                COMPUTED + """
                interface Tools { int T = computed("Tools"); @Suspendable int use(int n); @Suspendable static int all(int n) { return at(n) + T; } static int one() { return 1; } }
                """,
                "Tools t = n -> at(n) + 1; note(t.use(1)); note(2); note(Tools.all(at(3))); note(Tools.one());");
        body(COMPUTED + """
                interface Tools { int T = computed("Tools"); @Suspendable int use(int n); @Suspendable static int all(int n) { Tools t = m -> at(m) + n; return t.use(T); } }
                """, "Tools t = n -> at(n) + 1; note(t.use(1)); note(2); note(Tools.all(at(3)));");
    }

    @Shape("A35")
    @Test
    void anInterfaceWhoseFieldsCannotBeComputedFailsWhenTheyAreUsed() {
        body(COMPUTED + """
                static int divisor = 1;
                interface Broken { int B = computed("Broken") / divisor; @Suspendable int get(int n); }
                static class Fine implements Broken { public int get(int n) { return at(n); } }
                """, """
                divisor = 0; Broken b = new Fine(); note(b.get(1));
                for (int i = 0; i < 2; i++) try { note(Broken.B + at(2)); } catch (LinkageError e) { note(e); note(at(3)); }
                """);
    }

    @Shape("A35")
    @Test
    void aClassIsInitialisedByTheFirstCallOrFieldAfterItsOperands() {
        body(COMPUTED + """
                static class Called { static { computed("Called"); } @Suspendable static int m(int n) { return at(n); } static int quiet(int n) { return n; } }
                static class Read { static int field = computed("Read"); static long two; }
                static class Sub extends Read { static { computed("Sub"); } static int own; }
                static class Quiet { static { computed("Quiet"); } @Suspendable static int m(int n) { return n; } }
                """, """
                note(Called.m(at(1))); Read.two = at(2L); Read.field += at(3); note(Sub.field + at(4)); Sub.own = at(5) + Sub.own; note(Sub.own);
                note(at(Quiet.class.getSimpleName())); Object o = null; note(at(o) instanceof Quiet); note(at(new Quiet[2].length)); note(Quiet.m(at(6)));
                """);
    }

    @Shape("A35")
    @Test
    void sealedInterfacesAndRecordsAreInitialisedWhenTheirFieldsAreUsed() {
        alike("17", COMPUTED + """
                sealed interface Fruit permits Stone, Apple { Object F = computed("Fruit"); @Suspendable int weigh(int n); }
                sealed interface Stone extends Fruit permits Plum { Object S = computed("Stone"); int weigh(int n); @Suspendable int stones(); }
                record Apple(int n) implements Fruit { static { computed("Apple"); } public int weigh(int m) { return at(n + m); } }
                record Plum(int n) implements Stone { static { computed("Plum"); } public int weigh(int m) { return at(n * m); } public int stones() { return at(1); } }
                """ + inRun("""
                Fruit a = new Apple(1); note(a.weigh(2)); Stone p = new Plum(3); note(p.weigh(4)); a = p; note(a.weigh(5)); note(p.stones());
                note(Stone.S); note(Fruit.F); note(Fruit.class.getPermittedSubclasses().length);
                """));
    }

    /** A proxy of the JDK's is asked for them, and it knows no twins. */
    @Shape("A36")
    @Test
    void theElementsOfAnAnnotationAreNotSuspendable() {
        body(
                COMPUTED + """
                @Suspendable @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
                @interface Role { int R = computed("Role"); String name(); int[] of() default 3; }
                @Role(name = "boss") static class Boss {}
                """,
                "Role r = Boss.class.getAnnotation(Role.class); note(at(1)); note(r.name()); note(r.of().length); note(Role.R);");
    }

    @Test
    void thereIsAnotherInterfaceOnlyWhereItIsNeeded() throws Exception {
        Map<String, byte[]> instrumented =
                compiled("17", Compiler.JAVAC, PRICES + """
                interface Computes { int C = computed("C"); }
                interface Constant { int C = 1; @Suspendable int one(); }
                interface Own { int O = computed("O"); @Suspendable int one(); default int two() { return 2; } }
                public interface Open<T> extends Comparable<Open<T>> { int O = computed("O"); @Suspendable T one(T t); }
                interface Again<T> extends Open<T> { int A = computed("A"); @Suspendable T one(T t); }
                """ + inRun("")).instrumented();
        assertThat(instrumented.keySet())
                .filteredOn(name -> name.contains("Twins"))
                .containsExactlyInAnyOrder("Shape$Prices$$Twins", "Shape$Open$$Twins");
        ClassLoader loader = Programs.loaderOf(instrumented);
        Class<?> open = loader.loadClass("Shape$Open");
        Class<?> twins = loader.loadClass("Shape$Open$$Twins");
        assertThat(Modifier.isPublic(twins.getModifiers())).isTrue();
        assertThat(twins.isSynthetic()).isTrue();
        assertThat(open.getInterfaces()).containsExactly(Comparable.class, twins);
        assertThat(open.getGenericInterfaces())
                .extracting(Object::toString)
                .containsExactly("java.lang.Comparable<Shape$Open<T>>", twins.toString());
        assertThat(open.getDeclaredMethods()).extracting(Method::getName).containsExactly("one");
        assertThat(twins.getDeclaredMethods()).extracting(Method::getName).containsExactly("one-co");
        assertThat(twins.getDeclaredMethods()[0].getGenericParameterTypes()[0]).isEqualTo(Object.class);
        assertThat(new ClassReader(instrumented.get("Shape$Prices$$Twins")).getAccess() & Modifier.PUBLIC)
                .isZero();
    }

    private void body(String members, String statements) {
        alike(members + inRun(statements));
    }
}
