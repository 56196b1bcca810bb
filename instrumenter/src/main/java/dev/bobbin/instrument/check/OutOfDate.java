package dev.bobbin.instrument.check;

/** A rewritten class calls as ordinary code what has become suspendable since. It cannot be rewritten twice. */
final class OutOfDate implements Warning {

    static final String NAME = "out-of-date";

    @Override
    public void look(Routine routine, Warnings warnings) {
        if (!routine.isRewritten() || !routine.isInCoroutines()) {
            return;
        }
        for (Call call : routine.calls()) {
            if (call.suspends() && !call.isThroughTwin() && !call.madeFor().isPresent()) {
                warnings.add(
                        NAME,
                        routine,
                        call.where(),
                        routine.label() + " was instrumented before " + Subject.simpleName(call.owner()) + "."
                                + call.name()
                                + "() became suspendable. It calls it as ordinary code does, and in a coroutine that call would"
                                + " throw. Compile " + Subject.simpleName(routine.owner()) + " anew (mvn clean).");
            }
        }
    }
}
