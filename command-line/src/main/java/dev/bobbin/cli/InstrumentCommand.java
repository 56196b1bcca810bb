package dev.bobbin.cli;

import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import dev.bobbin.instrument.Summary;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The instrumenter as a program, for builds without Maven.
 *
 * <pre>{@code
 * java -jar bobbin-instrumenter.jar build/classes --classpath lib/bobbin-core.jar
 * }</pre>
 */
@Command(
        name = "bobbin-instrumenter",
        description =
                "Turns the methods marked @Suspendable in directories and jars of classes into methods that can suspend.",
        mixinStandardHelpOptions = true,
        versionProvider = InstrumentCommand.Version.class,
        exitCodeOnInvalidInput = InstrumentCommand.USAGE,
        exitCodeOnExecutionException = InstrumentCommand.REFUSED,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all is well",
            "1:something was refused, could not be read or written, or, with --check, is to be done; nothing was written",
            "2:the words of the command are off"
        })
public final class InstrumentCommand implements Callable<Integer> {

    static final int DONE = 0;
    static final int REFUSED = 1;
    static final int USAGE = 2;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "DIR|JAR", description = "Classes as a compiler made them.")
    private List<Path> classes;

    @Option(
            names = {"-cp", "--classpath"},
            paramLabel = "PATH",
            description = "What the classes were compiled against: jars and directories, as for javac.")
    private String classPath = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description =
                    "Where to write, if not in place: a directory or a jar like the one that is read; for several, a"
                            + " directory that gets one of each name.")
    private Path output;

    @Option(names = "--infer", description = "Mark private, static and final methods that call suspendable ones, too.")
    private boolean infer;

    @Option(
            names = "--adapt-blocking-calls",
            description =
                    "Let suspendable code suspend where it calls what blocks, such as Thread.sleep, sockets and JDBC.")
    private boolean adaptBlockingCalls;

    @Option(
            names = "--adapted-calls",
            paramLabel = "FILE",
            description =
                    "Further calls to adapt, one a line: com.example.Database#query(java.lang.String) -> offload. May be"
                            + " repeated.")
    private List<Path> adaptedCalls = new ArrayList<>();

    @Option(names = "--unsign", description = "Take the signature out of a signed jar instead of refusing it.")
    private boolean unsign;

    @Option(names = "--check", description = "Write nothing; exit with 1 if there was something to write.")
    private boolean check;

    @Option(names = "--fail-on-warning", description = "Treat warnings as errors, after all is written.")
    private boolean failOnWarning;

    @Option(
            names = "--remember",
            paramLabel = "DIR",
            description =
                    "Keep here what the next run over the same directory of classes needs to do no more than it must.")
    private Path memory;

    /** What the jar says of its own version. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = InstrumentCommand.class.getPackage().getImplementationVersion();
            return new String[] {"bobbin-instrumenter " + (version == null ? "(unpacked)" : version)};
        }
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command, with errors in one line each. */
    static CommandLine commandLine() {
        return new CommandLine(new InstrumentCommand()).setExecutionExceptionHandler((thrown, line, parsed) -> {
            boolean saysAll = thrown instanceof IOException && !(thrown instanceof FileSystemException);
            line.getErr().println("bobbin-instrumenter: " + (saysAll ? thrown.getMessage() : thrown));
            if (!(thrown instanceof IOException)) {
                thrown.printStackTrace(line.getErr()); // it is ours to mend
            }
            return REFUSED;
        });
    }

    @Override
    public Integer call() throws IOException {
        for (List<Path> named : Arrays.asList(classes, adaptedCalls)) {
            for (Path each : named) {
                if (!Files.exists(each)) {
                    throw new ParameterException(spec.commandLine(), "There is no " + each + ".");
                }
            }
        }
        if (memory != null && (classes.size() > 1 || output != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--remember goes with one directory, instrumented in place.");
        }
        List<Path> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            if (!entry.isEmpty()) {
                entries.add(new File(entry).toPath());
            }
        }
        String complaint = CoreInSight.complaint(classes, entries);
        if (!complaint.isEmpty()) {
            spec.commandLine().getErr().println(complaint);
            return REFUSED;
        }
        Path elsewhere = check ? Files.createTempDirectory("bobbin-check") : null;
        try {
            return instrumentAll(entries, elsewhere);
        } finally {
            if (elsewhere != null) {
                delete(elsewhere);
            }
        }
    }

    /** Works on the inputs in their order: what comes next may use what came before. */
    private int instrumentAll(List<Path> entries, Path elsewhere) throws IOException {
        int code = DONE;
        for (int i = 0; i < classes.size(); i++) {
            Path each = classes.get(i);
            Path target = elsewhere == null ? targetOf(each) : elsewhere.resolve(i + "-" + each.getFileName());
            Summary summary = instrument(each, target, options(entries));
            code = Math.max(code, report(each, summary));
            if (check && !summary.hasErrors() && !contents(each).equals(contents(target))) {
                code = REFUSED;
            }
            entries.add(0, target);
        }
        return code;
    }

    private Options options(List<Path> entries) {
        Options options = Options.of(entries).infer(infer).unsign(unsign).adaptBlockingCalls(adaptBlockingCalls);
        for (Path table : adaptedCalls) {
            options = options.withAdaptedCalls(table);
        }
        return options;
    }

    /** The files of a directory, or the one that a jar is, with what they hold. */
    private static Map<Path, ByteBuffer> contents(Path root) throws IOException {
        Map<Path, ByteBuffer> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
                contents.put(root.relativize(file), ByteBuffer.wrap(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    private Path targetOf(Path each) {
        if (output == null) {
            return each;
        }
        return classes.size() == 1 ? output : output.resolve(each.getFileName());
    }

    private Summary instrument(Path each, Path target, Options options) throws IOException {
        if (!each.equals(target)) {
            return Instrumenter.with(options).instrument(each, target);
        }
        return Instrumenter.with(memory == null ? options : options.remembering(memory))
                .instrument(each);
    }

    private int report(Path each, Summary summary) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        boolean warns = false;
        for (Diagnostic diagnostic : summary.diagnostics()) {
            warns |= !diagnostic.isError();
            err.println(diagnostic);
        }
        summary.inferred().forEach(method -> out.println("suspendable by inference: " + method));
        if (summary.hasErrors()) {
            err.println(each + ": nothing was written, for the errors above.");
            return REFUSED;
        }
        out.println(each + ": " + summary.classesRead() + " classes read, " + summary.classesChanged() + " changed, "
                + summary.methodsRewritten() + " methods rewritten"
                + (summary.callsAdapted() == 0 ? "" : ", " + summary.callsAdapted() + " blocking calls adapted")
                + " in "
                + TimeUnit.NANOSECONDS.toMillis(summary.nanos()) + " ms");
        return failOnWarning && warns ? REFUSED : DONE;
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException thrown) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
