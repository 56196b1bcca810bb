package dev.bobbin.instrument;

import dev.bobbin.instrument.adapt.Adaptation;
import dev.bobbin.instrument.adapt.AdaptedCalls;
import dev.bobbin.instrument.check.BlockingCalls;
import dev.bobbin.instrument.check.Checker;
import dev.bobbin.instrument.check.ClassRoutines;
import dev.bobbin.instrument.check.Reviewer;
import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.emit.SuspendingInterfaces;
import dev.bobbin.instrument.mark.Calm;
import dev.bobbin.instrument.mark.Marks;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.ClassPath;
import dev.bobbin.instrument.read.TypeHierarchy;
import dev.bobbin.instrument.read.UnreadableClassException;
import dev.bobbin.instrument.report.ClassReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One run over classes that were compiled together: each class on its own, then what all of them came to. */
final class Build {

    private final Map<String, byte[]> changed = new TreeMap<>();
    private final Set<String> stale = new TreeSet<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private final Set<String> inferred = new TreeSet<>();
    private final Map<String, Integer> methodsRewritten = new TreeMap<>();
    private final Map<String, Integer> callsAdapted = new TreeMap<>();
    private final int classesRead;
    private final List<ClassReport> reports = new ArrayList<>();
    private final Set<String> untouched = new TreeSet<>();
    private final List<Diagnostic> notInstrumented = new ArrayList<>();
    private int classesChanged;

    private Build(int classesRead) {
        this.classesRead = classesRead;
    }

    /** Instruments {@code classes}, given by internal name; classes are worked on in parallel. */
    static Build run(Map<String, byte[]> classes, Options options) throws IOException {
        Build build = new Build(classes.size());
        try (ClassPath classPath = ClassPath.open(classes, options.classPath())) {
            TypeHierarchy hierarchy = new TypeHierarchy(classPath);
            if (build.findsUnreadable(classes.keySet(), hierarchy)) {
                return build;
            }
            AdaptedCalls table = AdaptedCalls.read(options.adaptedCalls());
            boolean adapts = options.adaptsBlockingCalls();
            Marks declared = new Marks(hierarchy, classes.keySet());
            Marks marks = options.infers()
                    ? declared.inferring(classes, new Adaptation(table, adapts, hierarchy, declared))
                    : declared;
            build.inferred.addAll(marks.inferred());
            build.diagnostics.addAll(table.problems(hierarchy, marks));
            Adaptation adaptation = new Adaptation(table, adapts, hierarchy, marks);
            SuspendingInterfaces interfaces = SuspendingInterfaces.of(hierarchy, marks, classes.keySet());
            BlockingCalls blockingCalls = BlockingCalls.read(options.blockingCalls());
            Calm calm = Calm.of(hierarchy, marks, adaptation, classes.keySet());
            Reviewer reviewer = new Reviewer(marks, calm, hierarchy, blockingCalls, adaptation);
            boolean reports = options.reportFile().isPresent();
            Workbench bench = new Workbench(hierarchy, marks, calm, adaptation, interfaces, reviewer, reports);
            List<ClassBuild> parts = classes.keySet().parallelStream()
                    .map(hierarchy::find)
                    .filter(Optional::isPresent)
                    .map(Optional::get)
                    .filter(outline -> !outline.generatedFor().isPresent())
                    // A class file that lies elsewhere than its name says is no class of this build, but something's
                    // resource.
                    .filter(outline -> classes.containsKey(outline.name()))
                    .map(outline -> naming(outline, () -> ClassBuild.run(outline, classes.get(outline.name()), bench)))
                    .collect(Collectors.toList());
            parts.forEach(build::add);
            build.diagnostics.addAll(blockingCalls.problems(hierarchy));
            build.review(parts, reviewer);
            for (ClassBuild part : parts) {
                if (part.written().entrySet().stream()
                        .anyMatch(entry -> !Arrays.equals(entry.getValue(), classes.get(entry.getKey())))) {
                    build.notInstrumented.add(part.notInstrumented());
                }
            }
            build.findStale(classes.keySet(), hierarchy);
            build.findUntouched(classes.keySet(), hierarchy);
            build.changed.entrySet().removeIf(entry -> Arrays.equals(entry.getValue(), classes.get(entry.getKey())));
        } catch (UnreadableClassException e) { // of the class path, or one whose damage is in its code
            build.diagnostics.add(Checker.unreadable(e));
        }
        return build;
    }

    private void review(List<ClassBuild> parts, Reviewer reviewer) {
        List<ClassRoutines> routines = new ArrayList<>();
        parts.forEach(part -> part.routines().ifPresent(routines::add));
        Map<String, List<Diagnostic>> found = reviewer.review(routines);
        found.values().forEach(diagnostics::addAll);
        for (ClassBuild part : parts) {
            List<Diagnostic> ofPart = found.getOrDefault(part.name(), Collections.<Diagnostic>emptyList());
            part.report().ifPresent(report -> reports.add(report.with(ofPart)));
        }
    }

    /** Whatever goes wrong with a class, its name is what a user needs to go on. */
    private static ClassBuild naming(ClassOutline type, Supplier<ClassBuild> step) {
        try {
            return step.get();
        } catch (UnreadableClassException e) {
            throw e;
        } catch (RuntimeException | AssertionError e) {
            throw new IllegalStateException(
                    type.name()
                            + ".class cannot be instrumented. If a JVM does not load it either, it is damaged: build it"
                            + " again. If it does, this is a mistake in Bobbin: please report it with that file.",
                    e);
        }
    }

    /** Whether not every class of the build can be read; all that cannot are remarked on. */
    private boolean findsUnreadable(Set<String> classes, TypeHierarchy hierarchy) {
        List<Diagnostic> found = classes.parallelStream()
                .map(name -> unreadable(name, hierarchy))
                .filter(Optional::isPresent)
                .map(Optional::get)
                .collect(Collectors.toList());
        diagnostics.addAll(found);
        return isRefused();
    }

    private static Optional<Diagnostic> unreadable(String name, TypeHierarchy hierarchy) {
        try {
            hierarchy.find(name);
            return Optional.empty();
        } catch (UnreadableClassException e) {
            return Optional.of(Checker.unreadable(e));
        }
    }

    private void add(ClassBuild part) {
        changed.putAll(part.written());
        diagnostics.addAll(part.diagnostics());
        classesChanged += part.isChanged() ? 1 : 0;
        methodsRewritten.put(part.name(), part.methodsRewritten());
        callsAdapted.put(part.name(), part.callsAdapted());
    }

    /** Classes that an earlier run has instrumented: this one has not looked into them. */
    private void findUntouched(Set<String> classes, TypeHierarchy hierarchy) {
        for (String name : classes) {
            hierarchy
                    .find(name)
                    .filter(type -> type.format() == Contract.FORMAT
                            && !type.generatedFor().isPresent())
                    .ifPresent(type -> untouched.add(name));
        }
    }

    /** Generated classes whose class is gone, or was compiled anew and no longer needs them. */
    private void findStale(Set<String> classes, TypeHierarchy hierarchy) {
        for (String name : classes) {
            Optional<String> owner = hierarchy.find(name).flatMap(ClassOutline::generatedFor);
            if (owner.isPresent() && !changed.containsKey(name)) {
                boolean kept = classes.contains(owner.get())
                        && hierarchy
                                .find(owner.get())
                                .filter(o -> o.format() == Contract.FORMAT)
                                .isPresent();
                boolean forLambdasOfAnother =
                        !classes.contains(owner.get()) && name.contains("$") && lambdaUser(name, classes);
                if (!kept && !forLambdasOfAnother) {
                    stale.add(name);
                }
            }
        }
    }

    /** Whether {@code name} is a sub-interface made beside a class of this build that uses it. */
    private static boolean lambdaUser(String name, Set<String> classes) {
        for (int dollar = name.indexOf('$'); dollar > 0; dollar = name.indexOf('$', dollar + 1)) {
            if (classes.contains(name.substring(0, dollar)) && Contract.isTwinName(name)) {
                return true;
            }
        }
        return false;
    }

    /** Classes to write, by internal name: rewritten and generated ones. */
    Map<String, byte[]> changed() {
        return Collections.unmodifiableMap(changed);
    }

    /** Generated classes that nothing uses any more. */
    Set<String> stale() {
        return Collections.unmodifiableSet(stale);
    }

    List<Diagnostic> diagnostics() {
        return Collections.unmodifiableList(diagnostics);
    }

    /** What became of the classes that were looked at closely. */
    List<ClassReport> reports() {
        return Collections.unmodifiableList(reports);
    }

    /** Classes that were instrumented before, by internal name. */
    Set<String> untouched() {
        return Collections.unmodifiableSet(untouched);
    }

    /** One for each class that had to be rewritten or needed something generated. */
    List<Diagnostic> notInstrumented() {
        return Collections.unmodifiableList(notInstrumented);
    }

    /** Whether nothing must be written. */
    boolean isRefused() {
        return diagnostics.stream().anyMatch(Diagnostic::isError);
    }

    /** Methods that are suspendable though nobody marked them. */
    Set<String> inferred() {
        return Collections.unmodifiableSet(inferred);
    }

    /** How many methods of {@code classes}, given by internal name, got a twin that can wait. */
    int methodsRewrittenIn(Set<String> classes) {
        return sum(methodsRewritten, classes);
    }

    /** How many blocking calls in {@code classes}, given by internal name, were adapted. */
    int callsAdaptedIn(Set<String> classes) {
        return sum(callsAdapted, classes);
    }

    private static int sum(Map<String, Integer> counts, Set<String> classes) {
        return classes.stream().mapToInt(name -> counts.getOrDefault(name, 0)).sum();
    }

    /** What a run that began at {@code start}, by the system's clock of nanoseconds, came to. */
    Summary summary(long start) {
        return new Summary(
                classesRead,
                isRefused() ? 0 : classesChanged,
                methodsRewrittenIn(methodsRewritten.keySet()),
                isRefused() ? 0 : callsAdaptedIn(callsAdapted.keySet()),
                inferred,
                System.nanoTime() - start,
                diagnostics);
    }
}
