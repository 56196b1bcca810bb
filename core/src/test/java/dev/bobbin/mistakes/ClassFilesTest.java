package dev.bobbin.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Programs;
import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Mistakes that need more than one source file to make: how classes were built, and in which order. Each message in full. */
class ClassFilesTest {

    private static final String SOURCE = """
            import dev.bobbin.Continuation;
            import dev.bobbin.Suspendable;

            public class Source {
                @Suspendable
                public int next() {
                    Continuation.yield();
                    return 1;
                }
            }
            """;

    private static final String READER = """
            import dev.bobbin.Suspendable;

            class Reader {
                @Suspendable
                int twice(Source source) {
                    return source.next() + source.next();
                }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void aLibraryThatWasNotInstrumentedIsRefused() throws IOException {
        Path library = Programs.classes(Map.of("Source", SOURCE), directory);
        Path classes = Programs.classes(Map.of("Reader", READER), directory, library);
        assertThat(instrument(classes, library))
                .containsExactly(
                        "Reader.java:6: twice() calls Source.next(), which is marked @Suspendable in a class that was not"
                                + " instrumented, or by another version of Bobbin. It has no twin to call. Build the library it"
                                + " comes from with this version of the bobbin-maven-plugin; if it is a main class of this"
                                + " module, with the goal instrument.");
    }

    @Test
    void aLibraryOfAnotherFormatIsRefused() throws IOException {
        Path library = Programs.classes(Map.of("Source", SOURCE), directory);
        instrument(library);
        changeFormat(library.resolve("Source.class"));
        Path classes = Programs.classes(Map.of("Reader", READER), directory, library);
        assertThat(instrument(classes, library))
                .singleElement()
                .asString()
                .startsWith(
                        "Reader.java:6: twice() calls Source.next(), which is marked @Suspendable in a class that was"
                                + " not instrumented, or by another version of Bobbin.");
    }

    @Test
    void aClassOfAnotherFormatIsRefused() throws IOException {
        Path classes = Programs.classes(Map.of("Source", SOURCE), directory);
        instrument(classes);
        changeFormat(classes.resolve("Source.class"));
        assertThat(instrument(classes))
                .containsExactly(
                        "Source.java: Source was instrumented in format 4711, and this version makes format 2. The"
                                + " original code is gone from the class file. Compile the class anew (mvn clean).");
    }

    @Test
    void anUnfinishedObjectThatIsLookedAtIsRefused() throws IOException {
        Path classes = Programs.classes(Map.of("Source", SOURCE), directory);
        Files.write(classes.resolve("Odd.class"), comparesAnUnfinishedObject());
        assertThat(instrument(classes))
                .containsExactly(
                        "Odd.java:7: odd() compares or locks an object whose constructor has not run, and suspends"
                                + " before it does. Such an object cannot be kept in a frame. Compute the constructor's arguments"
                                + " before the object is made.");
    }

    @Test
    void anOverrideInALibraryThatWasNotInstrumentedIsWarnedOf() throws IOException {
        Path base = Programs.classes(Map.of("Source", SOURCE), directory);
        instrument(base);
        Path library = Programs.classes(Map.of("NightSource", """
                        public class NightSource extends Source {
                            @Override
                            public int next() {
                                return super.next() + 1;
                            }
                        }
                        """, "Constant", """
                        public class Constant extends Source {
                            @Override
                            public int next() {
                                return 7; // never has to wait
                            }
                        }
                        """), directory, base);
        Path classes = Programs.classes(Map.of("Reader", """
                        import dev.bobbin.Suspendable;

                        class Reader {
                            @Suspendable
                            int all() {
                                int seven = new Constant().next();
                                return new NightSource().next() + seven;
                            }
                        }
                        """), directory, base, library);
        String expected =
                "Reader.java:7: warning: NightSource.next() overrides a suspendable method and calls others, but its class"
                        + " was compiled without the plugin. Where it comes to wait in a coroutine, it would throw. Build the"
                        + " library it comes from with the bobbin-maven-plugin. [override-not-instrumented]";
        assertThat(instrument(classes, base, library)).containsExactly(expected);
        assertThat(instrument(classes, base, library)).containsExactly(expected);
    }

    @Test
    void aClassInstrumentedBeforeWhatItCallsWasMarkedIsWarnedOf() throws IOException {
        String unmarked = SOURCE.replace("@Suspendable", "");
        String reader = READER.replace("source.next() + source.next()", "source.next() + source.twice()");
        String twice = "public class Source {";
        String withTwice = twice + " @Suspendable public int twice() { return 2; }";
        Path before = Programs.classes(Map.of("Source", unmarked.replace(twice, withTwice)), directory);
        Path classes = Programs.classes(Map.of("Reader", reader), directory, before);
        instrument(before);
        assertThat(instrument(classes, before)).isEmpty();
        Path after = Programs.classes(Map.of("Source", SOURCE.replace(twice, withTwice)), directory);
        instrument(after);
        assertThat(instrument(classes, after))
                .containsExactly(
                        "Reader.java:6: warning: twice() was instrumented before Source.next() became suspendable."
                                + " It calls it as ordinary code does, and in a coroutine that call would throw. Compile Reader anew"
                                + " (mvn clean). [out-of-date]");
    }

    @Test
    void aMethodBetweenTwoClassesOfOneBuildIsFound() throws IOException {
        Path classes = Programs.classes(Map.of("Source", SOURCE, "Report", """
                        class Report {
                            int render(Source source) {
                                return source.next();
                            }
                        }
                        """, "Book", """
                        class Book {
                            @dev.bobbin.Suspendable
                            int all(Report report) {
                                return report.render(new Source());
                            }
                        }
                        """), directory);
        String expected = "Report.java:3: warning: render() stands between two suspendable methods: Book.all() calls it"
                + " (Book.java:4), and it calls Source.next(). Its own frame cannot be saved, so in a coroutine that call would"
                + " throw. Mark render() @Suspendable. [caller-not-suspendable]";
        assertThat(instrument(classes)).containsExactly(expected);
        assertThat(instrument(classes)).containsExactly(expected);
    }

    @Test
    void aPackageCanSuppressAWarning() throws IOException {
        String sleeper = """
                package %s;

                class Sleeper {
                    @dev.bobbin.Suspendable
                    void nap() throws InterruptedException {
                        Thread.sleep(1);
                    }
                }
                """;
        Path classes = Programs.classes(
                Map.of(
                        "quiet/Sleeper",
                        sleeper.formatted("quiet"),
                        "quiet/package-info",
                        "@dev.bobbin.SuppressSuspensionWarnings(\"blocking-call\") package quiet;",
                        "loud/Sleeper",
                        sleeper.formatted("loud")),
                directory);
        assertThat(instrument(classes)).hasSize(1);
        assertThat(instrument(classes)).hasSize(1);
    }

    @Test
    void usersAddWhatBlocksInTheirLibraries() throws IOException {
        Path file = blockingCalls("""
                # what blocks in our own library

                Database query(String)  Queries.query(), which suspends
                """);
        Path classes = Programs.classes(Map.of("Database", """
                        class Database {
                            void query(String sql) {}

                            void query(int prepared) {}
                        }
                        """, "Shop", """
                        class Shop {
                            @dev.bobbin.Suspendable
                            void open(Database database) {
                                database.query("select");
                                database.query(1);
                            }
                        }
                        """), directory);
        assertThat(instrument(Programs.options().withBlockingCalls(file), classes))
                .containsExactly(
                        "Shop.java:4: warning: open() calls Database.query(), which blocks the thread. Every coroutine"
                                + " of the same dispatcher would wait with it. Use Queries.query(), which suspends. [blocking-call]");
    }

    @Test
    void mistakesInAUsersFileOfBlockingCallsAreRefused() throws IOException {
        Path file = blockingCalls("""
                not.on.the.ClassPath  query  something
                java.lang.Thread  sleep
                java.lang.Thread  slumber(long)  Coroutines.sleep()
                """);
        Path classes = Programs.classes(Map.of("Source", SOURCE), directory);
        assertThat(instrument(Programs.options().withBlockingCalls(file), classes))
                .containsExactly(
                        "blocking.txt:2: \"java.lang.Thread  sleep\" has 2 of 3 columns: a class, its method, and what to use"
                                + " instead. Write, for example: java.lang.Thread sleep Coroutines.sleep()",
                        "blocking.txt:3: java.lang.Thread has no method slumber(long). It would never be found. Name a method"
                                + " of it as its source does, with or without parameters: poll(long,TimeUnit).");
    }

    @Test
    void aCheckFindsWhatWasNotInstrumentedAndWritesNothing() throws IOException {
        Path classes = Programs.classes(Map.of("Source", SOURCE, "Reader", READER), directory);
        instrument(classes);
        Instrumenter instrumenter = Instrumenter.with(Programs.options());
        assertThat(instrumenter.check(classes).diagnostics()).isEmpty();
        Path compiledByAnIde = Programs.classes(Map.of("Source", SOURCE, "Reader", READER), directory);
        Files.copy(
                compiledByAnIde.resolve("Reader.class"),
                classes.resolve("Reader.class"),
                StandardCopyOption.REPLACE_EXISTING);
        Map<String, Integer> before = contents(classes);
        assertThat(instrumenter.check(classes).diagnostics())
                .extracting(Diagnostic::toString)
                .containsExactly(
                        "Reader.java:3: Reader has code that suspends, but was not instrumented. Something has compiled"
                                + " it since the build did, such as an IDE, or the build does not run bobbin:instrument. In a coroutine it"
                                + " would throw. Build it again with the bobbin-maven-plugin.");
        assertThat(contents(classes)).isEqualTo(before);
    }

    @Test
    void aCheckFindsThatSomethingGeneratedIsMissing() throws IOException {
        Path classes = Programs.classes(
                Map.of("Task", "@FunctionalInterface interface Task { @dev.bobbin.Suspendable void run(); }"),
                directory);
        instrument(classes);
        Files.delete(classes.resolve("Task-co.class"));
        assertThat(Instrumenter.with(Programs.options()).check(classes).diagnostics())
                .hasSize(1);
    }

    private Path blockingCalls(String lines) throws IOException {
        return Files.writeString(directory.resolve("blocking.txt"), lines);
    }

    private static List<String> instrument(Path classes, Path... libraries) throws IOException {
        return instrument(Programs.options(libraries), classes);
    }

    private static List<String> instrument(Options options, Path classes) throws IOException {
        return Instrumenter.with(options).instrument(classes).diagnostics().stream()
                .map(Diagnostic::toString)
                .toList();
    }

    private static Map<String, Integer> contents(Path classes) throws IOException {
        Map<String, Integer> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file.toString(), Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    /** As another version of the instrumenter would have left the class. */
    private static void changeFormat(Path file) throws IOException {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(Files.readAllBytes(file))
                .accept(
                        new ClassVisitor(Opcodes.ASM9, writer) {
                            @Override
                            public AnnotationVisitor visitAnnotation(String type, boolean visible) {
                                AnnotationVisitor written = super.visitAnnotation(type, visible);
                                return !type.equals("Ldev/bobbin/runtime/Instrumented;")
                                        ? written
                                        : new AnnotationVisitor(Opcodes.ASM9, written) {
                                            @Override
                                            public void visit(String property, Object value) {
                                                super.visit(property, 4711);
                                            }
                                        };
                            }
                        },
                        0);
        Files.write(file, writer.toByteArray());
    }

    /** {@code new Source()}, which is compared with null after a suspension and before its constructor is called. */
    private static byte[] comparesAnUnfinishedObject() {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V1_6, Opcodes.ACC_PUBLIC, "Odd", null, "java/lang/Object", null);
        writer.visitSource("Odd.java", null);
        MethodVisitor odd = writer.visitMethod(Opcodes.ACC_STATIC, "odd", "(LSource;)V", null, null);
        odd.visitAnnotation("Ldev/bobbin/Suspendable;", false).visitEnd();
        odd.visitCode();
        Label line = new Label();
        Label end = new Label();
        odd.visitTypeInsn(Opcodes.NEW, "Source");
        odd.visitInsn(Opcodes.DUP);
        odd.visitVarInsn(Opcodes.ALOAD, 0);
        odd.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "Source", "next", "()I", false);
        odd.visitInsn(Opcodes.POP);
        odd.visitLabel(line);
        odd.visitLineNumber(7, line);
        odd.visitInsn(Opcodes.DUP);
        odd.visitJumpInsn(Opcodes.IFNULL, end);
        odd.visitLabel(end);
        odd.visitMethodInsn(Opcodes.INVOKESPECIAL, "Source", "<init>", "()V", false);
        odd.visitInsn(Opcodes.POP);
        odd.visitInsn(Opcodes.RETURN);
        odd.visitMaxs(0, 0);
        odd.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }
}
