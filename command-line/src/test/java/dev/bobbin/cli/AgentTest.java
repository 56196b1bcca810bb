package dev.bobbin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The jar as a Java agent. */
class AgentTest extends ProgramCase {

    private static final String EXPECTED = "13 in 3 steps\n";

    @Test
    void instrumentsWhatIsLoaded() throws Exception {
        assertRuns(EXPECTED, "-cp", path(classes), "shop.Shop");
    }

    @Test
    void leavesInstrumentedClassesAlone() throws Exception {
        program(classes.toString(), "-cp", core().toString());
        assertRuns(EXPECTED, "-cp", path(classes), "shop.Shop");
    }

    @Test
    void instrumentsWhatIsInJars() throws Exception {
        assertRuns(EXPECTED, "-cp", path(jar("shop.jar", bytes(classes), null)), "shop.Shop");
    }

    @Test
    void saysWhatItRefuses() throws Exception {
        Path locks = compile(
                "locks",
                "Locks",
                "package shop;\npublic class Locks {\n @dev.bobbin.Suspendable synchronized void lock() { dev.bobbin.Continuation.yield(); }\n"
                        + " public static void main(String[] a) { System.out.println(\"ran\"); } }");
        Run run = withAgent("-cp", path(locks), "shop.Locks");
        assertThat(run.err()).startsWith("Locks.java:3: lock() suspends while it holds a monitor");
        assertThat(run.out()).isEqualTo("ran\n");
    }

    @Test
    void saysWhichArgumentsItDoesNotKnow() throws Exception {
        Run run = java("-javaagent:" + PROGRAM + "=verbose", "-cp", path(classes), "shop.Shop");
        assertThat(run.err())
                .isEqualTo(
                        "Bobbin's agent knows no argument \"verbose\", and ignores it. It takes adaptBlockingCalls and"
                                + " adaptedCalls=FILE, with commas between them.\n");
        assertThat(run.out()).isEqualTo(EXPECTED);
    }

    @Test
    void adaptsBlockingCallsIfItIsTold() throws Exception {
        Path naps = compile("naps", "Naps", NAPS);
        Path table = Files.writeString(directory.resolve("table.txt"), "nap.Driver#ask(int) -> offload\n");
        Run plain = withAgent("-cp", path(naps), "nap.Naps");
        assertThat(plain.out()).isEqualTo("ask 1 nap 1 done 1 ask 2 nap 2 done 2 \n");
        assertThat(plain.err()).contains("or let the build adapt the call (adaptBlockingCalls)");
        Run adapted = java(
                "-javaagent:" + PROGRAM + "=adaptBlockingCalls,adaptedCalls=" + table, "-cp", path(naps), "nap.Naps");
        assertThat(adapted.err()).isEmpty();
        assertThat(adapted.out()).startsWith("ask 1 ask 2 ").contains("done 1", "done 2");
    }

    @Test
    void instrumentsWhatUrlClassLoadersLoad() throws Exception {
        Path main = compile("main", "Main", """
                public class Main {
                  public static void main(String[] a) throws Exception {
                    java.net.URL[] urls = {java.nio.file.Paths.get(a[0]).toUri().toURL()};
                    for (int i = 0; i < 2; i++) {
                      new java.net.URLClassLoader(urls).loadClass("shop.Shop").getMethod("main", String[].class).invoke(null, (Object) a);
                    }
                  }
                }
                """);
        assertRuns(EXPECTED + EXPECTED, "-cp", path(main), "Main", classes + "/");
    }

    @Test
    void instrumentsWhatOtherClassLoadersLoad() throws Exception {
        assertRuns(EXPECTED, "-cp", path(otherLoader()), "Main", classes.toString());
    }

    /** A loader that the agent can show nothing: its first argument is where the shop's classes are. */
    private Path otherLoader() throws IOException {
        return compile("main", "Main", """
                import java.nio.file.*;
                public class Main extends ClassLoader {
                  private final Path root;
                  Main(Path root) { this.root = root; }
                  public static void main(String[] a) throws Exception {
                    new Main(Paths.get(a[0])).loadClass("shop.Shop").getMethod("main", String[].class).invoke(null, (Object) a);
                  }
                  @Override protected Class<?> findClass(String name) throws ClassNotFoundException {
                    try {
                      byte[] bytes = Files.readAllBytes(root.resolve(name.replace('.', '/') + ".class"));
                      return defineClass(name, bytes, 0, bytes.length);
                    } catch (java.io.IOException e) {
                      throw new ClassNotFoundException(name, e);
                    }
                  }
                  @Override public java.io.InputStream getResourceAsStream(String name) {
                    try {
                      return Files.exists(root.resolve(name)) ? Files.newInputStream(root.resolve(name)) : super.getResourceAsStream(name);
                    } catch (java.io.IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  }
                }
                """);
    }

    @Test
    void interfacesComputeTheirFieldsWhenTheyAreUsed() throws Exception {
        Path rates = compile("rates", "Shop", """
                package shop;
                import dev.bobbin.*;
                public class Shop {
                  static int computed(String name) { System.out.print(name + " "); return name.length(); }
                  interface Rates { int STANDARD = computed("Rates"); @Suspendable int rate(int n); }
                  interface Rebates extends Rates { int PART = computed("Rebates"); int rate(int n); @Suspendable int rebate(int n); }
                  static class All implements Rebates {
                    public int rate(int n) { Continuation.yield(); return n; }
                    public int rebate(int n) { Continuation.yield(); return rate(n) + 1; }
                  }
                  @Suspendable static int all() {
                    Rebates all = new All();
                    Rates lambda = n -> { Continuation.yield(); return n; };
                    int sum = all.rate(1) + all.rebate(10) + lambda.rate(100);
                    System.out.print("used ");
                    return sum + Rates.STANDARD + Rebates.PART;
                  }
                  public static void main(String[] a) {
                    int[] result = new int[1];
                    Continuation all = new Continuation(() -> result[0] = all());
                    int steps = 0;
                    for (; !all.isDone(); steps++) all.run();
                    System.out.println(result[0] + " in " + steps + " steps");
                  }
                }
                """);
        String expected = "used Rates Rebates 124 in 5 steps\n";
        assertRuns(expected, "-cp", path(rates), "shop.Shop");
        assertRuns(expected, "-cp", path(otherLoader()), "Main", rates.toString());
    }

    @Test
    void instrumentsNamedModules() throws Exception {
        assumeTrue(jdk.release() > 8, "Java 8 has no modules");
        Path module = compileAll(
                "module",
                List.of("--add-reads", "shop=ALL-UNNAMED"),
                "module-info",
                "module shop { exports shop; }",
                "Shop",
                SHOP);
        assertRuns(
                EXPECTED,
                "-cp",
                core().toString(),
                "-p",
                module.toString(),
                "--add-reads",
                "shop=ALL-UNNAMED",
                "-m",
                "shop/shop.Shop");
    }

    /** A lambda's user may come before its interface, after it, or between that and what it extends; two may share it. */
    @Test
    void theOrderInWhichClassesAreLoadedDoesNotMatter() throws Exception {
        Path users = compile("users", "Users", """
                import dev.bobbin.*;
                public class Users {
                  interface Parent { @Suspendable int take(int n); }
                  interface Child extends Parent { default int twice(int n) { return 2 * n; } }
                  static class One { static Child make() { return n -> { Continuation.yield(); return n; }; } }
                  static class Two { static Child make() { return n -> { Continuation.yield(); return n + 1; }; } }
                  static class Three { static Parent make() { return n -> { Continuation.yield(); return n + 2; }; } }
                  public static void main(String[] names) throws Exception {
                    for (String name : names) Class.forName("Users$" + name);
                    int[] result = new int[1];
                    Continuation all = new Continuation(
                        () -> result[0] = 100 * One.make().take(1) + 10 * Two.make().take(1) + Three.make().take(1));
                    int steps = 0;
                    for (; !all.isDone(); steps++) all.run();
                    System.out.println(result[0] + " in " + steps + " steps");
                  }
                }
                """);
        for (String order :
                List.of("", "One Two", "Child", "Three One Parent", "Parent Child One", "Two Child Three")) {
            List<String> command = new ArrayList<>(List.of("-cp", path(users), "Users"));
            Stream.of(order.split(" ")).filter(name -> !name.isEmpty()).forEach(command::add);
            assertRuns("123 in 4 steps\n", command.toArray(String[]::new));
        }
    }

    /** In each round, threads load classes of their own that need the same generated interface. */
    @Test
    void threadsMayLoadClassesAtTheSameTime() throws Exception {
        int rounds = 50;
        int threads = 4;
        StringBuilder source = new StringBuilder("import dev.bobbin.*;\npublic class Many {\n");
        StringBuilder calls = new StringBuilder();
        for (int i = 0; i < rounds; i++) {
            source.append("  interface S%1$d { @Suspendable int take(int n); }\n".formatted(i));
            for (int j = 0; j < threads; j++) {
                String name = "C" + i + "_" + j;
                source.append("""
                          static class %s {
                            @Suspendable static int go() { return call(n -> { Continuation.yield(); return n; }); }
                            @Suspendable static int call(S%d step) { return step.take(1); }
                          }
                        """.formatted(name, i));
                calls.append("      case %d: return %s.go();\n".formatted(i * threads + j, name));
            }
        }
        source.append("""
                  @Suspendable static int go(int i) {
                    switch (i) {
                %1$s      default: throw new AssertionError();
                    }
                  }
                  public static void main(String[] a) throws Exception {
                    java.util.concurrent.CyclicBarrier together = new java.util.concurrent.CyclicBarrier(%3$d);
                    int[] sums = new int[%3$d];
                    Thread[] threads = new Thread[%3$d];
                    for (int j = 0; j < %3$d; j++) {
                      int thread = j;
                      threads[j] = new Thread(() -> {
                        for (int i = 0; i < %2$d; i++) {
                          int which = i * %3$d + thread;
                          Continuation one = new Continuation(() -> sums[thread] += go(which));
                          try {
                            together.await();
                          } catch (Exception e) {
                            throw new AssertionError("another thread has failed", e);
                          }
                          while (!one.isDone()) one.run();
                        }
                      });
                      threads[j].setDaemon(true); // a failure ends the program
                      threads[j].setUncaughtExceptionHandler((t, failure) -> {
                        failure.printStackTrace();
                        System.exit(1);
                      });
                      threads[j].start();
                    }
                    for (Thread each : threads) each.join();
                    System.out.println(java.util.stream.IntStream.of(sums).sum());
                  }
                }
                """.formatted(calls, rounds, threads));
        Path many = compile("many", "Many", source.toString());
        assertRuns(rounds * threads + "\n", "-cp", path(many), "Many");
    }

    /** What was generated for the classes of one loader is nothing to another, also when loaders in between are gone. */
    @Test
    void eachLoaderHasClassesOfItsOwn() throws Exception {
        String plugin = """
                import dev.bobbin.*;
                public class Plugin {
                  @Suspendable static void go() { %s Continuation.yield(); System.out.print(kept + " "); }
                  public static void main(String[] a) {
                    Continuation all = new Continuation(() -> go());
                    while (!all.isDone()) all.run();
                  }
                }
                """;
        Path first = compile(
                "first",
                "Plugin",
                plugin.formatted("int kept = a().length();")
                        .replace("public class Plugin {", "public class Plugin { static String a() { return \"1\"; }"));
        Path second = compile("second", "Plugin", plugin.formatted("long kept = System.nanoTime() * 0 + 2;"));
        Path third = compile("third", "Plugin", plugin.formatted("Object kept = \"three\".substring(1);"));
        Path main = compile("main", "Main", """
                import java.lang.ref.*;
                import java.net.*;
                import java.nio.file.*;
                public class Main {
                  public static void main(String[] a) throws Exception {
                    WeakReference<ClassLoader> gone = new WeakReference<>(run(a[0]));
                    ClassLoader kept = run(a[1]);
                    for (int i = 0; gone.get() != null; i++) {
                      if (i == 1000) throw new AssertionError("somebody holds the loader");
                      System.gc();
                      Thread.sleep(1);
                    }
                    run(a[2]);
                    System.out.print(kept == null);
                  }
                  static ClassLoader run(String directory) throws Exception {
                    ClassLoader loader = new URLClassLoader(new URL[] {Paths.get(directory).toUri().toURL()});
                    loader.loadClass("Plugin").getMethod("main", String[].class).invoke(null, (Object) null);
                    return loader;
                  }
                }
                """);
        assertRuns("1 2 hree false", "-cp", path(main), "Main", first.toString(), second.toString(), third.toString());
    }

    /** A shutdown hook may be the first to need a class, and hooks run in any order. */
    @Test
    void instrumentsUntilTheLastShutdownHookHasRun() throws Exception {
        Path late = compile("late", "Late", """
                import java.nio.file.*;
                public class Late {
                  public static void main(String[] a) {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                      try {
                        for (int i = 0; i < 30 && !isEmpty(Paths.get(System.getProperty("java.io.tmpdir"))); i++) Thread.sleep(10);
                      } catch (Exception e) {
                        throw new AssertionError(e);
                      }
                      shop.Shop.main(a);
                    }));
                  }
                  static boolean isEmpty(Path directory) throws Exception {
                    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                      return !files.iterator().hasNext();
                    }
                  }
                }
                """, classes);
        Path temporary = Files.createDirectories(directory.resolve("temporary"));
        String path = late + File.pathSeparator + path(classes);
        assertRuns(EXPECTED, "-Djava.io.tmpdir=" + temporary, "-cp", path, "Late");
        assertThat(temporary).isEmptyDirectory();
    }

    /**
     * Two loaders that let one thread in at a time, one of which asks the other: the agent must not hold a lock of its own while
     * it asks a loader, which may be held by a thread on its way to the agent.
     */
    @Test
    void asksLoadersForClassesWithoutHoldingALock() throws Exception {
        Path main = compile("main", "Main", """
                import java.nio.file.*;
                import java.util.concurrent.*;
                public class Main extends ClassLoader {
                  static final CountDownLatch childAsks = new CountDownLatch(1), parentIsHeld = new CountDownLatch(1);
                  private final Path root;
                  Main(ClassLoader parent, Path root) { super(parent); this.root = root; }
                  public static void main(String[] a) throws Exception {
                    Main parent = new Main(Main.class.getClassLoader(), Paths.get(a[0]));
                    Main child = new Main(parent, Paths.get(a[1]));
                    Thread other = new Thread(() -> {
                      await(childAsks);
                      synchronized (parent) {
                        parentIsHeld.countDown();
                        try {
                          parent.loadClass("shop.Shop");
                        } catch (Exception e) {
                          throw new AssertionError(e);
                        }
                      }
                    });
                    other.setDaemon(true);
                    other.start();
                    Thread one = new Thread(() -> {
                      try {
                        child.loadClass("deli.Shop");
                      } catch (Exception e) {
                        throw new AssertionError(e);
                      }
                    });
                    one.setDaemon(true);
                    one.start();
                    one.join(20_000);
                    other.join(20_000);
                    System.out.println(one.isAlive() || other.isAlive() ? "deadlock" : "loaded");
                  }
                  @Override protected Class<?> findClass(String name) throws ClassNotFoundException {
                    try {
                      byte[] bytes = Files.readAllBytes(root.resolve(name.replace('.', '/') + ".class"));
                      return defineClass(name, bytes, 0, bytes.length);
                    } catch (java.io.IOException e) {
                      throw new ClassNotFoundException(name, e);
                    }
                  }
                  @Override public java.io.InputStream getResourceAsStream(String name) {
                    boolean isChild = getParent() instanceof Main;
                    if (isChild) {
                      childAsks.countDown();
                      await(parentIsHeld);
                    }
                    synchronized (isChild ? getParent() : this) {
                      try {
                        return Files.exists(root.resolve(name)) ? Files.newInputStream(root.resolve(name)) : super.getResourceAsStream(name);
                      } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                      }
                    }
                  }
                  private static void await(CountDownLatch latch) {
                    try {
                      latch.await();
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                  }
                }
                """);
        Path deli = compile("deli", "Shop", SHOP.replace("package shop", "package deli"));
        assertRuns("loaded\n", "-cp", path(main), "Main", classes.toString(), deli.toString());
    }

    @Test
    void leavesNothingInTheTemporaryDirectory() throws Exception {
        Path temporary = Files.createDirectories(directory.resolve("temporary"));
        assertRuns(EXPECTED, "-Djava.io.tmpdir=" + temporary, "-cp", path(classes), "shop.Shop");
        assertThat(temporary).isEmptyDirectory();
    }

    private void assertRuns(String out, String... arguments) throws Exception {
        Run run = withAgent(arguments);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo(out);
        assertThat(run.code()).isZero();
    }

    private Run withAgent(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("-javaagent:" + PROGRAM));
        command.addAll(List.of(arguments));
        return java(command.toArray(String[]::new));
    }
}
