package dev.bobbin.instrument.check;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.plan.State;
import java.util.List;

/** Live values are handed to the frame as arguments, of which the JVM allows 255 slots. */
final class TooManyLiveValues implements Rule {

    static final String NAME = "too-many-live-values";

    private static final int MOST_SLOTS = 253; // the frame and the stack take one each

    @Override
    public void check(Subject subject, List<Diagnostic> found) {
        if (!subject.plan().isPresent()) {
            return;
        }
        for (State state : subject.plan().get().states()) {
            if (state.savedSlots() > MOST_SLOTS) {
                found.add(Diagnostic.error(
                        NAME,
                        subject.where(state.call()),
                        subject.name() + " suspends with values in " + state.savedSlots()
                                + " slots that are needed later. A frame takes at most " + MOST_SLOTS
                                + ". Keep some of them in an array or an object."));
            }
        }
    }
}
