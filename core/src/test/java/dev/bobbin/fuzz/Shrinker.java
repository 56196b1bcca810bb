package dev.bobbin.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a failing program small by leaving out statements, whole blocks first, as long as it still fails. */
final class Shrinker {

    private static final int MOST_TRIES = 400;

    private final Predicate<String> fails;
    private int tries;

    private Shrinker(Predicate<String> fails) {
        this.fails = fails;
    }

    /**
     * A smaller program.
     *
     * @param fails whether a program compiles and still shows the failure
     */
    static String shrink(String source, Predicate<String> fails) {
        return String.join(
                "\n", new Shrinker(fails).shrink(new ArrayList<>(source.lines().toList())));
    }

    private List<String> shrink(List<String> lines) {
        List<String> smallest = lines;
        for (boolean again = true; again; ) {
            again = false;
            for (int first = 0; first < smallest.size() && tries < MOST_TRIES; first++) {
                int end = endOfStatement(smallest, first);
                if (end < 0) {
                    continue;
                }
                List<String> candidate = new ArrayList<>(smallest);
                candidate.subList(first, end).clear();
                tries++;
                if (fails.test(String.join("\n", candidate))) {
                    smallest = candidate;
                    again = true;
                    first--;
                }
            }
        }
        return smallest;
    }

    /** The line after the statement that begins at {@code first}, where the braces are even; -1 if none begins there. */
    private static int endOfStatement(List<String> lines, int first) {
        int depth = 0;
        for (int i = first; i < lines.size(); i++) {
            for (char c : lines.get(i).toCharArray()) {
                if (c == '{') {
                    depth++;
                } else if (c == '}' && --depth < 0) {
                    return -1;
                }
            }
            if (depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }
}
