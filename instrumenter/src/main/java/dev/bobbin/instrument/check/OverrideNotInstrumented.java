package dev.bobbin.instrument.check;

import dev.bobbin.instrument.mark.Marks;
import java.util.HashSet;
import java.util.Set;

/** A library overrides a suspendable method, and would have to suspend there, but was built without the instrumenter. */
final class OverrideNotInstrumented implements Warning {

    static final String NAME = "override-not-instrumented";

    private final Marks marks;

    OverrideNotInstrumented(Marks marks) {
        this.marks = marks;
    }

    @Override
    public void look(Routine routine, Warnings warnings) {
        Set<String> said = new HashSet<>();
        for (Call call : routine.calls()) {
            boolean concerns = call.name().equals("<init>") || routine.isInCoroutines() && call.suspends();
            if (concerns && said.add(call.owner())) {
                marks.plainOverride(call.owner())
                        .ifPresent(method -> warnings.add(
                                NAME,
                                routine,
                                call.where(),
                                Subject.simpleName(call.owner()) + "." + method.name()
                                        + "() overrides a suspendable method and calls others, but its class was compiled"
                                        + " without the plugin. Where it comes to wait in a coroutine, it would throw. Build"
                                        + " the library it comes from with the bobbin-maven-plugin."));
            }
        }
    }
}
