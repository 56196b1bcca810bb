package dev.bobbin.instrument;

import dev.bobbin.instrument.adapt.Adaptation;
import dev.bobbin.instrument.adapt.AdaptedCall;
import dev.bobbin.instrument.check.Checker;
import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.diagnostic.SourceLine;
import dev.bobbin.instrument.emit.ClassRewriter;
import dev.bobbin.instrument.emit.SuspendingInterfaces;
import dev.bobbin.instrument.mark.ClassMarks;
import dev.bobbin.instrument.mark.Marks;
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
import dev.bobbin.instrument.read.TypeHierarchy;
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
    private SourceLine where;
    private boolean concerned;
    private int methodsRewritten;

    private ClassBuild(ClassOutline outline, byte[] bytes) {
        this.outline = outline;
        this.bytes = bytes;
        this.where = SourceLine.of(outline.name());
    }

    static ClassBuild run(
            ClassOutline outline,
            byte[] bytes,
            TypeHierarchy hierarchy,
            Marks marks,
            Adaptation adaptation,
            SuspendingInterfaces interfaces) {
        ClassBuild build = new ClassBuild(outline, bytes);
        if (outline.format() != 0 && outline.format() != Contract.FORMAT) {
            build.diagnostics.add(Checker.otherFormat(outline));
            build.report = Optional.of(ClassReport.remarked(outline.name(), bytes, build.diagnostics));
        } else {
            build.written.putAll(interfaces.beside(outline));
            boolean concerned = outline.format() != 0 || marks.concerns(outline, bytes);
            build.concerned = concerned && !NewerClassFiles.isNewer(outline);
            if (build.concerned && outline.format() == 0) {
                build.instrument(hierarchy, marks, adaptation, interfaces);
            } else if (concerned && outline.format() == 0) {
                build.diagnostics.add(Checker.newerJava(outline));
                build.report = Optional.of(ClassReport.remarked(outline.name(), bytes, build.diagnostics));
            }
        }
        return build;
    }

    private void instrument(
            TypeHierarchy hierarchy, Marks marks, Adaptation adaptation, SuspendingInterfaces interfaces) {
        ClassNode type;
        try {
            type = StackMaps.read(bytes, hierarchy);
        } catch (MethodTooLargeException e) {
            diagnostics.add(Checker.subroutinesTooLarge(outline, e.getMethodName()));
            report = Optional.of(ClassReport.remarked(outline.name(), bytes, diagnostics));
            return;
        }
        if (!type.methods.isEmpty()) {
            where = SourceLine.of(type, type.methods.get(0));
        }
        ClassReport.Builder story = new ClassReport.Builder(type, bytes, marks.inferred());
        SuspendableLoops.apply(type, marks);
        if (adaptation.isOn(outline)) {
            adapted.addAll(adaptation.apply(type, ClassMarks.of(type, outline, marks)));
        }
        ClassMarks classMarks = ClassMarks.of(type, outline, marks);
        ReferenceAdapters.apply(type, classMarks);
        Checker checker = new Checker(type, classMarks);
        Planner planner = new Planner(type, classMarks);
        Map<MethodNode, MethodPlan> plans = new LinkedHashMap<>();
        for (MethodNode method : type.methods) {
            Optional<MethodPlan> plan = Optional.empty();
            if (hasSuspendingCode(method, classMarks)) {
                HiddenResults.apply(method, classMarks);
                Optional<AbstractInsnNode> odd = LateConstruction.apply(type, method, classMarks, hierarchy);
                if (odd.isPresent()) {
                    checker.refuseConstruction(method, odd.get());
                    continue;
                }
                plan = Optional.of(planner.plan(method));
                plans.put(method, plan.get());
            }
            checker.check(method, plan);
        }
        List<MethodOutline> conflicting = marks.conflictingTwins(outline);
        boolean changes = !plans.isEmpty()
                || classMarks.inheritsTwins()
                || !conflicting.isEmpty()
                || !classMarks.lambdas().isEmpty()
                || type.methods.stream().anyMatch(classMarks::isSuspendable);
        if (changes && !checker.hasErrors()) {
            SerialVersion.fieldFor(type, bytes, hierarchy).ifPresent(type.fields::add);
            ClassRewriter rewriter = new ClassRewriter(type, classMarks, checker, interfaces);
            conflicting.forEach(rewriter::addResolvingTwin);
            emit(rewriter, type, classMarks, plans, story);
        }
        diagnostics.addAll(checker.diagnostics());
        report = Optional.of(story.build(written, diagnostics, adapted));
    }

    private void emit(
            ClassRewriter rewriter,
            ClassNode type,
            ClassMarks marks,
            Map<MethodNode, MethodPlan> plans,
            ClassReport.Builder story) {
        for (MethodNode method : new ArrayList<>(type.methods)) {
            MethodPlan plan = plans.get(method);
            if (plan != null) {
                story.add(plan);
                rewriter.rewrite(plan);
                methodsRewritten++;
            } else if (marks.isSuspendable(method)) {
                if (hasCode(method)) {
                    story.addNeverSuspending(method.name, method.desc);
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

    ClassOutline outline() {
        return outline;
    }

    /** The class as it ends up, if it has anything to do with suspension and can be looked at again. */
    Optional<byte[]> result() {
        return concerned ? Optional.of(written.getOrDefault(outline.name(), bytes)) : Optional.empty();
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

    /** What became of the class, if it was looked at closely. */
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
