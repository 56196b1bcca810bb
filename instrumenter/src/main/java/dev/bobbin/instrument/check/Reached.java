package dev.bobbin.instrument.check;

import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A routine that cannot suspend, and how coroutines come to it: through suspendable code that calls it, or that calls others
 * like it first. Which of several ways is named is the shortest, and among those the first by name.
 */
final class Reached {

    private final Routine routine;
    private final Routine start;
    private final Call firstCall;
    private final List<Routine> between;

    private Reached(Routine routine, Routine start, Call firstCall, List<Routine> between) {
        this.routine = routine;
        this.start = start;
        this.firstCall = firstCall;
        this.between = Collections.unmodifiableList(between);
    }

    /** The routines among {@code routines} that cannot suspend and that coroutines come to. */
    static List<Reached> from(List<Routine> routines, TypeHierarchy hierarchy) {
        RoutinesByCall plain = RoutinesByCall.plain(routines, hierarchy);
        Map<Routine, Reached> found = new LinkedHashMap<>();
        List<Reached> open = new ArrayList<>();
        Map<Routine, Boolean> seen = new IdentityHashMap<>();
        for (Routine routine : routines) {
            if (routine.isInCoroutines()) {
                for (Call call : routine.calls()) {
                    for (Routine target : plain.reachedBy(call)) {
                        if (seen.put(target, true) == null) {
                            open.add(new Reached(target, routine, call, new ArrayList<>()));
                        }
                    }
                }
            }
        }
        for (int i = 0; i < open.size(); i++) {
            Reached at = open.get(i);
            found.put(at.routine, at);
            for (Call call : at.routine.calls()) {
                for (Routine target : plain.reachedBy(call)) {
                    if (seen.put(target, true) == null) {
                        List<Routine> between = new ArrayList<>(at.between);
                        between.add(at.routine);
                        open.add(new Reached(target, at.start, at.firstCall, between));
                    }
                }
            }
        }
        return new ArrayList<>(found.values());
    }

    Routine routine() {
        return routine;
    }

    /** The suspendable code from which the way begins. */
    Routine start() {
        return start;
    }

    /** Its first step. */
    Call firstCall() {
        return firstCall;
    }

    /** What lies on the way, if it is not called by the suspendable code itself. */
    Optional<Routine> firstBetween() {
        return between.isEmpty() ? Optional.empty() : Optional.of(between.get(0));
    }
}
