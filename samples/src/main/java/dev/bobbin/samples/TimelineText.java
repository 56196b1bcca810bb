package dev.bobbin.samples;

import dev.bobbin.samples.Timeline.Activity;
import dev.bobbin.samples.Timeline.Lane;
import dev.bobbin.samples.Timeline.Stretch;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Draws timelines for a terminal, all to the same scale.
 *
 * <pre>
 *   A thread each, 0.28 s
 *     task 1 |##.........###...............##........##       |
 * </pre>
 */
final class TimelineText {

    private static final int COLUMNS = 80;

    private TimelineText() {}

    static String draw(List<Timeline> timelines) {
        StringBuilder text = new StringBuilder();
        double nanosPerColumn = (double) Timeline.longest(timelines) / COLUMNS;
        for (Timeline timeline : timelines) {
            text.append(String.format(Locale.ROOT, "%s: %.2f s%n", timeline.model(), timeline.total() / 1e9));
            for (Lane lane : timeline.lanes()) {
                text.append(String.format("  task %d |%s|%n", lane.number() + 1, bar(lane, nanosPerColumn)));
            }
        }
        return text.append(String.format("  # works   . waits%n")).toString();
    }

    /** Waiting first, work over it: a column in which both happened counts as work. */
    private static String bar(Lane lane, double nanosPerColumn) {
        char[] bar = new char[COLUMNS];
        Arrays.fill(bar, ' ');
        for (Activity activity : List.of(Activity.WAIT, Activity.WORK)) {
            for (Stretch stretch : lane.stretches()) {
                if (stretch.activity() == activity) {
                    int from = Math.min(COLUMNS - 1, (int) (stretch.start() / nanosPerColumn));
                    int to = Math.min(COLUMNS, Math.max(from + 1, (int) Math.round(stretch.end() / nanosPerColumn)));
                    Arrays.fill(bar, from, to, activity == Activity.WORK ? '#' : '.');
                }
            }
        }
        return new String(bar);
    }
}
