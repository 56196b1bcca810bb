package dev.bobbin.instrument.check;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.diagnostic.SourceLine;
import dev.bobbin.instrument.mark.ClassMarks;
import dev.bobbin.instrument.plan.MethodPlan;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.NewerClassFiles;
import dev.bobbin.instrument.read.UnreadableClassException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Looks for what must be refused, in a class on its way. Collects all of it. */
public final class Checker {

    private static final List<Rule> RULES = Collections.unmodifiableList(Arrays.asList(
            new HoldsMonitor(),
            new InitializerSuspends(),
            new NativeMethod(),
            new SignatureTooLong(),
            new TooManyLocals(),
            new HiddenResult(),
            new LibraryNotInstrumented()));

    private final ClassNode owner;
    private final ClassMarks marks;
    private final List<Diagnostic> found = new ArrayList<>();

    public Checker(ClassNode owner, ClassMarks marks) {
        this.owner = owner;
        this.marks = marks;
    }

    /** Refuses a class that another version of the instrumenter has rewritten: it cannot be brought up to date. */
    public static Diagnostic otherFormat(ClassOutline type) {
        return Diagnostic.error(
                "other-format",
                SourceLine.of(type.name()),
                Subject.simpleName(type.name()) + " was instrumented in format " + type.format()
                        + ", and this version makes format " + Contract.FORMAT
                        + ". The original code is gone from the class file. Compile the class anew (mvn clean).");
    }

    /** Refuses a class of a Java whose code the instrumenter does not know. */
    public static Diagnostic newerJava(ClassOutline type) {
        return Diagnostic.error(
                "newer-java",
                SourceLine.of(type.name()),
                Subject.simpleName(type.name()) + " was compiled for Java " + NewerClassFiles.javaOf(type)
                        + ", and this version of Bobbin knows class files up to Java " + NewerClassFiles.newestJava()
                        + ". It has suspendable methods or calls some, and could not be rewritten. Compile it with an older"
                        + " --release, or use a newer Bobbin.");
    }

    /** Refuses what is named as a class file, but is none. */
    public static Diagnostic unreadable(UnreadableClassException found) {
        return Diagnostic.error(
                "unreadable-class",
                SourceLine.of(found.className()),
                found.className()
                        + ".class is not a class file, or it is damaged. Whether it suspends, or something overrides"
                        + " what does, cannot be known. Delete it and build what it comes from again.");
    }

    /** Refuses {@code type}, whose method {@code method} has no room for what its subroutines come to in line. */
    public static Diagnostic subroutinesTooLarge(ClassOutline type, String method) {
        return MethodTooLarge.subroutinesTooLarge(SourceLine.of(type.name()), method);
    }

    /** A class that has something to rewrite at a time when all should have been. */
    public static Diagnostic notInstrumented(ClassOutline type, SourceLine where) {
        return Diagnostic.error(
                "not-instrumented",
                where,
                Subject.simpleName(type.name())
                        + " has code that suspends, but was not instrumented. Something has compiled it since the build did, such"
                        + " as an IDE, or the build does not run bobbin:instrument. In a coroutine it would throw. Build it again"
                        + " with the bobbin-maven-plugin.");
    }

    /** Checks {@code method}; {@code plan} is what it becomes if it has suspending code. */
    public void check(MethodNode method, Optional<MethodPlan> plan) {
        Subject subject = new Subject(owner, method, marks, plan);
        RULES.forEach(rule -> rule.check(subject, found));
    }

    /** Refuses {@code method} for what {@code instruction} does with an object under construction. */
    public void refuseConstruction(MethodNode method, AbstractInsnNode instruction) {
        found.add(OddConstruction.at(owner, method, instruction));
    }

    /** Refuses {@code original}, of which more was made than a method can hold. */
    public void refuseSize(MethodNode original) {
        found.add(MethodTooLarge.at(owner, original));
    }

    /** Refuses the class, of which more was made than its constant pool can name. */
    public void refuseClassSize() {
        found.add(MethodTooLarge.classTooLarge(owner));
    }

    public boolean hasErrors() {
        return found.stream().anyMatch(Diagnostic::isError);
    }

    /** All that was found, in the order in which it was. */
    public List<Diagnostic> diagnostics() {
        return Collections.unmodifiableList(new ArrayList<>(found));
    }
}
