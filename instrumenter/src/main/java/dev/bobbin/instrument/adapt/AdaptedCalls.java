package dev.bobbin.instrument.adapt;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.mark.Marks;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.MethodOutline;
import dev.bobbin.instrument.read.TypeHierarchy;
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

/**
 * Which calls are adapted, and by what: {@code adapted-calls.txt} beside this class, which speaks of the JDK, and files of the
 * same form that users add for their own libraries. Immutable.
 *
 * <p>A row holds for the class that it names and for all that descend from it; that of a more special class counts before that
 * of a more general one. A row whose class, method or adapter is not on the class path is silent, in the standard table: not
 * every JDK has every method.
 */
public final class AdaptedCalls {

    private static final String STANDARD = "adapted-calls.txt";

    private final List<Row> rows;
    private final List<Row> ofUsers;
    private final Map<String, List<Row>> byName; // without wildcards
    private final List<Row> wildcards;
    private final List<Diagnostic> malformed;

    private AdaptedCalls(List<Row> rows, int standard, List<Diagnostic> malformed) {
        this.rows = rows;
        this.ofUsers = rows.subList(standard, rows.size());
        this.wildcards = rows.stream().filter(Row::isWildcard).collect(Collectors.toList());
        this.byName = new HashMap<>();
        for (Row row : rows) {
            if (!row.isWildcard()) {
                byName.computeIfAbsent(row.name(), name -> new ArrayList<>()).add(row);
            }
        }
        this.malformed = malformed;
    }

    /** The calls of the JDK. */
    public static AdaptedCalls ofTheJdk() {
        try {
            return read(Collections.<Path>emptyList());
        } catch (IOException e) {
            throw new AssertionError("no " + STANDARD + " beside the instrumenter's classes", e);
        }
    }

    /** The calls of the JDK, and those of {@code files}. */
    public static AdaptedCalls read(List<Path> files) throws IOException {
        TableReader reader = new TableReader();
        try (InputStream standard = AdaptedCalls.class.getResourceAsStream(STANDARD)) {
            reader.read(STANDARD, new InputStreamReader(standard, StandardCharsets.UTF_8));
        }
        int count = reader.rows().size();
        for (Path file : files) {
            try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                reader.read(file.getFileName().toString(), text);
            }
        }
        return new AdaptedCalls(reader.rows(), count, reader.malformed());
    }

    /** Whether any row may be about a call of this name. */
    boolean names(String name) {
        return byName.containsKey(name) || !wildcards.isEmpty();
    }

    /** The rows that may be about a call of this name and descriptor, whoever's it is. */
    List<Row> named(String name, String descriptor) {
        List<Row> found = new ArrayList<>();
        for (Row row : byName.getOrDefault(name, Collections.<Row>emptyList())) {
            if (row.takes(descriptor)) {
                found.add(row);
            }
        }
        if (!name.equals(Row.CONSTRUCTOR)) {
            found.addAll(wildcards);
        }
        return found;
    }

    /** All rows, for tests that hold them against the classes they name. */
    List<Row> rows() {
        return Collections.unmodifiableList(rows);
    }

    /**
     * What is wrong with the tables that users added; a class of theirs that is not on the class path is not, since a library may be
     * missing in one of several modules.
     */
    public List<Diagnostic> problems(TypeHierarchy hierarchy, Marks marks) {
        List<Diagnostic> problems = new ArrayList<>(malformed);
        for (Row row : ofUsers) {
            row.owner(hierarchy)
                    .flatMap(owner -> problem(row, owner, hierarchy, marks))
                    .ifPresent(text -> problems.add(Diagnostic.error(TableReader.RULE, row.where(), text)));
        }
        return Collections.unmodifiableList(problems);
    }

    private static Optional<String> problem(Row row, String owner, TypeHierarchy hierarchy, Marks marks) {
        List<MethodOutline> methods = row.methods(owner, hierarchy);
        if (methods.isEmpty()) {
            return Optional.of(
                    row.ownerName() + " has no " + (row.isWildcard() ? "public instance methods" : row.method())
                            + " that others can call. The row would never be used. Name the method with the types of its parameters as its"
                            + " source does, with their packages" + others(row, owner, hierarchy) + ".");
        }
        if (row.fate() != Row.Fate.ADAPTER) {
            return Optional.empty();
        }
        MethodOutline method = methods.stream()
                .filter(candidate -> !candidate.isSynthetic())
                .findFirst()
                .orElse(methods.get(0));
        Optional<String> adapter = Row.internalName(row.adapterName(), hierarchy);
        if (!adapter.isPresent()) {
            return Optional.of("There is no class " + row.adapterName()
                    + " on the class path, which is to adapt " + row.method()
                    + ". Put it there, or into this module.");
        }
        List<MethodOutline> fitting = Adapters.fitting(row, owner, method, adapter.get(), hierarchy);
        if (fitting.isEmpty()) {
            return Optional.of(row.adapterName() + " has no public static method "
                    + Adapters.wanted(row, owner, method) + ". An adapter takes "
                    + (method.isStatic() || row.isConstructor() ? "" : "the object first, then ")
                    + "the arguments of the call, and returns what the call does.");
        }
        MethodOutline found = fitting.get(0);
        if (!marks.isSuspendable(adapter.get(), found.name(), found.descriptor())) {
            return Optional.of(row.adapterName() + "." + found.name()
                    + "() is not suspendable, so it would block as the call does. Mark it @Suspendable.");
        }
        return Optional.empty();
    }

    private static String others(Row row, String owner, TypeHierarchy hierarchy) {
        List<String> sameName =
                hierarchy.find(owner).map(ClassOutline::methods).orElse(Collections.emptyList()).stream()
                        .filter(method -> method.name().equals(row.name()) && !method.isSynthetic())
                        .map(method -> (row.isConstructor() ? "new" : method.name())
                                + Row.sourceNames(method.descriptor()).stream()
                                        .collect(Collectors.joining(",", "(", ")")))
                        .collect(Collectors.toList());
        return sameName.isEmpty() ? "" : ": it has " + String.join(", ", sameName);
    }
}
