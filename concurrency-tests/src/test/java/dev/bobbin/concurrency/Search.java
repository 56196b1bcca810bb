package dev.bobbin.concurrency;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/** How long Lincheck searches: as the build says. */
final class Search {

    private Search() {}

    /** Runs the operations of {@code type} in many interleavings, and compares each with what they do one after the other. */
    static void through(Class<?> type) {
        new ModelCheckingOptions()
                .iterations(Integer.getInteger("lincheck.scenarios", 10))
                .invocationsPerIteration(Integer.getInteger("lincheck.interleavings", 300))
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .check(type);
    }
}
