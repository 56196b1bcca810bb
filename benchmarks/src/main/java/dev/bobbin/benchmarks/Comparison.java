package dev.bobbin.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * The results of one run, a line for each question and a column for each system. A benchmark's method is named for the system
 * and, where a class has several questions, the question: {@code plainTree}, {@code bobbinTree}.
 */
final class Comparison {

    /** What is compared: the prefix of its methods, and its name in tables. */
    enum System {
        BOBBIN("bobbin", "Bobbin"),
        PLAIN("plain", "plain Java"),
        KOTLIN("kotlin", "Kotlin"),
        JDK("jdkContinuation", "JDK continuation"),
        VIRTUAL("virtualThread", "virtual thread");

        private final String prefix;
        private final String title;

        System(String prefix, String title) {
            this.prefix = prefix;
            this.title = title;
        }
    }

    /**
     * What one benchmark took, in {@code unit}, and the bytes allocated by each operation. The time is the median, over the
     * rounds, of the fastest iteration of each; the spread is half the distance of their quartiles. Other programs on a shared
     * machine can only make an iteration slower, and of many short ones some run undisturbed; what differs from round to round
     * is what HotSpot made of the code that time.
     */
    record Score(double time, double spread, String unit, double bytes) {

        private static Score of(List<RunResult> rounds) {
            double[] times = rounds.stream()
                    .flatMap(round -> round.getBenchmarkResults().stream())
                    .mapToDouble(Score::fastestIteration)
                    .sorted()
                    .toArray();
            double bytes = rounds.stream()
                    .<Result<?>>map(round -> round.getSecondaryResults().get("gc.alloc.rate.norm"))
                    .filter(Objects::nonNull)
                    .mapToDouble(bytesOf -> bytesOf.getScore())
                    .min()
                    .orElse(Double.NaN);
            return new Score(
                    quantile(times, 0.5),
                    (quantile(times, 0.75) - quantile(times, 0.25)) / 2,
                    rounds.get(0).getPrimaryResult().getScoreUnit().replace("/op", ""),
                    bytes);
        }

        private static double fastestIteration(BenchmarkResult round) {
            return round.getIterationResults().stream()
                    .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
                    .min()
                    .orElseThrow();
        }

        private static double quantile(double[] sorted, double share) {
            double place = share * (sorted.length - 1);
            int below = (int) place;
            int above = Math.min(below + 1, sorted.length - 1);
            return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
        }

        private String print() {
            String allocated = bytes >= 0.5 ? String.format(Locale.ROOT, ", %.0f B", bytes) : "";
            return String.format(Locale.ROOT, "%.1f ± %.1f %s%s", time, spread, unit, allocated);
        }
    }

    private final Map<String, Map<System, Score>> questions = new TreeMap<>();

    static Comparison of(Collection<RunResult> results) {
        Map<String, List<RunResult>> rounds = new LinkedHashMap<>();
        results.forEach(result -> rounds.computeIfAbsent(result.getParams().id(), id -> new ArrayList<>())
                .add(result));
        Comparison comparison = new Comparison();
        rounds.values().forEach(comparison::add);
        return comparison;
    }

    private void add(List<RunResult> rounds) {
        BenchmarkParams benchmark = rounds.get(0).getParams();
        String[] name = benchmark.getBenchmark().split("\\.");
        String method = name[name.length - 1];
        for (System system : System.values()) {
            if (method.startsWith(system.prefix)) {
                StringBuilder question = new StringBuilder(name[name.length - 2]);
                question.append(method.substring(system.prefix.length()));
                for (String key : benchmark.getParamsKeys()) {
                    question.append(' ').append(benchmark.getParam(key));
                }
                questions
                        .computeIfAbsent(question.toString(), q -> new TreeMap<>())
                        .put(system, Score.of(rounds));
            }
        }
    }

    /** What {@code system} took for {@code question}, if it was measured. */
    Optional<Score> score(String question, System system) {
        return Optional.ofNullable(questions.getOrDefault(question, Map.of()).get(system));
    }

    /** In Markdown. Behind each peer's time: how many times it takes of Bobbin's. */
    String table() {
        List<System> columns = new ArrayList<>();
        for (System system : System.values()) {
            if (questions.values().stream().anyMatch(scores -> scores.containsKey(system))) {
                columns.add(system);
            }
        }
        StringBuilder table = new StringBuilder("| |");
        columns.forEach(system -> table.append(' ').append(system.title).append(" |"));
        table.append("\n| --- |").append(" --- |".repeat(columns.size())).append('\n');
        questions.forEach((question, scores) -> {
            table.append("| ").append(question).append(" |");
            for (System system : columns) {
                table.append(' ').append(cell(scores, system)).append(" |");
            }
            table.append('\n');
        });
        return table.toString();
    }

    private static String cell(Map<System, Score> scores, System system) {
        Score score = scores.get(system);
        Score ours = scores.get(System.BOBBIN);
        if (score == null) {
            return "";
        }
        if (score == ours || ours == null) {
            return score.print();
        }
        return score.print() + String.format(Locale.ROOT, " (%.2f x)", score.time() / ours.time());
    }
}
