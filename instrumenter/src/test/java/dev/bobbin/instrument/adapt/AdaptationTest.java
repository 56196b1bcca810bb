package dev.bobbin.instrument.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.instrument.Compiled;
import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import dev.bobbin.instrument.Summary;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.util.CheckClassAdapter;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceClassVisitor;

/** Which calls are adapted, which are not, what is said of them, and what they become. */
class AdaptationTest {

    private static final String THREADS = """
            package dev.bobbin.adapt;
            import dev.bobbin.Suspendable;
            public class Threads {
              @Suspendable public static void sleep(long millis) { dev.bobbin.runtime.FrameStack.current().suspend(); }
            }
            """;

    private static final String OFFLOAD = """
            package dev.bobbin.adapt;
            import dev.bobbin.Suspendable;
            public class Offload {
              @Suspendable public static Object call(java.util.concurrent.Callable<?> call) throws Exception {
                dev.bobbin.runtime.FrameStack.current().suspend();
                return call.call();
              }
              @Suspendable public static Object close(java.util.concurrent.Callable<?> close) throws Exception {
                dev.bobbin.runtime.FrameStack.current().suspend();
                return close.call();
              }
              public interface Writing { Object by(Object self) throws Exception; }
              @Suspendable public static Object send(Object self, Writing call) throws java.io.IOException {
                dev.bobbin.runtime.FrameStack.current().suspend();
                return null;
              }
              @Suspendable public static Object sendOrCall(Object self, Writing call) throws Exception {
                dev.bobbin.runtime.FrameStack.current().suspend();
                return call.by(self);
              }
            }
            """;

    private static final String ANNOTATION =
            "package dev.bobbin; public @interface AdaptBlockingCalls { boolean value() default true; }";

    private static final String FRAME =
            "package dev.bobbin.runtime; public abstract class Frame {}"; // for the verifier

    private static final String TASK = "interface Task { @dev.bobbin.Suspendable void run() throws Exception; }";

    @TempDir
    Path directory;

    @Test
    void whatIsGeneratedIsAsExpected() throws IOException {
        compile("Shop", """
                import dev.bobbin.Suspendable;
                import java.io.*;
                import java.sql.*;
                class Shop {
                  @Suspendable static int nap(long millis, Statement statement, String[] names) throws Exception {
                    Thread.sleep(millis);
                    return names.length + statement.executeUpdate(names[0]);
                  }
                  @Suspendable static int first(File file) throws IOException {
                    try (RandomAccessFile opened = new RandomAccessFile(file, "r")) {
                      return opened.length() > 8 ? opened.read() : -1;
                    }
                  }
                  static Task napping(long millis) { return () -> Thread.sleep(millis); }
                  static Task closing(Connection connection) { return connection::close; }
                }
                """, "Task", TASK);
        Summary summary = instrument(Options.of(List.of()).adaptBlockingCalls(true));
        assertThat(summary.callsAdapted()).isEqualTo(9);
        Path expected = Path.of("src/test/expected/adapted/Shop.txt");
        String text = print(read("Shop"));
        if (System.getProperty("updateExpected") != null) {
            Files.createDirectories(expected.getParent());
            Files.writeString(expected, text);
        }
        assertThat(text).isEqualTo(Files.readString(expected));
        assertVerified("Shop");
    }

    @Test
    void nothingIsAdaptedUnlessAskedFor() throws IOException {
        compile("Sleeper", sleeper("", "Thread.sleep(1);"));
        Summary summary = instrument(Options.of(List.of()));
        assertThat(summary.callsAdapted()).isZero();
        assertThat(called("Sleeper")).contains("java/lang/Thread.sleep");
        assertThat(texts(summary))
                .containsExactly(
                        "Sleeper.java:2: warning: run() calls Thread.sleep(), which blocks the thread. Every coroutine of the same"
                                + " dispatcher would wait with it. Use Coroutines.sleep(), which suspends, or let the build adapt the call"
                                + " (adaptBlockingCalls). [blocking-call]");
    }

    @Test
    void theOptionTheClassThePackageAndTheClassAroundDecide() throws IOException {
        String inside = " static class In { @dev.bobbin.Suspendable void in() throws Exception { Thread.sleep(2); } }";
        compile(
                "Silent",
                sleeper("", "Thread.sleep(1);"),
                "On",
                sleeper("@dev.bobbin.AdaptBlockingCalls", "Thread.sleep(1);", inside),
                "Off",
                sleeper("@dev.bobbin.AdaptBlockingCalls(false)", "Thread.sleep(1);", inside),
                "on/package-info",
                "@dev.bobbin.AdaptBlockingCalls package on;",
                "on/OfPackage",
                "package on; " + sleeper("public", "Thread.sleep(1);"),
                "on/OffAgain",
                "package on; " + sleeper("@dev.bobbin.AdaptBlockingCalls(false)", "Thread.sleep(1);"));
        assertThat(instrument(Options.of(List.of())).callsAdapted()).isEqualTo(3);
        assertThat(adaptedClasses("Silent", "On", "On$In", "Off", "Off$In", "on/OfPackage", "on/OffAgain"))
                .containsExactly("On", "On$In", "on/OfPackage");
        compile(
                "Silent",
                sleeper("", "Thread.sleep(1);"),
                "Off",
                sleeper("@dev.bobbin.AdaptBlockingCalls(false)", "Thread.sleep(1);"));
        Summary summary = instrument(Options.of(List.of()).adaptBlockingCalls(true));
        assertThat(adaptedClasses("Silent", "Off")).containsExactly("Silent");
        assertThat(texts(summary))
                .hasSize(3) // what is inside of Off, and what is in the package, too
                .allMatch(text -> text.endsWith("Use Coroutines.sleep(), which suspends. [blocking-call]"));
    }

    @Test
    void onlySuspendableCodeIsAdapted() throws IOException {
        compile("Plain", """
                class Plain {
                  static int value = sleep();
                  Plain() throws Exception { Thread.sleep(1); }
                  static int sleep() { try { Thread.sleep(1); } catch (InterruptedException e) { } return 1; }
                  @dev.bobbin.Suspendable Runnable run() { return () -> sleep(); }
                }
                """);
        assertThat(instrument(Options.of(List.of()).adaptBlockingCalls(true)).callsAdapted())
                .isZero();
    }

    @Test
    void aCallWhileAMonitorIsHeldStaysAndIsWarnedOf() throws IOException {
        compile("Locks", """
                class Locks {
                  @dev.bobbin.Suspendable void block() throws Exception {
                    Thread.sleep(1);
                    synchronized (this) {
                      Thread.sleep(2);
                    }
                    Thread.sleep(3);
                  }
                  @dev.bobbin.Suspendable synchronized int whole(java.io.RandomAccessFile file) throws Exception {
                    return file.read();
                  }
                }
                """);
        for (int i = 0; i < 2; i++) { // a run that finds all done says the same
            Summary summary = instrument(Options.of(List.of()).adaptBlockingCalls(true));
            assertThat(summary.callsAdapted()).isEqualTo(i == 0 ? 2 : 0);
            assertThat(summary.hasErrors()).isFalse();
            assertThat(texts(summary))
                    .containsExactly(
                            "Locks.java:5: warning: block() calls Thread.sleep(), which blocks the thread. Every coroutine of the same"
                                    + " dispatcher would wait with it. It is not adapted, since a monitor is held here (synchronized since line"
                                    + " 4). A monitor belongs to a thread, and the coroutine may go on in another. Use"
                                    + " dev.bobbin.sync.Mutex, or end the synchronized block before this call. [blocking-call]",
                            "Locks.java:10: warning: whole() calls RandomAccessFile.read(), which blocks the thread. Every coroutine of"
                                    + " the same dispatcher would wait with it. It is not adapted, since the method is synchronized. A monitor"
                                    + " belongs to a thread, and the coroutine may go on in another. Use dev.bobbin.sync.Mutex, or synchronize"
                                    + " only the part before or after this call. [blocking-call]");
        }
    }

    @Test
    void callsOnSuperAndOfSuspendableOverridesStay() throws IOException {
        compile("Sub", """
                class Sub extends java.io.RandomAccessFile {
                  Sub() throws java.io.IOException { super("x", "r"); }
                  @Override @dev.bobbin.Suspendable public int read() throws java.io.IOException {
                    return super.read() + 1;
                  }
                  @dev.bobbin.Suspendable int twice() throws java.io.IOException { return read() * 2; }
                  @dev.bobbin.Suspendable long more(Sub other) throws java.io.IOException { return other.length() + length(); }
                }
                """);
        Summary summary = instrument(Options.of(List.of()).adaptBlockingCalls(true));
        assertThat(summary.callsAdapted()).isEqualTo(2);
        assertThat(called("Sub"))
                .contains("java/io/RandomAccessFile.read", "Sub.length")
                .contains("Sub.read-co");
        assertThat(texts(summary))
                .containsExactly(
                        "Sub.java:4: warning: read() calls RandomAccessFile.read(), which blocks the thread. Every coroutine of the same"
                                + " dispatcher would wait with it. It is not adapted, since it is called on super. Call the method on another"
                                + " object, or in a thread that may block. [blocking-call]");
        assertVerified("Sub");
    }

    @Test
    void theMoreSpecialRowCounts() throws IOException {
        Path table = table("""
                Base#slow()        -> Adapters#slow
                Base#slower(int)   -> offload
                Middle#slow()      -> offload
                Low#slow()         -> as-is
                Low#*              -> offload
                Low#quick()        -> as-is
                """);
        compile(
                "Adapters",
                """
                public class Adapters {
                  @dev.bobbin.Suspendable public static int slow(Base self) { return self.slow(); }
                }
                """,
                "Base",
                "public class Base { public int slow() { return 1; } public void slower(int n) {} }",
                "Middle",
                "public class Middle extends Base {}",
                "Low",
                "public class Low extends Middle { public void quick() {} public static void fixed() {} void hidden() {} }",
                "Uses",
                """
                class Uses {
                  @dev.bobbin.Suspendable void all(Base base, Middle middle, Low low) {
                    base.slow(); middle.slow(); low.slow(); base.slower(1); low.slower(2); low.quick(); Low.fixed(); low.hidden();
                    low.hashCode();
                  }
                }
                """);
        Summary summary = instrument(Options.of(List.of())
                .adaptBlockingCalls(true)
                .withAdaptedCalls(table)
                .reportingTo(directory.resolve("report.json")));
        assertThat(texts(summary)).isEmpty();
        assertThat(summary.callsAdapted()).isEqualTo(4);
        assertThat(Files.readString(directory.resolve("report.json")))
                .contains("\"Adapters.slow\"")
                .isEqualTo(Report.read(directory.resolve("report.json")).toJson());
        assertThat(called("Uses"))
                .contains(
                        "Adapters.slow-co",
                        "Low.slow",
                        "Low.quick",
                        "Low.fixed",
                        "Low.hidden",
                        "java/lang/Object.hashCode")
                .contains("Middle.slow", "Base.slower", "Low.slower") // in methods of their own
                .doesNotContain("Base.slow");
        assertThat(called("Adapters")).contains("Base.slow"); // not adapted in its own adapter
    }

    @Test
    void mistakesInATableAreRefused() throws IOException {
        Path table = table("""
                # good rows first
                com.not.There#ask(int) -> com.not.There#answer
                java.lang.Thread#sleep(long)
                java.lang.Thread.sleep(long) -> offload
                java.lang.Thread#sleep(long) -> ofload
                java.lang.Thread#slumber(long) -> offload
                java.lang.Thread#sleep(int) -> offload
                Driver#ask(String) -> Adapters#ask
                Driver#ask(java.lang.String) -> Missing#ask
                Driver#* -> Adapters#ask
                Driver#tell() -> Adapters#tell
                Driver#close() -> Adapters#close
                Driver#close() -> offload
                Driver#guarded() -> offload
                """);
        compile("Driver", """
                public class Driver {
                  public int ask(String question) { return 1; }
                  public long tell() { return 1; }
                  public void close() {}
                  protected void guarded() {}
                }
                """, "Adapters", """
                public class Adapters {
                  @dev.bobbin.Suspendable public static int tell(Driver self) { return 1; }
                  public static void close(Driver self) {}
                }
                """);
        String example = " Write, for example: com.example.Database#query(java.lang.String) -> offload";
        String unused =
                " that others can call. The row would never be used. Name the method with the types of its parameters as its"
                        + " source does, with their packages";
        assertThat(texts(instrument(Options.of(List.of()).withAdaptedCalls(table))))
                .containsExactly(
                        "table.txt:3: \"java.lang.Thread#sleep(long)\" has no ->." + example,
                        "table.txt:4: \"java.lang.Thread.sleep(long) -> offload\" does not name calls, as class#method(types),"
                                + " class#new(types), class#method(*) or class#*." + example,
                        "table.txt:5: \"java.lang.Thread#sleep(long) -> ofload\" ends with \"ofload\", which is neither offload, as-is,"
                                + " nor an adapter class#method." + example,
                        "table.txt:6: java.lang.Thread has no slumber(long)" + unused + ".",
                        "table.txt:7: java.lang.Thread has no sleep(int)" + unused + sleepsOfThisJdk() + ".",
                        "table.txt:8: Driver has no ask(String)" + unused + ": it has ask(java.lang.String).",
                        "table.txt:9: There is no class Missing on the class path, which is to adapt ask(java.lang.String). Put it there,"
                                + " or into this module.",
                        "table.txt:10: \"Driver#* -> Adapters#ask\" names one adapter for several methods, and each takes an adapter of"
                                + " its own." + example,
                        "table.txt:11: Adapters has no public static method tell(Driver) that returns long. An adapter takes the object"
                                + " first, then the arguments of the call, and returns what the call does.",
                        "table.txt:12: Adapters.close() is not suspendable, so it would block as the call does. Mark it @Suspendable.",
                        "table.txt:13: \"Driver#close() -> offload\" is about the same call as line 12." + example,
                        "table.txt:14: Driver has no guarded()" + unused + ": it has guarded().");
    }

    @Test
    void aSerializableMethodReferenceStays() throws IOException {
        compile("Refs", """
                class Refs {
                  interface Napping extends java.io.Serializable { @dev.bobbin.Suspendable void nap(long n) throws Exception; }
                  @dev.bobbin.Suspendable Napping nap() {
                    return Thread::sleep;
                  }
                }
                """);
        Summary summary = instrument(Options.of(List.of()).adaptBlockingCalls(true));
        assertThat(summary.callsAdapted()).isZero();
        assertThat(texts(summary))
                .containsExactly(
                        "Refs.java:4: warning: this method reference calls Thread.sleep(), which blocks the thread. Every coroutine of"
                                + " the same dispatcher would wait with it. It is not adapted, since the method reference is serializable, and is"
                                + " made again by its name. Write a lambda instead. [blocking-call]");
    }

    @Test
    void theSwitchAndTheTablesAreRemembered() throws IOException {
        compile("Driver", "public class Driver { public void ask() {} }", "Uses", """
                class Uses {
                  @dev.bobbin.Suspendable void ask(Driver driver) throws Exception { driver.ask(); Thread.sleep(1); }
                }
                """);
        Options plain = Options.of(List.of()).remembering(directory.resolve("memory"));
        assertThat(instrument(plain).callsAdapted()).isZero();
        assertThat(instrument(plain.adaptBlockingCalls(true)).callsAdapted()).isEqualTo(1);
        assertThat(instrument(plain.adaptBlockingCalls(true)).classesChanged()).isZero();
        Options more = plain.adaptBlockingCalls(true).withAdaptedCalls(table("Driver#ask() -> offload\n"));
        assertThat(instrument(more).callsAdapted()).isEqualTo(2);
        table("# Driver#ask() -> offload\n");
        assertThat(instrument(more).callsAdapted()).isEqualTo(1);
        assertThat(instrument(plain).callsAdapted()).isZero();
        assertThat(called("Uses")).contains("java/lang/Thread.sleep");
    }

    @Test
    void methodsThatOnlySuspendableCodeCallsAreInferredToSuspendInAdaptedCalls() throws IOException {
        compile("Task", TASK, "Uses", """
                import dev.bobbin.Suspendable;
                class Uses {
                  private static void helper() throws Exception { Thread.sleep(1); }
                  static void throughHelper() throws Exception { helper(); }
                  private void inLambda() throws Exception { Thread.sleep(1); }
                  private void referred() throws Exception { Thread.sleep(1); }
                  private static void alsoMain() throws Exception { Thread.sleep(1); }
                  @Suspendable void all() throws Exception { throughHelper(); alsoMain(); go(() -> inLambda()); go(this::referred); }
                  @Suspendable static void go(Task task) throws Exception { task.run(); }
                  public static void main(String[] args) throws Exception { alsoMain(); onlyMain(); }

                  private static void onlyMain() throws Exception { Thread.sleep(1); }
                  private static void shared() throws Exception { throughShared(); }
                  private static void throughShared() throws Exception { Thread.sleep(1); }
                  private void locked() throws Exception { Thread.sleep(1); }
                  private void locks() throws Exception { synchronized (this) { Thread.sleep(1); } }
                  private int initial() throws Exception { Thread.sleep(1); return 1; }
                  public static void open() throws Exception { Thread.sleep(1); }
                  private void inRunnable() { try { Thread.sleep(1); } catch (InterruptedException e) { } }
                  private void ran() { try { Thread.sleep(1); } catch (InterruptedException e) { } }
                  private void unused() throws Exception { unused(); Thread.sleep(1); }
                  private void calm() { }
                  final int value = initial();
                  Uses() throws Exception { }
                  void plain() throws Exception { shared(); }
                  @Suspendable void others() throws Exception {
                    shared(); throughShared(); initial(); open(); inRunnable(); ran(); locks(); calm();
                    Runnable one = () -> inRunnable(); Runnable other = this::ran;
                  }
                  @Suspendable void holds() throws Exception { synchronized (this) { locked(); } }
                }
                """);
        Options options = Options.of(List.of()).infer(true);
        assertThat(instrument(options).inferred()).isEmpty();
        compile("Task", TASK, "Uses", Files.readString(directory.resolve("Uses.java")));
        Summary summary = instrument(options.adaptBlockingCalls(true));
        assertThat(summary.hasErrors()).isFalse();
        assertThat(summary.inferred())
                .containsExactly(
                        "Uses.alsoMain()V",
                        "Uses.helper()V",
                        "Uses.inLambda()V",
                        "Uses.referred()V",
                        "Uses.throughHelper()V");
        assertThat(summary.callsAdapted()).isEqualTo(4);
    }

    @Test
    void whatPrintsIsAdaptedUnlessItIsAStandardStream() throws IOException {
        compile("Prints", """
                import java.io.*;
                class Prints {
                  @dev.bobbin.Suspendable int standard(boolean loud, long n) {
                    System.out.println("out " + n);
                    System.err.printf("err", loud ? "err" : n);
                    (loud ? System.out : System.err).print(n);
                    synchronized (this) { System.out.println(n); }
                    return 1;
                  }
                  @dev.bobbin.Suspendable int others(PrintStream stream, PrintWriter writer, DataOutput data, long n) throws IOException {
                    stream.println(n);
                    writer.format("one", n).print('c');
                    data.writeLong(n);
                    synchronized (this) { stream.println(n); }
                    return stream.checkError() ? 1 : 2;
                  }
                }
                """);
        Summary summary = instrument(Options.of(List.of()).adaptBlockingCalls(true));
        assertThat(texts(summary)).isEmpty();
        assertThat(summary.callsAdapted()).isEqualTo(5);
        assertThat(called("Prints"))
                .contains(
                        "dev/bobbin/adapt/Offload.send-co",
                        "dev/bobbin/adapt/Offload.sendOrCall-co",
                        "Prints.writeLong-offloaded",
                        "Prints.checkError-offloaded");
        assertVerified("Prints");
    }

    @Test
    void aConstructorMayCallAMarkedMethodUnlessThatSuspendsInAnAdaptedCall() throws IOException {
        String sleeper = """
                @dev.bobbin.Suspendable class %s {
                  %s() throws InterruptedException { nap(); }
                  private static void nap() throws InterruptedException { Thread.sleep(1); }
                }
                """;
        compile("Sleeper", sleeper.replace("%s", "Sleeper"));
        assertThat(instrument(Options.of(List.of())).hasErrors()).isFalse();

        compile("Sleeper", sleeper.replace("%s", "Sleeper"));
        assertThat(texts(instrument(Options.of(List.of()).adaptBlockingCalls(true))))
                .singleElement()
                .asString()
                .contains("the constructor of Sleeper calls nap(), which suspends");
    }

    private static String sleepsOfThisJdk() {
        return Runtime.version().feature() < 19
                ? ": it has sleep(long), sleep(long,int)"
                : ": it has sleep(long), sleep(long,int), sleep(java.time.Duration)";
    }

    private static String sleeper(String annotation, String body, String... members) {
        return annotation + " class %s {\n @dev.bobbin.Suspendable void run() throws Exception { " + body + " }\n"
                + String.join("\n", members) + "}";
    }

    private void compile(String... namesAndSources) {
        Map<String, String> sources = new HashMap<>(Map.of(
                "dev/bobbin/runtime/Frame", FRAME,
                "dev/bobbin/adapt/Threads", THREADS,
                "dev/bobbin/adapt/Offload", OFFLOAD,
                "dev/bobbin/AdaptBlockingCalls", ANNOTATION));
        for (int i = 0; i < namesAndSources.length; i += 2) {
            String name = namesAndSources[i];
            String simple = name.substring(name.lastIndexOf('/') + 1);
            sources.put(
                    name,
                    namesAndSources[i + 1].contains("%s")
                            ? namesAndSources[i + 1].formatted(simple)
                            : namesAndSources[i + 1]);
        }
        Compiled.classes(sources, directory, "--release", "17");
    }

    private Path table(String rows) throws IOException {
        return Files.writeString(directory.resolve("table.txt"), rows);
    }

    private Summary instrument(Options options) throws IOException {
        return Instrumenter.with(options).instrument(directory.resolve("classes"));
    }

    private static List<String> texts(Summary summary) {
        return summary.diagnostics().stream().map(Diagnostic::toString).toList();
    }

    private byte[] read(String name) throws IOException {
        return Files.readAllBytes(directory.resolve("classes/" + name + ".class"));
    }

    private List<String> adaptedClasses(String... names) throws IOException {
        List<String> adapted = new ArrayList<>();
        for (String name : names) {
            if (called(name).contains("dev/bobbin/adapt/Threads.sleep-co")) {
                adapted.add(name);
            }
        }
        return adapted;
    }

    /** The methods that the class calls, as owner and name. */
    private List<String> called(String name) throws IOException {
        ClassNode type = new ClassNode();
        new ClassReader(read(name)).accept(type, 0);
        List<String> called = new ArrayList<>();
        for (MethodNode method : type.methods) {
            for (AbstractInsnNode instruction : method.instructions) {
                if (instruction instanceof MethodInsnNode call) {
                    called.add(call.owner + "." + call.name);
                } else if (instruction instanceof InvokeDynamicInsnNode site
                        && site.bsmArgs.length > 1
                        && site.bsmArgs[1] instanceof Handle handle) {
                    called.add(handle.getOwner() + "." + handle.getName());
                }
            }
        }
        return called;
    }

    private void assertVerified(String name) throws IOException {
        StringWriter errors = new StringWriter();
        CheckClassAdapter.verify(
                new ClassReader(read(name)),
                new java.net.URLClassLoader(
                        new java.net.URL[] {directory.resolve("classes").toUri().toURL()}),
                false,
                new PrintWriter(errors));
        assertThat(errors.toString()).isEmpty();
    }

    private static String print(byte[] bytes) {
        StringWriter text = new StringWriter();
        new ClassReader(bytes).accept(new TraceClassVisitor(null, new Textifier(), new PrintWriter(text)), 0);
        return text.toString();
    }
}
