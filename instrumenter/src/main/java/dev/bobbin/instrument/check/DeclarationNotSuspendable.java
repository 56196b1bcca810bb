package dev.bobbin.instrument.check;

import dev.bobbin.instrument.mark.Marks;
import dev.bobbin.instrument.read.MethodOutline;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A call through an interface or superclass of the build whose method has no mark, where what implements it has one and comes to
 * suspend: the mark does not reach upwards, so the call is an ordinary one. Types of libraries are left alone. Nobody here
 * can mark them, and of what they are called for, ours may be the smallest part.
 */
final class DeclarationNotSuspendable {

    static final String NAME = "declaration-not-suspendable";

    private final RoutinesByCall suspending;
    private final Marks marks;
    private final TypeHierarchy hierarchy;

    DeclarationNotSuspendable(List<Routine> routines, Marks marks, TypeHierarchy hierarchy) {
        this.suspending = RoutinesByCall.suspending(routines, hierarchy);
        this.marks = marks;
        this.hierarchy = hierarchy;
    }

    /** Looks at {@code routine}, to which coroutines come. */
    void look(Routine routine, Warnings warnings) {
        Set<String> said = new HashSet<>();
        for (Call call : routine.calls()) {
            if (call.suspends() || !call.isVirtual() || !marks.isOfBuild(call.owner())) {
                continue;
            }
            Optional<String> declaration = declarationOf(call);
            Optional<Routine> implementation =
                    suspending.reachedBy(call).stream().findFirst().map(this::withoutBridge);
            if (declaration.isPresent() && implementation.isPresent() && said.add(call.owner() + call.name())) {
                warnings.add(
                        NAME,
                        routine,
                        call.where(),
                        explanation(routine, call, declaration.get(), implementation.get()));
            }
        }
    }

    /** The nearest type that declares what is called, if it is one of the build. */
    private Optional<String> declarationOf(Call call) {
        return hierarchy.ancestors(call.owner()).stream()
                .filter(type -> hierarchy
                        .find(type)
                        .flatMap(outline -> outline.method(call.name(), call.descriptor()))
                        .isPresent())
                .findFirst()
                .filter(marks::isOfBuild);
    }

    /** What a compiler's bridge, which has no line of its own, calls. */
    private Routine withoutBridge(Routine routine) {
        return routine.calls().stream()
                .filter(call ->
                        call.owner().equals(routine.owner()) && call.name().equals(routine.name()) && isBridge(routine))
                .findFirst()
                .flatMap(suspending::namedBy)
                .orElse(routine);
    }

    private boolean isBridge(Routine routine) {
        return hierarchy
                .find(routine.owner())
                .flatMap(type -> type.method(routine.name(), routine.descriptor()))
                .filter(MethodOutline::isBridge)
                .isPresent();
    }

    private static String explanation(Routine routine, Call call, String declaration, Routine implementation) {
        String declared = Subject.simpleName(declaration) + "." + call.name() + "()";
        return routine.label() + " calls " + declared + " as a method that does not suspend, but "
                + implementation.fullLabel() + " (" + implementation.where() + "), which implements it, does."
                + " In a coroutine that call would throw where it comes to wait. Mark " + declared + " @Suspendable.";
    }
}
