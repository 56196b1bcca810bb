package dev.bobbin.instrument.check;

import dev.bobbin.instrument.adapt.Advice;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.Optional;

/** Code that coroutines run blocks its thread, and with it all others that wait for that thread. */
final class CallBlocks implements Warning {

    static final String NAME = "blocking-call";

    private final BlockingCalls blocking;
    private final TypeHierarchy hierarchy;

    CallBlocks(BlockingCalls blocking, TypeHierarchy hierarchy) {
        this.blocking = blocking;
        this.hierarchy = hierarchy;
    }

    @Override
    public void look(Routine routine, Warnings warnings) {
        if (!routine.isInCoroutines()) {
            return;
        }
        for (Call call : routine.calls()) {
            if (call.suspends() || call.advice().filter(Advice::isSilent).isPresent()) {
                continue; // it overrides a method that would block, or shares its name; or it is left alone by
                // intention
            }
            Optional<String> instead = blocking.insteadOf(call, hierarchy);
            boolean mightSuspend = call.advice().filter(Advice::isOn).isPresent();
            if (instead.isPresent() || mightSuspend) {
                warnings.add(
                        NAME,
                        routine,
                        call.where(),
                        routine.label() + " calls " + named(call)
                                + ", which blocks the thread. Every coroutine of the same"
                                + " dispatcher would wait with it. " + cure(call, instead.orElse("")));
            }
        }
    }

    private static String named(Call call) {
        String type = Subject.simpleName(call.owner());
        return call.name().equals("<init>") ? "the constructor of " + type : type + "." + call.name() + "()";
    }

    private static String cure(Call call, String instead) {
        if (!call.advice().isPresent()) {
            return "Use " + instead + ".";
        }
        Advice advice = call.advice().get();
        return advice.isOn() ? advice.text() : "Use " + instead + ", or " + advice.text() + ".";
    }
}
