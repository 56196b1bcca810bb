package dev.bobbin.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import dev.bobbin.Continuation;
import dev.bobbin.harness.Assembly;
import dev.bobbin.harness.Compiler;
import dev.bobbin.harness.Mode;
import dev.bobbin.harness.Programs;
import dev.bobbin.instrument.RefusedException;
import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** What a class is besides its code: members, attributes, names, neighbours, and what tools see of them. */
class ClassStructureTest extends ShapeTest {

    /** A class with everything that a class file can say about methods and neighbours, sealed and records included. */
    private static final String FURNISHED = """
            @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME) @interface Seen { String value() default "seen"; int[] n() default {1, 2}; }
            @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.CLASS) @interface Kept { Class<?> value() default Object.class; }
            @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME) @java.lang.annotation.Target(java.lang.annotation.ElementType.TYPE_USE) @interface Used { int value() default 0; }
            sealed interface Fruit permits Apple, Pear { @Suspendable int weigh(@Seen("scale") int scale); default int twice() { return 2 * weigh(1); } }
            record Apple(@Seen int seeds, List<String> names) implements Fruit { Apple { if (seeds < 0) throw new IllegalArgumentException(); } @Seen @Kept public int weigh(int scale) { return at(seeds * scale); } }
            static non-sealed class Pear implements Fruit { @Seen("p") public synchronized int idle() { return 1; } @Deprecated @Override public int weigh(final int scale) { return at(scale); } }
            static class Generic<T extends Comparable<? super T>> {
                @Seen(n = 3) @Kept(String.class) @Suspendable protected <X extends Throwable & Runnable> Map<? extends T, X[]> pick(@Seen("first") final T first, @Kept long second, @Used(7) List<? super X> @Used(8) ... rest) throws X, java.io.IOException { pause(); @Used(9) Object o = at(first); return (Map<? extends T, X[]>) o; }
                @Suspendable strictfp double strict(double d) { return at(d); }
                @Suspendable final T last(T t) { return at(t); }
                @Suspendable private static <U> U own(@Seen U u) { return at(u); }
                @Suspendable @Seen T local(T t) { class Local { @Suspendable T in() { Object o = new Object() { @Suspendable public String toText() { return at("anonymous"); } }; return at(t); } } return new Local().in(); }
                Generic() { } @Seen Generic(@Seen("c") int x) { }
                @Seen int field; @Used(3) List<@Used(4) String> list; transient volatile int odd;
            }
            enum Size { @Seen SMALL { @Override int of(int x) { return at(x); } }, LARGE { int of(int x) { return 2 * at(x); } }; @Suspendable @Seen abstract int of(int x); }
            interface Pure { @Suspendable int one(int x); @Suspendable private int two(int x) { return at(x); } @Suspendable static int three(int x) { return at(x); } @Seen @Suspendable default int four(int x) { return two(x) + three(x); } }
            class Inner { private int secret = 3; @Suspendable private int tell() { return at(secret); } }
            """;

    private Programs furnished() {
        String run = inRun(
                "note(new Apple(2, List.of()).weigh(3)); note(Size.LARGE.of(4)); note(new Shape().new Inner().tell());"
                        + " note(new Generic<String>().local(\"l\")); Pure p = x -> at(x); note(p.four(p.one(5)));");
        Programs programs = compiled("17", Compiler.JAVAC, FURNISHED + run);
        programs.assertVerified().assertAlike("Shape", "furnished");
        return programs;
    }

    // ---- twice, or not at all ----

    @Shape("I1")
    @Test
    void aSecondRunChangesNothing() {
        Programs programs = furnished();
        Map<String, byte[]> twice = programs.instrumentedTwice();
        assertThat(twice.keySet()).isEqualTo(programs.instrumented().keySet());
        twice.forEach((name, bytes) ->
                assertThat(bytes).as(name).isSameAs(programs.instrumented().get(name)));
    }

    @Shape("I2")
    @Test
    void aMarkedClassThatWasNotInstrumentedDoesNotSuspend() throws ReflectiveOperationException {
        Programs programs =
                compiled("17", Compiler.JAVAC, inRun("note(1);\ndev.bobbin.Continuation.yield();\nnote(2);"));
        Continuation continuation = (Continuation) Programs.loaderOf(programs.plain())
                .loadClass("Shape$Runner")
                .getMethod("run")
                .invoke(null);
        assertThatThrownBy(continuation::run)
                .hasMessageMatching("(?s)Shape\\.java:\\d+: Shape\\.run\\(\\) .*build.*bobbin-maven-plugin\\.");
    }

    // ---- names and packages ----

    @Shape({"I4", "I18"})
    @Test
    void generatedClassesStayInThePackageOfTheirClass() {
        Map<String, String> sources = Map.of("Shape", """
                import static dev.bobbin.harness.Probe.*;
                public class Shape {
                    @dev.bobbin.Suspendable public static void run() { note(new shop.till.Till().total(at(3))); note(new shop.Gr\\u00f6\\u00dfe$().m$(at(4))); }
                }
                """, "shop/till/Till", """
                package shop.till;
                import static dev.bobbin.harness.Probe.*;
                public class Till extends shop.Gr\\u00f6\\u00dfe$ {
                    @dev.bobbin.Suspendable public int total(int x) { return hidden(x) + inherited(x) + new Drawer().open(x); }
                    @dev.bobbin.Suspendable int hidden(int x) { return at(x) + 1; }
                    @Override protected int inherited(int x) { return super.inherited(at(x)) + 1; }
                }
                class Drawer { @dev.bobbin.Suspendable int open(int x) { pause(); return at(x) * 2; } }
                """, "shop/Gr\u00f6\u00dfe$", """
                package shop;
                import static dev.bobbin.harness.Probe.*;
                public class Gr\\u00f6\\u00dfe$ {
                    @dev.bobbin.Suspendable protected int inherited(int x) { return at(x) * hidden(x); }
                    @dev.bobbin.Suspendable int hidden(int x) { return at(x) + 100; }
                    @dev.bobbin.Suspendable public int m$(int $) { interface F { @dev.bobbin.Suspendable int f$$(int x); } F f = x -> at(x) + $; return f.f$$(at($)); }
                }
                """);
        assumeThatCode(() -> directory.resolve("Gr\u00f6\u00dfe$"))
                .as("file names can be other than ASCII")
                .doesNotThrowAnyException();
        for (Compiler compiler : Compiler.values()) {
            Map<String, byte[]> classes = Programs.classFiles(sources, directory, "17", compiler);
            Programs programs = Programs.of(classes).assertVerified();
            programs.assertAlike("Shape", "packages, " + compiler);
            TreeSet<String> generated = new TreeSet<>(programs.instrumented().keySet());
            generated.removeAll(programs.plain().keySet());
            assertThat(generated)
                    .hasSizeGreaterThan(5)
                    .allSatisfy(name -> assertThat(programs.plain().keySet())
                            .anySatisfy(owner -> assertThat(name).startsWith(owner)));
        }
    }

    @Shape("I18")
    @Test
    void aModuleDescriptorIsLeftAlone() {
        Map<String, byte[]> classes = new TreeMap<>(Programs.classFiles(
                Map.of(
                        "module-info",
                        "module shop { exports shop; }",
                        "shop/Shop",
                        "package shop; public class Shop { public int f() { return 1; } }"),
                directory,
                "17",
                Compiler.JAVAC));
        byte[] descriptor = classes.get("module-info");
        classes.put("Shape", Assembly.assemble("Shape", Opcodes.V17, "iconst_1\nat I\npop\nreturn"));
        assertThat(Programs.of(classes).instrumented().get("module-info")).isSameAs(descriptor);
    }

    /** Java cannot spell these names, but other languages can. */
    @Shape("I19")
    @Test
    void methodsOfTheUserMayHaveTheNamesOfGeneratedOnes() {
        HandMadeTest.alike("""
                .method run ()V
                iconst_3
                invokestatic Shape.f (I)I
                note I
                iconst_4
                invokestatic Shape.f-co (I)I
                note I
                iconst_5
                invokestatic Shape.f-resume (I)I
                note I
                iconst_5
                invokestatic Shape.f-body (I)I
                note I
                invokestatic Shape.f-frame ()V
                return
                .method f (I)I
                iload 0
                at I
                ireturn
                .method f-co (I)I
                iload 0
                at I
                iload 0
                iadd
                ireturn
                .method f-resume (I)I
                iload 0
                at I
                iconst_2
                imul
                ireturn
                .method f-body (I)I plain
                iload 0
                ineg
                ireturn
                .method f-frame ()V
                iconst_1
                at I
                note I
                return
                """);
    }

    @Shape("I19")
    @Test
    void parametersMayBeContinuationsAndStacksOfTheUsersOwn() {
        alike("""
                static class Frame { int state = 5; @Suspendable int resume(FrameStack k) { return at(state) + k.depth(); } }
                static class FrameStack { boolean suspended = true; @Suspendable int depth() { pause(); return suspended ? 1 : 0; } }
                @Suspendable static int m(int k, dev.bobbin.Continuation c) { while (!c.isDone()) { c.run(); k += at(2); } return k; }
                @Suspendable static int m(int k) { return at(k); }
                @Suspendable static FrameStack suspended(FrameStack suspended) { return at(suspended); }
                """ + inRun("""
                FrameStack k = new FrameStack(); Frame f = new Frame(); note(f.resume(suspended(k))); note(m(3));
                note(m(1, new dev.bobbin.Continuation(() -> { note("in"); })));
                """));
    }

    // ---- loaders ----

    @Shape("I5")
    @Test
    void oneClassInTwoLoadersIsTwo() throws ReflectiveOperationException {
        Programs programs = compiled(
                "17",
                Compiler.JAVAC,
                "static int n; @Suspendable static void run() throws Exception { for (;;) { n++;"
                        + " dev.bobbin.Continuation.yield(); } } public static int n() { return n; }"
                                .replace("@Suspendable static void", "@Suspendable public static void"));
        ClassLoader one = Programs.loaderOf(programs.instrumented());
        ClassLoader other = Programs.loaderOf(programs.instrumented());
        Continuation first = started(one);
        Continuation second = started(other);
        first.run();
        second.run();
        first.run();
        first.run();
        assertThat(one.loadClass("Shape").getMethod("n").invoke(null)).isEqualTo(3);
        assertThat(other.loadClass("Shape").getMethod("n").invoke(null)).isEqualTo(1);
    }

    @Shape("I5")
    @Test
    void classesAreLoadedBetweenSuspensions() {
        alike("""
                public static class Late implements Supplier<Integer> { static { note("late"); } public Integer get() { return 4; } }
                public interface Task { @Suspendable int go(int x) throws Exception; }
                public static class Later implements Task { static { note("later"); } public int go(int x) { return at(x) + at(1); } }
                @SuppressWarnings("unchecked") static <T> T make(String name) throws Exception { return (T) Class.forName("Shape$" + name).getDeclaredConstructor().newInstance(); }
                """ + inRun("""
                note(at(1)); Supplier<Integer> s = make("Late"); note(at(s.get())); Task t = make("Later"); note(t.go(at(7)));
                """));
    }

    private static Continuation started(ClassLoader loader) throws ReflectiveOperationException {
        return (Continuation) loader.loadClass("Shape$Runner").getMethod("run").invoke(null);
    }

    // ---- attributes, as a class file has them ----

    @Shape({"I6", "I20", "I21"})
    @Test
    void whatTheClassFileSaysIsKept() {
        Programs programs = furnished();
        programs.plain().forEach((name, bytes) -> {
            ClassNode before = read(bytes);
            ClassNode after = read(programs.instrumented().get(name));
            assertThat(aboutClass(after)).as(name).isEqualTo(aboutClass(before));
            List<String> kept = before.methods.stream()
                    .filter(m -> !m.name.startsWith("lambda$"))
                    .map(ClassStructureTest::aboutMethod)
                    .toList();
            assertThat(after.methods.stream().map(ClassStructureTest::aboutMethod))
                    .as(name)
                    .containsAll(kept);
            List<String> fields = before.fields.stream()
                    .map(f -> f.access
                            + f.name
                            + f.desc
                            + f.signature
                            + about(f.visibleAnnotations)
                            + about(f.visibleTypeAnnotations))
                    .toList();
            assertThat(after.fields.stream()
                            .filter(f -> !f.name.contains("-"))
                            .map(f -> f.access
                                    + f.name
                                    + f.desc
                                    + f.signature
                                    + about(f.visibleAnnotations)
                                    + about(f.visibleTypeAnnotations)))
                    .as(name)
                    .isEqualTo(fields);
        });
    }

    private static ClassNode read(byte[] bytes) {
        ClassNode node = new ClassNode();
        new ClassReader(bytes).accept(node, ClassReader.EXPAND_FRAMES);
        return node;
    }

    private static String aboutClass(ClassNode c) {
        List<AnnotationNode> invisible = new ArrayList<>(orEmpty(c.invisibleAnnotations));
        invisible.removeIf(a -> a.desc.equals("Ldev/bobbin/runtime/Instrumented;"));
        return Stream.of(
                        c.version,
                        c.access,
                        c.name,
                        c.signature,
                        c.superName,
                        c.interfaces,
                        c.sourceFile,
                        c.sourceDebug,
                        c.outerClass,
                        c.outerMethod,
                        c.outerMethodDesc,
                        c.nestHostClass,
                        c.nestMembers,
                        c.permittedSubclasses,
                        about(c.visibleAnnotations),
                        about(invisible),
                        about(c.visibleTypeAnnotations),
                        orEmpty(c.innerClasses).stream()
                                .map(i -> i.name + i.outerName + i.innerName + i.access)
                                .sorted()
                                .toList(),
                        orEmpty(c.recordComponents).stream()
                                .map(r -> r.name
                                        + r.descriptor
                                        + r.signature
                                        + about(r.visibleAnnotations)
                                        + about(r.visibleTypeAnnotations))
                                .toList())
                .map(String::valueOf)
                .collect(Collectors.joining("\n"));
    }

    private static String aboutMethod(MethodNode m) {
        return Stream.of(
                        m.access,
                        m.name,
                        m.desc,
                        m.signature,
                        m.exceptions,
                        m.annotationDefault,
                        about(m.visibleAnnotations),
                        about(m.invisibleAnnotations),
                        about(m.visibleTypeAnnotations),
                        about(m.invisibleTypeAnnotations),
                        m.visibleAnnotableParameterCount,
                        m.invisibleAnnotableParameterCount,
                        aboutEach(m.visibleParameterAnnotations),
                        aboutEach(m.invisibleParameterAnnotations),
                        orEmpty(m.parameters).stream()
                                .map(p -> p.name + p.access)
                                .toList())
                .map(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    private static String aboutEach(List<AnnotationNode>[] parameters) {
        return parameters == null
                ? ""
                : Arrays.stream(parameters)
                        .map(ClassStructureTest::about)
                        .toList()
                        .toString();
    }

    private static String about(List<? extends AnnotationNode> annotations) {
        return orEmpty(annotations).stream()
                .map(a -> a.desc + values(a.values))
                .toList()
                .toString();
    }

    private static String values(Object value) {
        if (value instanceof AnnotationNode annotation) {
            return annotation.desc + values(annotation.values);
        } else if (value instanceof Object[] array) {
            return Arrays.toString(array);
        }
        return value instanceof List<?> list
                ? list.stream().map(ClassStructureTest::values).toList().toString()
                : String.valueOf(value);
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? Collections.emptyList() : list;
    }

    // ---- what reflection and the tools that use it see ----

    @Shape({"I6", "I20", "I21", "I22"})
    @Test
    void reflectionSeesWhatItSawBefore() throws ClassNotFoundException {
        Programs programs = furnished();
        ClassLoader before = Programs.loaderOf(programs.plain());
        ClassLoader after = Programs.loaderOf(programs.instrumented());
        for (String name : programs.plain().keySet()) {
            if (!name.contains("Runner")) {
                assertThat(seen(after.loadClass(name))).as(name).isEqualTo(seen(before.loadClass(name)));
            }
        }
    }

    /** What a scanner sees that leaves out what compilers generate, as frameworks do. */
    private static String seen(Class<?> type) {
        List<Object> all = new ArrayList<>();
        all.add(type.toGenericString());
        all.add(texts(type));
        all.add(type.getEnclosingMethod());
        all.add(type.getNestHost().getName());
        all.add(sorted(Arrays.stream(type.getNestMembers()).map(Class::getName)));
        all.add(sorted(Arrays.stream(type.getDeclaredClasses()).map(Class::getName)));
        all.add(sorted(Stream.ofNullable(type.getPermittedSubclasses())
                .flatMap(Arrays::stream)
                .map(Class::getName)));
        all.add(sorted(Stream.ofNullable(type.getRecordComponents())
                .flatMap(Arrays::stream)
                .map(c -> c + texts(c) + c.getAnnotatedType())));
        all.add(sorted(Arrays.stream(type.getDeclaredMethods())
                .filter(ClassStructureTest::isOfTheUser)
                .map(m -> texts(m)
                        + m.toGenericString()
                        + m.getAnnotatedReturnType()
                        + Arrays.deepToString(new Object[] {m.getDefaultValue()})
                        + parameters(m))));
        all.add(sorted(Arrays.stream(type.getMethods())
                .filter(ClassStructureTest::isOfTheUser)
                .map(Method::toGenericString)));
        all.add(sorted(Arrays.stream(type.getDeclaredConstructors())
                .map((Constructor<?> c) -> texts(c) + c.toGenericString() + parameters(c))));
        all.add(sorted(Arrays.stream(type.getDeclaredFields())
                .filter(ClassStructureTest::isOfTheUser)
                .map((Field f) -> texts(f) + f.toGenericString() + f.getAnnotatedType())));
        return all.stream().map(String::valueOf).collect(Collectors.joining("\n"));
    }

    /** Generated methods with code of the user's are not synthetic, or debuggers and coverage would leave them out. */
    private static boolean isOfTheUser(Member member) {
        return !member.isSynthetic() && !member.getName().contains("-");
    }

    private static String parameters(Executable executable) {
        return Arrays.stream(executable.getParameters())
                .map((Parameter p) -> p + texts(p) + p.getAnnotatedType())
                .toList()
                .toString();
    }

    private static String texts(AnnotatedElement element) {
        return sorted(Arrays.stream(element.getAnnotations()).map(Object::toString))
                .toString();
    }

    private static List<String> sorted(Stream<String> texts) {
        return texts.sorted().toList();
    }

    private static final String BEAN = """
            public static class Bean implements java.io.Serializable {
                private static final boolean CHECKED; static { CHECKED = true; }
                private int amount = 3; protected String name = "n"; public transient int ignored; static int count; private transient Object lock;
                @Suspendable public int getAmount() { return at(amount); } @Suspendable public void setAmount(int a) { pause(); assert a > 0; amount = a; }
                @Suspendable public String getName() { return at(name); } @Suspendable public void setName(String n) { name = at(n); }
                @Suspendable public boolean isFine() { return at(true); } @Suspendable public void setup() { pause(); } @Suspendable public int get() { return at(1); }
                @Suspendable private int own(int x) { return at(x); } @Suspendable static long stat(long x) { return at(x); } protected Bean(int x) {} public Bean() {} Bean(String s) {}
                Object later() { Supplier<Integer> s = () -> amount; Object me = new Object() { int x = 1; @Suspendable int m() { return own(x); } }; return s; }
            }
            public static class Derived extends Bean implements Comparable<Derived> { @Override public int getAmount() { return super.getAmount() + at(1); } public int compareTo(Derived o) { return 0; } int more = 8; }
            public static class Given extends Bean { private static final long serialVersionUID = 77L; int y; @Suspendable int m() { return at(y); } }
            public static class Outer implements java.io.Externalizable { int z = 6; @Suspendable public int m() { return at(z); } public void writeExternal(java.io.ObjectOutput o) throws java.io.IOException { o.writeInt(z); } public void readExternal(java.io.ObjectInput i) throws java.io.IOException { z = i.readInt(); } }
            public record Pair(int a, String b) implements java.io.Serializable { @Suspendable public int sum() { return at(a); } }
            public enum Kind { ONE { @Override int k() { return at(1); } }; @Suspendable abstract int k(); }
            public static class Listed extends ArrayList<String> { @Suspendable public int tell() { return at(size()); } }
            interface Late extends java.io.Serializable { @Suspendable default int t() { return at(1); } } public static class Impl implements Late { int q; }
            """;

    private static final List<String> BEANS =
            List.of("Bean", "Derived", "Given", "Outer", "Pair", "Kind", "Listed", "Impl");

    @Shape("I15")
    @Test
    void serialVersionsAreThoseOfTheClassesAsWritten() throws ClassNotFoundException {
        for (Compiler compiler : Compiler.values()) {
            Programs programs = compiled("17", compiler, BEAN + inRun("note(at(1));"));
            ClassLoader before = Programs.loaderOf(programs.plain());
            ClassLoader after = Programs.loaderOf(programs.instrumented());
            for (String name : BEANS) {
                ObjectStreamClass written = ObjectStreamClass.lookup(before.loadClass("Shape$" + name));
                ObjectStreamClass now = ObjectStreamClass.lookup(after.loadClass("Shape$" + name));
                assertThat(now.getSerialVersionUID())
                        .as("%s of %s", name, compiler)
                        .isEqualTo(written.getSerialVersionUID());
                assertThat(Arrays.toString(now.getFields())).as(name).isEqualTo(Arrays.toString(written.getFields()));
            }
        }
    }

    @Shape({"I15", "I22"})
    @Test
    void whatOneClassHasWrittenTheOtherReads() throws ReflectiveOperationException, IOException {
        Programs programs = compiled("17", Compiler.JAVAC, BEAN + inRun("note(at(1));"));
        ClassLoader before = Programs.loaderOf(programs.plain());
        ClassLoader after = Programs.loaderOf(programs.instrumented());
        for (String name : List.of("Derived", "Given", "Outer", "Listed", "Impl")) {
            byte[] written = written(
                    before.loadClass("Shape$" + name).getDeclaredConstructor().newInstance());
            assertThat(written(read(written, after))).as(name).isEqualTo(written);
            assertThat(written(read(written, before))).as(name).isEqualTo(written);
        }
    }

    private static byte[] written(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(object);
        }
        return bytes.toByteArray();
    }

    private static Object read(byte[] bytes, ClassLoader loader) throws IOException, ClassNotFoundException {
        InputStream input = new ByteArrayInputStream(bytes);
        try (ObjectInputStream objects = new ObjectInputStream(input) {
            @Override
            protected Class<?> resolveClass(ObjectStreamClass type) throws ClassNotFoundException {
                return Class.forName(type.getName(), false, loader);
            }
        }) {
            return objects.readObject();
        }
    }

    @Shape("I22")
    @Test
    void beansHaveThePropertiesThatWereWritten() throws ClassNotFoundException, IntrospectionException {
        Programs programs = compiled("17", Compiler.JAVAC, BEAN + inRun("note(at(1));"));
        for (String name : BEANS) {
            Class<?> before = Programs.loaderOf(programs.plain()).loadClass("Shape$" + name);
            Class<?> after = Programs.loaderOf(programs.instrumented()).loadClass("Shape$" + name);
            assertThat(properties(after).filter(p -> !p.contains("-co")))
                    .as(name)
                    .containsExactlyElementsOf(properties(before).toList());
        }
    }

    /** The one case that docs/limits.md tells of: its twin takes one argument, and so looks like a setter. */
    @Shape("I22")
    @Test
    void onlyMethodsNamedLikeSettersHaveTwinsThatBeansTakeForSetters()
            throws ClassNotFoundException, IntrospectionException {
        Programs programs = compiled("17", Compiler.JAVAC, BEAN + inRun("note(at(1));"));
        Class<?> after = Programs.loaderOf(programs.instrumented()).loadClass("Shape$Bean");
        assertThat(properties(after).filter(p -> p.contains("-co")))
                .containsExactly(
                        "amount-co null null",
                        "up-co null public void Shape$Bean.setup-co(dev.bobbin.runtime.FrameStack)");
    }

    private static Stream<String> properties(Class<?> type) throws IntrospectionException {
        return Arrays.stream(Introspector.getBeanInfo(type).getPropertyDescriptors())
                .map(p -> p.getName() + ' ' + p.getReadMethod() + ' ' + p.getWriteMethod())
                .sorted();
    }

    // ---- overriding ----

    /** Whether the super type, the sub type, or both are marked; each seen through both types. */
    @Shape("I11")
    @Test
    void anOverrideSuspendsIfWhatItOverridesIsMarked() {
        alike("""
                static class A { @Suspendable int m(int x) { return at(x); } } static class B extends A { @Override int m(int x) { return at(x) + 1; } }
                interface I { @Suspendable int n(int x); } static class C implements I { public int n(int x) { return at(x) + 2; } }
                interface J extends I { int n(int x); } static class D implements J { public int n(int x) { return at(x) + 3; } }
                static abstract class E { @Suspendable abstract int m(int x); } static abstract class F extends E { int m(int x) { return at(x) + 4; } } static class G extends F { @Suspendable @Override int m(int x) { return super.m(at(x)) + 5; } }
                static class Other { public int n(int x) { return at(x) + 6; } } static class H extends Other implements I { }
                """ + inRun("""
                A a = new B(); note(a.m(1)); note(new B().m(2)); I i = new C(); note(i.n(3)); note(new C().n(4)); J j = new D(); i = j; note(i.n(5)); note(j.n(6)); E e = new G(); note(e.m(7)); note(((F) e).m(8)); note(new G().m(9));
                """));
    }

    @Shape("I11")
    @Test
    void aMarkedOverrideOfAnUnmarkedMethodSuspendsUnderItsOwnTypeOnly() throws ReflectiveOperationException {
        String types = """
                static class A { int m(int x) { return x; } } static class B extends A { @Suspendable @Override int m(int x) { return at(x) + 1; } }
                interface I { int n(int x); } static class C implements I { @Suspendable public int n(int x) { return at(x) + 2; } }
                interface K extends I { @Suspendable int n(int x); } static class D implements K { public int n(int x) { return at(x) + 3; } }
                """;
        alike(types + inRun("B b = new B(); note(b.m(1)); note(new C().n(2)); K k = new D(); note(k.n(3));"));
        for (String call : List.of(
                "A a = new B();\nnote(a.m(1));", "I i = new C();\nnote(i.n(1));", "I i = new D();\nnote(i.n(1));")) {
            Programs programs = compiled("17", Compiler.JAVAC, types + inRun(call));
            assertThat(programs.trace("Shape", Mode.NEVER, 1)).isEqualTo(programs.tracePlain("Shape"));
            assertThat(programs.trace("Shape", Mode.ALWAYS, 1)).startsWith("NotSuspendableException");
        }
    }

    /** Two methods of the same name and no relation: a private one, one of another package, a static one. */
    @Shape("I11")
    @Test
    void whatDoesNotOverrideIsNotSuspendable() {
        alike("""
                static class A { @Suspendable private int m(int x) { return at(x); } @Suspendable int call() { return m(1); } @Suspendable static int s(int x) { return at(x); } }
                static class B extends A { int m(int x) { return x + 1; } static int s(int x) { return x; } }
                """ + inRun("note(new B().call()); note(new B().m(3)); note(B.s(4)); note(A.s(5));"));
        Programs programs = compiled(
                "17",
                Compiler.JAVAC,
                "public static class A { @Suspendable private int m(int x) { return at(x); } }"
                        + " public static class B extends A { int m(int x) { return x; } }" + inRun("pause();"));
        assertThat(programs.instrumented().get("Shape$B"))
                .isSameAs(programs.plain().get("Shape$B"));
    }

    // ---- abstract and native ----

    @Shape("I12")
    @Test
    void abstractMethodsMayBeMarkedAnywhere() {
        alike("""
                @Suspendable static abstract class A { abstract int m(int x); abstract long n(); int both(int x) { return m(x) + (int) n(); } }
                @Suspendable interface I { int i(int x); default int d(int x) { return i(i(x)); } static int st() { return 1; } }
                static class B extends A implements I { int m(int x) { return at(x); } long n() { return at(2L); } public int i(int x) { return at(x) + 1; } }
                """
                + inRun("B b = new B(); note(b.both(3)); note(b.d(4)); I l = x -> at(x); note(l.d(5)); note(I.st());"));
    }

    // ---- what is missing or broken ----

    @Shape("I8")
    @Test
    void aSuperclassThatTheBuildCannotSeeIsNoObstacle() throws ReflectiveOperationException {
        Map<String, String> sources = Map.of(
                "Shape",
                """
                import static dev.bobbin.harness.Probe.*;
                public class Shape extends Hidden implements Gone {
                    @dev.bobbin.Suspendable public static void run() {
                        Hidden h = at(true) ? new Shape() : new Hidden(); note(h.n(at(3))); Gone g = new Shape(); note(g.w() + at(1)); note(new Shape().m(at(5)));
                        Object o = new Hidden(at(8)); note(o instanceof Hidden && at(true)); try { throw new Lost(at("lost")); } catch (Lost l) { note(at(l)); }
                    }
                    @dev.bobbin.Suspendable int m(int x) { return at(x) + n(x); }
                }
                """,
                "Hidden",
                "public class Hidden { public Hidden() {} public Hidden(int x) {} public int n(int x) { return x + 1; } }",
                "Gone",
                "public interface Gone { default int w() { return 4; } }",
                "Lost",
                "public class Lost extends RuntimeException { public Lost(String s) { super(s); } }");
        for (String release : List.of("8", "17")) {
            Map<String, byte[]> all = Programs.classFiles(sources, directory, release, Compiler.JAVAC);
            Map<String, byte[]> visible = new TreeMap<>(all);
            visible.keySet().retainAll(List.of("Shape"));
            Map<String, byte[]> instrumented =
                    new TreeMap<>(Programs.of(visible).instrumented());
            assertThat(instrumented).containsKey("Shape$run-frame");
            instrumented.putAll(all.entrySet().stream()
                    .filter(e -> !e.getKey().equals("Shape"))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
            Programs.of(all).assertAlike("Shape", "seen");
            Programs.instrumentedBefore(all, instrumented).assertVerified().assertAlike("Shape", "hidden");
        }
    }

    @Shape("I8")
    @Test
    void annotationsThatNobodyHasAreKept() {
        Map<String, byte[]> classes = new TreeMap<>(Programs.classFiles(
                Map.of(
                        "Shape",
                        "import static dev.bobbin.harness.Probe.*; @Absent public class Shape { @Absent @dev.bobbin.Suspendable"
                                + " public static void run() { note(f(at(1))); } @dev.bobbin.Suspendable static int f(@Absent int x)"
                                + " { @Absent int y = at(x); return y; } }",
                        "Absent",
                        "@java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.CLASS) @interface Absent {}"),
                directory,
                "17",
                Compiler.JAVAC));
        classes.remove("Absent");
        Programs programs = Programs.of(classes).assertVerified();
        programs.assertAlike("Shape", "absent annotation");
        ClassNode after = read(programs.instrumented().get("Shape"));
        assertThat(about(after.invisibleAnnotations)).contains("LAbsent;");
    }

    @Shape("I7")
    @Test
    void damagedClassFilesAreNamed() {
        byte[] whole = Assembly.assemble("Shape", Opcodes.V17, "iconst_1\nat I\npop\nreturn");
        byte[] noMagic = {1, 2, 3};
        Map<String, byte[]> classes = Map.of(
                "Shape",
                whole,
                "shop/Empty",
                new byte[0],
                "shop/Text",
                noMagic,
                "shop/Short",
                Arrays.copyOf(whole, 60));
        assertThatThrownBy(() -> Programs.of(classes))
                .isInstanceOf(RefusedException.class)
                .hasMessage(Stream.of("Empty", "Short", "Text")
                        .map(
                                name -> name + ".java: shop/" + name
                                        + ".class is not a class file, or it is damaged. Whether it suspends, or something"
                                        + " overrides what does, cannot be known. Delete it and build what it comes from again.")
                        .collect(Collectors.joining("\n")));
    }

    /** Every way to cut a class file short, and every byte of it spoilt: it is an answer, or a message that names the class. */
    @Shape("I7")
    @Test
    void noDamageMakesTheInstrumenterFallOver() {
        byte[] whole = Assembly.assemble("Shape", Opcodes.V17, "iconst_1\nat I\nifeq end\nend:\nreturn");
        int refused = 0;
        for (int at = 0; at < whole.length; at++) {
            byte[] spoilt = whole.clone();
            spoilt[at] ^= 0x55;
            for (byte[] bytes : List.of(Arrays.copyOf(whole, at), spoilt)) {
                try {
                    Programs.of(Map.of("Shape", bytes));
                } catch (RefusedException | IllegalStateException e) {
                    assertThat(e).hasMessageContaining("Shape");
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(whole.length);
    }

    @Shape("I7")
    @Test
    void aClassFileInAnOddPlaceIsLeftAlone() {
        byte[] bytes = Assembly.assemble("Shape", Opcodes.V17, "iconst_1\nat I\npop\nreturn");
        Map<String, byte[]> classes = Map.of("Shape", bytes, "templates/Shape", bytes);
        assertThat(Programs.of(classes).instrumented().get("templates/Shape")).isSameAs(bytes);
    }

    @Shape("I7")
    @Test
    void classesOfANewerJavaAreLeftAloneIfTheyDoNotSuspend() {
        byte[] newer = Assembly.assemble("Newer", Opcodes.V17, ".method f ()V plain\nreturn");
        newer[7] = 99;
        Map<String, byte[]> classes = new TreeMap<>();
        classes.put("Shape", Assembly.assemble("Shape", Opcodes.V17, "iconst_1\nat I\npop\nreturn"));
        classes.put("Newer", newer);
        assertThat(Programs.of(classes).instrumented().get("Newer")).isSameAs(newer);
        byte[] suspends = Assembly.assemble("Waits", Opcodes.V17, "iconst_1\nat I\npop\nreturn");
        suspends[7] = 99;
        classes.put("Waits", suspends);
        HandMadeTest.assertRefused(
                classes,
                "Waits.java: Waits was compiled for Java 55, and this version of Bobbin knows class files up to Java 28. It has"
                        + " suspendable methods or calls some, and could not be rewritten. Compile it with an older --release,"
                        + " or use a newer Bobbin.");
    }
}
