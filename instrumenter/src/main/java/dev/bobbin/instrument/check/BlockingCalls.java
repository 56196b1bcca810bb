package dev.bobbin.instrument.check;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.diagnostic.SourceLine;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.Type;

/**
 * Methods that block their thread, and what to use instead: {@code blocking-calls.txt} beside this class, and files of the same
 * form that users add. A line is a class, a method and the cure, which runs to the end of the line. A method without parameters
 * stands for all of its name; parameters are named as in source, without packages.
 *
 * <pre>
 * java.lang.Thread                  sleep                  Coroutines.sleep()
 * java.util.concurrent.BlockingQueue poll(long,TimeUnit)   a queue that suspends
 * </pre>
 *
 * A class stands for all that descend from it.
 */
public final class BlockingCalls {

    private static final String STANDARD = "blocking-calls.txt";
    private static final String RULE = "blocking-calls-file";

    /** One line. */
    private static final class Line {
        private final SourceLine where;
        private final String owner;
        private final String name;
        private final Optional<String> parameters;
        private final String instead;

        Line(SourceLine where, String owner, String method, String instead) {
            int parenthesis = method.indexOf('(');
            this.where = where;
            this.owner = owner.replace('.', '/');
            this.name = parenthesis < 0 ? method : method.substring(0, parenthesis);
            this.parameters = parenthesis < 0 ? Optional.empty() : Optional.of(method.substring(parenthesis));
            this.instead = instead;
        }

        boolean names(String method, String descriptor) {
            return method.equals(name)
                    && (!parameters.isPresent() || parameters.get().equals(parametersOf(descriptor)));
        }

        private static String parametersOf(String descriptor) {
            return Stream.of(Type.getArgumentTypes(descriptor))
                    .map(Type::getClassName)
                    .map(type -> type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1))
                    .collect(Collectors.joining(",", "(", ")"));
        }
    }

    private final Map<String, List<Line>> byName = new HashMap<>();
    private final List<Line> ofUsers = new ArrayList<>();
    private final List<Diagnostic> malformed = new ArrayList<>();

    private BlockingCalls() {}

    /** The methods of the JDK that block. */
    public static BlockingCalls ofTheJdk() {
        try {
            return read(Collections.<Path>emptyList());
        } catch (IOException e) {
            throw new AssertionError("no " + STANDARD + " beside the instrumenter's classes", e);
        }
    }

    /** The methods of the JDK that block, and those of {@code files}. */
    public static BlockingCalls read(List<Path> files) throws IOException {
        BlockingCalls calls = new BlockingCalls();
        try (InputStream standard = BlockingCalls.class.getResourceAsStream(STANDARD)) {
            calls.read(STANDARD, new InputStreamReader(standard, StandardCharsets.UTF_8));
        }
        calls.ofUsers.clear();
        for (Path file : files) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                calls.read(file.getFileName().toString(), reader);
            }
        }
        return calls;
    }

    private void read(String file, Reader reader) throws IOException {
        BufferedReader lines = new BufferedReader(reader);
        int number = 0;
        for (String text = lines.readLine(); text != null; text = lines.readLine()) {
            number++;
            String trimmed = text.trim();
            if (trimmed.isEmpty() || trimmed.startsWith("#")) {
                continue;
            }
            SourceLine where = SourceLine.at(file, number);
            String[] columns = trimmed.split("\\s+", 3);
            if (columns.length < 3) {
                malformed.add(Diagnostic.error(
                        RULE,
                        where,
                        "\"" + trimmed + "\" has " + columns.length
                                + " of 3 columns: a class, its method, and what to use"
                                + " instead. Write, for example: java.lang.Thread sleep Coroutines.sleep()"));
                continue;
            }
            Line line = new Line(where, columns[0], columns[1], columns[2]);
            byName.computeIfAbsent(line.name, name -> new ArrayList<>()).add(line);
            ofUsers.add(line);
        }
    }

    /** Lines that cannot be read. */
    List<Diagnostic> malformed() {
        return Collections.unmodifiableList(malformed);
    }

    /** What is wrong with the files that users added; a class that is not on the class path is not. */
    public List<Diagnostic> problems(TypeHierarchy hierarchy) {
        List<Diagnostic> problems = new ArrayList<>(malformed);
        for (Line line : ofUsers) {
            Optional<ClassOutline> owner = hierarchy.find(line.owner);
            if (owner.isPresent() && !declares(owner.get(), line, hierarchy)) {
                problems.add(Diagnostic.error(
                        RULE,
                        line.where,
                        line.owner.replace('/', '.') + " has no method " + line.name
                                + line.parameters.map(p -> p.toString()).orElse("()")
                                + ". It would never be found. Name a method of it as its source does, with or without"
                                + " parameters: poll(long,TimeUnit)."));
            }
        }
        return Collections.unmodifiableList(problems);
    }

    private static boolean declares(ClassOutline type, Line line, TypeHierarchy hierarchy) {
        return type.methods().stream().anyMatch(method -> line.names(method.name(), method.descriptor()))
                || hierarchy.directSupertypes(type).stream()
                        .anyMatch(supertype -> hierarchy
                                .find(supertype)
                                .filter(outline -> declares(outline, line, hierarchy))
                                .isPresent());
    }

    /** What to use instead of {@code call}, if it blocks. */
    Optional<String> insteadOf(Call call, TypeHierarchy hierarchy) {
        for (Line line : byName.getOrDefault(call.name(), Collections.<Line>emptyList())) {
            if (line.names(call.name(), call.descriptor())
                    && hierarchy.isSubtype(call.owner(), line.owner)
                    && !isAnOverload(call, line, hierarchy)) {
                return Optional.of(line.instead);
            }
        }
        return Optional.empty();
    }

    /** Whether the class of {@code line} has methods of the name, but none with these parameters: {@code wait(String)}, say. */
    private static boolean isAnOverload(Call call, Line line, TypeHierarchy hierarchy) {
        String parameters = Line.parametersOf(call.descriptor());
        Line exact = new Line(line.where, line.owner, line.name + parameters, line.instead);
        return hierarchy
                .find(line.owner)
                .filter(owner -> declares(owner, line, hierarchy) && !declares(owner, exact, hierarchy))
                .isPresent();
    }
}
