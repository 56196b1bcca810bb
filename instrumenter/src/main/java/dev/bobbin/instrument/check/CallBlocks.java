package dev.bobbin.instrument.check;

import dev.bobbin.instrument.read.TypeHierarchy;

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
            if (call.suspends()) {
                continue; // it overrides a method that would block, or shares its name
            }
            blocking.insteadOf(call, hierarchy)
                    .ifPresent(instead -> warnings.add(
                            NAME,
                            routine,
                            call.where(),
                            routine.label() + " calls " + Subject.simpleName(call.owner()) + "." + call.name()
                                    + "(), which blocks the thread. Every coroutine of the same dispatcher would wait with"
                                    + " it. Use " + instead + "."));
        }
    }
}
