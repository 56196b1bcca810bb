package dev.bobbin.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** What one server did in one round, in a second and in a second of its processor time. */
record Rate(double perSecond, double perProcessorSecond) {

    static double median(List<Rate> rates, ToDoubleFunction<Rate> of) {
        double[] sorted = rates.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
