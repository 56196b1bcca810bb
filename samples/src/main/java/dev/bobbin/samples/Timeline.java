package dev.bobbin.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What tasks did when, in one run of {@link ThreeModels}: a lane for each task. Each lane is written by its task alone. */
final class Timeline {

    enum Activity {
        WORK,
        WAIT
    }

    /** From when to when, in nanoseconds since the timeline began. */
    record Stretch(Activity activity, long start, long end) {}

    /** One task. */
    static final class Lane {
        private final int number;
        private final long origin;
        private final List<Stretch> stretches = new ArrayList<>();
        private Activity now; // null before the start and after the end
        private long since;

        private Lane(int number, long origin) {
            this.number = number;
            this.origin = origin;
        }

        /** Which task it is, from 0. */
        int number() {
            return number;
        }

        void working() {
            change(Activity.WORK);
        }

        void waiting() {
            change(Activity.WAIT);
        }

        void ended() {
            change(null);
        }

        List<Stretch> stretches() {
            return List.copyOf(stretches);
        }

        private void change(Activity next) {
            long time = System.nanoTime() - origin;
            if (now != null) {
                stretches.add(new Stretch(now, since, time));
            }
            now = next;
            since = time;
        }
    }

    private final String model;
    private final long origin = System.nanoTime();
    private final List<Lane> lanes;
    private long total;

    Timeline(String model, int tasks) {
        this.model = model;
        this.lanes = IntStream.range(0, tasks)
                .mapToObj(number -> new Lane(number, origin))
                .toList();
    }

    Timeline end() {
        total = System.nanoTime() - origin;
        return this;
    }

    String model() {
        return model;
    }

    List<Lane> lanes() {
        return lanes;
    }

    /** How long all of it took, in nanoseconds. */
    long total() {
        return total;
    }

    /** The longest of some runs: what all are drawn to the scale of. */
    static long longest(List<Timeline> timelines) {
        return timelines.stream().mapToLong(Timeline::total).max().orElse(1);
    }
}
