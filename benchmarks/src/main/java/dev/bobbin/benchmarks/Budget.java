package dev.bobbin.benchmarks;

import dev.bobbin.benchmarks.Comparison.Score;
import dev.bobbin.benchmarks.Comparison.System;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/** A promise about speed: something measured for Bobbin against its like in the same run, and the most that it may be. */
final class Budget {

    static final List<Budget> ALL = List.of(
            ratio("RecursionStatic", System.PLAIN, 1.15),
            ratio("RecursionVirtual", System.PLAIN, 1.15),
            ratio("RecursionInherited", System.PLAIN, 1.15),
            ratio("GeneratorStep", System.KOTLIN, 1.0),
            ratio("GeneratorStepTree", System.KOTLIN, 1.0),
            ratio("GeneratorStepInt", System.PLAIN, 3.0),
            ratio("GeneratorStep", System.JDK, 0.1),
            ratio("SpawnAndJoin", System.KOTLIN, 1.0),
            ratio("HandoverRendezvous", System.KOTLIN, 1.0),
            new Budget("PlainCall: nanoseconds over plain Java", 25, difference("PlainCall", Score::time)),
            new Budget("PlainCall: bytes over plain Java", 0.5, difference("PlainCall", Score::bytes)),
            new Budget("GeneratorStep: bytes over plain Java", 0.5, difference("GeneratorStep", Score::bytes)),
            new Budget("StepAtDepth: depth 1000 / depth 1", 1.2, ownRatio("StepAtDepth 1000", "StepAtDepth 1")),
            new Budget("SpeedUp: two cores / one thread", 0.6, ownRatio("SpeedUpAllCores", "SpeedUpOneThread")),
            new Budget(
                    "StepAtDepth: bytes at depth 1",
                    0.5,
                    comparison ->
                            comparison.score("StepAtDepth 1", System.BOBBIN).map(Score::bytes)));

    /** Finds the figure, if what it needs was measured. */
    private interface Measure {
        Optional<Double> in(Comparison comparison);
    }

    private final String what;
    private final double most;
    private final Measure measure;

    private Budget(String what, double most, Measure measure) {
        this.what = what;
        this.most = most;
        this.measure = measure;
    }

    private static Budget ratio(String question, System peer, double most) {
        return new Budget(
                question + ": time / " + peer.name().toLowerCase(Locale.ROOT),
                most,
                against(question, peer, (ours, theirs) -> ours.time() / theirs.time()));
    }

    private static Measure ownRatio(String question, String other) {
        return comparison -> comparison
                .score(question, System.BOBBIN)
                .flatMap(ours -> comparison.score(other, System.BOBBIN).map(theirs -> ours.time() / theirs.time()));
    }

    private static Measure difference(String question, java.util.function.ToDoubleFunction<Score> of) {
        return against(question, System.PLAIN, (ours, theirs) -> of.applyAsDouble(ours) - of.applyAsDouble(theirs));
    }

    private static Measure against(String question, System peer, BiFunction<Score, Score, Double> compare) {
        return comparison -> comparison
                .score(question, System.BOBBIN)
                .flatMap(ours -> comparison.score(question, peer).map(theirs -> compare.apply(ours, theirs)));
    }

    /** One line of text; empty if what it needs was not measured. */
    Optional<String> verdict(Comparison comparison) {
        return measure.in(comparison)
                .map(figure -> String.format(
                        Locale.ROOT,
                        "%-45s %8.2f   at most %5.2f   %s",
                        what,
                        figure,
                        most,
                        figure <= most ? "holds" : "MISSED"));
    }
}
