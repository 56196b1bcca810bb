package dev.bobbin.instrument.check;

import dev.bobbin.instrument.diagnostic.SourceLine;
import dev.bobbin.instrument.mark.ClassMarks;
import dev.bobbin.instrument.plan.MethodPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** One method under examination. */
final class Subject {

    private final ClassNode owner;
    private final MethodNode method;
    private final ClassMarks marks;
    private final Optional<MethodPlan> plan;
    private List<MethodInsnNode> suspendingCalls; // null until a rule asks

    Subject(ClassNode owner, MethodNode method, ClassMarks marks, Optional<MethodPlan> plan) {
        this.owner = owner;
        this.method = method;
        this.marks = marks;
        this.plan = plan;
    }

    ClassNode owner() {
        return owner;
    }

    MethodNode method() {
        return method;
    }

    ClassMarks marks() {
        return marks;
    }

    /** What the method becomes; empty if it has no suspending code or is not suspendable. */
    Optional<MethodPlan> plan() {
        return plan;
    }

    /** Whether the method itself carries the annotation {@code descriptor}. */
    boolean hasAnnotation(String descriptor) {
        List<AnnotationNode> all = new ArrayList<>();
        all.addAll(method.visibleAnnotations == null ? Collections.emptyList() : method.visibleAnnotations);
        all.addAll(method.invisibleAnnotations == null ? Collections.emptyList() : method.invisibleAnnotations);
        return all.stream().anyMatch(annotation -> annotation.desc.equals(descriptor));
    }

    /** The calls in the method that may suspend. */
    List<MethodInsnNode> suspendingCalls() {
        if (suspendingCalls == null) {
            suspendingCalls = new ArrayList<>();
            for (AbstractInsnNode instruction : method.instructions) {
                if (marks.maySuspend(instruction)) {
                    suspendingCalls.add((MethodInsnNode) instruction);
                }
            }
        }
        return suspendingCalls;
    }

    SourceLine where() {
        return SourceLine.of(owner, method);
    }

    SourceLine where(AbstractInsnNode instruction) {
        return SourceLine.of(owner, method, instruction);
    }

    /** The method as its author names it: {@code total()}, {@code the constructor of Orders}, {@code this lambda}. */
    String name() {
        return nameOf(owner.name, method.name);
    }

    static String nameOf(String owner, String method) {
        switch (method) {
            case "<init>":
                return "the constructor of " + simpleName(owner);
            case "<clinit>":
                return "the static initialiser of " + simpleName(owner);
            default:
                return method.startsWith("lambda$") ? "this lambda" : method + "()";
        }
    }

    static String simpleName(String internalName) {
        return internalName.substring(internalName.lastIndexOf('/') + 1).replace('$', '.');
    }
}
