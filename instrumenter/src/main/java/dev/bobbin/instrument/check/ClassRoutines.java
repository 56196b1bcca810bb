package dev.bobbin.instrument.check;

import java.util.Collections;
import java.util.List;

/** The routines of one class that is done, to be {@linkplain Reviewer#review reviewed} with those of others. Immutable. */
public final class ClassRoutines {

    private final List<Routine> routines;

    ClassRoutines(List<Routine> routines) {
        this.routines = Collections.unmodifiableList(routines);
    }

    List<Routine> routines() {
        return routines;
    }
}
