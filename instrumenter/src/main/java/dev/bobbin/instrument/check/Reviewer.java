package dev.bobbin.instrument.check;

import dev.bobbin.instrument.adapt.Adaptation;
import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.mark.Calm;
import dev.bobbin.instrument.mark.ClassMarks;
import dev.bobbin.instrument.mark.Marks;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

/**
 * Looks for what a user should hear of, in classes as they are when the instrumenter is done. Whether a class was rewritten just
 * now, in a run before or not at all, the same is found: a build that has nothing left to do still says what it said.
 */
public final class Reviewer {

    private final Marks marks;
    private final Calm calm;
    private final TypeHierarchy hierarchy;
    private final Adaptation adaptation;
    private final List<Warning> warnings;

    /**
     * @param marks who may suspend
     * @param calm who never does all the same
     * @param hierarchy the classes of the build and of its class path
     * @param blockingCalls what blocks threads
     * @param adaptation which calls of that suspend instead
     */
    public Reviewer(
            Marks marks, Calm calm, TypeHierarchy hierarchy, BlockingCalls blockingCalls, Adaptation adaptation) {
        this.marks = marks;
        this.calm = calm;
        this.hierarchy = hierarchy;
        this.adaptation = adaptation;
        this.warnings = Arrays.asList(
                new BoundToThread(hierarchy),
                new CallBlocks(blockingCalls, hierarchy),
                new MethodNotCompiled(),
                new OutOfDate(),
                new OverrideNotInstrumented(marks),
                new StaticMock(marks));
    }

    /** Looks into a class that was rewritten just now, {@code type} being its code with all that was made of it. */
    public ClassRoutines look(ClassOutline outline, ClassNode type) {
        ClassMarks classMarks = ClassMarks.of(type, outline, marks, calm);
        return new ClassRoutines(new RoutineReader(type, classMarks, outline, marks, hierarchy, adaptation).read());
    }

    /** Looks into a class that stays as it is in its file. */
    public ClassRoutines look(ClassOutline outline, byte[] bytes) {
        ClassNode type = new ClassNode(Contract.ASM_API);
        new ClassReader(bytes).accept(type, ClassReader.SKIP_FRAMES);
        return look(outline, type);
    }

    /**
     * Everything to be said of {@code classes}, those of a build that have to do with suspension.
     *
     * @return what was found, by the internal name of the class in which it is
     */
    public Map<String, List<Diagnostic>> review(List<ClassRoutines> classes) {
        List<Routine> routines = new ArrayList<>();
        classes.forEach(of -> routines.addAll(of.routines()));
        Warnings found = new Warnings();
        DeclarationNotSuspendable declarations = new DeclarationNotSuspendable(routines, marks, hierarchy);
        for (Routine routine : routines) {
            for (Warning warning : warnings) {
                warning.look(routine, found);
            }
            PlainBetweenSuspendable.lookForReferences(routine, found);
            if (routine.isInCoroutines()) {
                declarations.look(routine, found);
            }
        }
        for (Reached reached : Reached.from(routines, hierarchy)) {
            PlainBetweenSuspendable.look(reached, found);
            declarations.look(reached.routine(), found);
        }
        return found.found();
    }
}
