package dev.bobbin.instrument;

import dev.bobbin.instrument.adapt.AdaptedCall;
import dev.bobbin.instrument.check.Checker;
import dev.bobbin.instrument.check.ClassRoutines;
import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.diagnostic.SourceLine;
import dev.bobbin.instrument.emit.ClassRewriter;
import dev.bobbin.instrument.mark.ClassMarks;
import dev.bobbin.instrument.plan.MethodPlan;
import dev.bobbin.instrument.plan.Planner;
import dev.bobbin.instrument.prepare.HiddenResults;
import dev.bobbin.instrument.prepare.LateConstruction;
import dev.bobbin.instrument.prepare.ReferenceAdapters;
import dev.bobbin.instrument.prepare.SerialVersion;
import dev.bobbin.instrument.prepare.StackMaps;
import dev.bobbin.instrument.prepare.SuspendableLoops;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.MethodOutline;
import dev.bobbin.instrument.read.NewerClassFiles;
import dev.bobbin.instrument.report.ClassReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** The way of one class: mark, prepare, plan, check, and, if nothing is refused, emit. */
final class ClassBuild {

    private final ClassOutline outline;
    private final Map<String, byte[]> written = new TreeMap<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private Optional<ClassReport> report = Optional.empty();
    private final List<AdaptedCall> adapted = new ArrayList<>();
    private final byte[] bytes;
    private final Workbench bench;
    private SourceLine where;
    private Optional<ClassRoutines> routines = Optional.empty();
    private int methodsRewritten;

    private ClassBuild(ClassOutline outline, byte[] bytes, Workbench bench) {
        this.outline = outline;
        this.bytes = bytes;
        this.bench = bench;
        this.where = SourceLine.of(outline.name());
    }

    static ClassBuild run(ClassOutline outline, byte[] bytes, Workbench bench) {
        ClassBuild build = new ClassBuild(outline, bytes, bench);
        if (outline.format() != 0 && outline.format() != Contract.FORMAT) {
            build.refuse(Checker.otherFormat(outline));
        } else {
            build.written.putAll(bench.interfaces.beside(outline));
            if (outline.format() != 0) {
                build.routines = build.asItIs();
            } else if (bench.marks.concerns(outline, bytes)) {
                if (NewerClassFiles.isNewer(outline)) {
                    build.refuse(Checker.newerJava(outline));
                } else {
                    build.routines = build.instrument();
                }
            }
        }
        return build;
    }

    private void refuse(Diagnostic reason) {
        diagnostics.add(reason);
        if (bench.reports) {
            report = Optional.of(ClassReport.remarked(outline.name(), bytes, diagnostics));
        }
    }

    private Optional<ClassRoutines> asItIs() {
        return NewerClassFiles.isNewer(outline)
                ? Optional.empty()
                : Optional.of(bench.reviewer.look(outline, written.getOrDefault(outline.name(), bytes)));
    }

    private Optional<ClassRoutines> instrument() {
        ClassNode type;
        try {
            type = StackMaps.read(bytes, bench.hierarchy);
        } catch (MethodTooLargeException e) {
            refuse(Checker.subroutinesTooLarge(outline, e.getMethodName()));
            return asItIs();
        }
        if (!type.methods.isEmpty()) {
            where = SourceLine.of(type, type.methods.get(0));
        }
        Optional<ClassReport.Builder> story = bench.reports
                ? Optional.of(new ClassReport.Builder(type, bytes, bench.marks.inferred()))
                : Optional.empty();
        SuspendableLoops.apply(type, bench.marks);
        if (bench.adaptation.isOn(outline)) {
            adapted.addAll(bench.adaptation.apply(type, ClassMarks.of(type, outline, bench.marks, bench.calm)));
        }
        ClassMarks classMarks = ClassMarks.of(type, outline, bench.marks, bench.calm);
        ReferenceAdapters.apply(type, classMarks);
        Checker checker = new Checker(type, classMarks);
        Map<MethodNode, MethodPlan> plans = plan(type, classMarks, checker);
        List<MethodOutline> conflicting = bench.marks.conflictingTwins(outline);
        boolean changes = !plans.isEmpty()
                || classMarks.inheritsTwins()
                || !conflicting.isEmpty()
                || !classMarks.lambdas().isEmpty()
                || type.methods.stream().anyMatch(classMarks::isSuspendable);
        if (changes && !checker.hasErrors()) {
            SerialVersion.fieldFor(type, bytes, bench.hierarchy).ifPresent(type.fields::add);
            ClassRewriter rewriter = new ClassRewriter(type, classMarks, checker, bench.interfaces);
            conflicting.forEach(rewriter::addResolvingTwin);
            emit(rewriter, type, classMarks, plans, story);
        }
        diagnostics.addAll(checker.diagnostics());
        report = story.map(builder -> builder.build(written, diagnostics, adapted));
        // What was written is what stands in the tree; to read it again is half of what it took to write it.
        return isChanged() ? Optional.of(bench.reviewer.look(outline, type)) : asItIs();
    }

    private Map<MethodNode, MethodPlan> plan(ClassNode type, ClassMarks marks, Checker checker) {
        Planner planner = new Planner(type, marks);
        Map<MethodNode, MethodPlan> plans = new LinkedHashMap<>();
        for (MethodNode method : type.methods) {
            Optional<MethodPlan> plan = Optional.empty();
            if (hasSuspendingCode(method, marks)) {
                HiddenResults.apply(method, marks);
                Optional<AbstractInsnNode> odd = LateConstruction.apply(type, method, marks, bench.hierarchy);
                if (odd.isPresent()) {
                    checker.refuseConstruction(method, odd.get());
                    continue;
                }
                plan = Optional.of(planner.plan(method));
                plans.put(method, plan.get());
            }
            checker.check(method, plan);
        }
        return plans;
    }

    private void emit(
            ClassRewriter rewriter,
            ClassNode type,
            ClassMarks marks,
            Map<MethodNode, MethodPlan> plans,
            Optional<ClassReport.Builder> story) {
        for (MethodNode method : new ArrayList<>(type.methods)) {
            MethodPlan plan = plans.get(method);
            if (plan != null) {
                story.ifPresent(builder -> builder.add(plan));
                rewriter.rewrite(plan);
                methodsRewritten++;
            } else if (marks.isSuspendable(method)) {
                if (hasCode(method)) {
                    story.ifPresent(builder -> builder.addNeverSuspending(method.name, method.desc));
                }
                rewriter.addForwardingTwin(method);
            } else {
                rewriter.retargetLambdas(method);
            }
        }
        written.putAll(rewriter.write());
    }

    private static boolean hasSuspendingCode(MethodNode method, ClassMarks marks) {
        return hasCode(method)
                && (marks.takesStackByHand(method) || marks.isSuspendable(method) && marks.needsStack(method));
    }

    private static boolean hasCode(MethodNode method) {
        return (method.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0;
    }

    /** The class and what was generated for it, by internal name; nothing if it stays as it is. */
    Map<String, byte[]> written() {
        return Collections.unmodifiableMap(written);
    }

    String name() {
        return outline.name();
    }

    /** What is to be reviewed of the class as it ends up, if it has anything to do with suspension and can be read. */
    Optional<ClassRoutines> routines() {
        return routines;
    }

    /** What to say if the class, which a build has left behind, still has to be rewritten. */
    Diagnostic notInstrumented() {
        return Checker.notInstrumented(outline, where);
    }

    boolean isChanged() {
        return written.containsKey(outline.name());
    }

    List<Diagnostic> diagnostics() {
        return Collections.unmodifiableList(diagnostics);
    }

    /** What became of the class, if it was looked at closely and reports are wanted. */
    Optional<ClassReport> report() {
        return report;
    }

    int callsAdapted() {
        return adapted.size();
    }

    int methodsRewritten() {
        return methodsRewritten;
    }
}
