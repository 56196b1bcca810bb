package dev.bobbin.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    /** What one benchmark took: time and its error in {@code unit}, and the bytes allocated by each operation. */
    record Score(double time, double error, String unit, double bytes) {

        private static Score of(RunResult result) {
            Result<?> time = result.getPrimaryResult();
            Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
            return new Score(
                    time.getScore(),
                    time.getScoreError(),
                    time.getScoreUnit().replace("/op", ""),
                    bytes == null ? Double.NaN : bytes.getScore());
        }

        private String print() {
            String allocated = bytes >= 0.5 ? String.format(Locale.ROOT, ", %.0f B", bytes) : "";
            return String.format(Locale.ROOT, "%.1f ± %.1f %s%s", time, error, unit, allocated);
        }
    }

    private final Map<String, Map<System, Score>> questions = new TreeMap<>();

    static Comparison of(Collection<RunResult> results) {
        Comparison comparison = new Comparison();
        results.forEach(comparison::add);
        return comparison;
    }

    private void add(RunResult result) {
        String[] name = result.getParams().getBenchmark().split("\\.");
        String method = name[name.length - 1];
        for (System system : System.values()) {
            if (method.startsWith(system.prefix)) {
                StringBuilder question = new StringBuilder(name[name.length - 2]);
                question.append(method.substring(system.prefix.length()));
                for (String key : result.getParams().getParamsKeys()) {
                    question.append(' ').append(result.getParams().getParam(key));
                }
                questions
                        .computeIfAbsent(question.toString(), q -> new TreeMap<>())
                        .put(system, Score.of(result));
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
