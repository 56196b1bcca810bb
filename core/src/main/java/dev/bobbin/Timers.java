package dev.bobbin;

import dev.bobbin.runtime.Wait;
import java.util.Arrays;

/**
 * Waits for points in time, ordered by deadline and, where deadlines are equal, by the order in which they were added. A
 * binary heap in an array (Sedgewick and Wayne: Algorithms, 2.4) whose entries know their place, so that one can be taken out
 * in logarithmic time. Confined to the thread of its loop.
 */
final class Timers {

    /** A wait that a point in time ends. */
    static class Timer extends Wait {
        private final EventLoop loop;
        private final long deadline; // on the clock of System.nanoTime
        private int order; // counts up; compared by difference, so it may overflow
        private int place = -1; // in the heap

        Timer(EventLoop loop, long deadline) {
            this.loop = loop;
            this.deadline = deadline;
        }

        final void start() {
            loop.addTimer(this);
        }

        @Override
        public boolean endsFromOutside() {
            return false; // the loop knows its timers
        }

        @Override
        public String toString() {
            return "a time";
        }

        /** Called on the loop when the time has come. */
        void due() {
            wake();
        }

        @Override
        protected final void abandoned() {
            loop.cancelTimer(this);
        }

        private boolean isBefore(Timer other) {
            return deadline != other.deadline ? deadline - other.deadline < 0 : order - other.order < 0;
        }
    }

    private Timer[] heap = new Timer[16];
    private int size;
    private int added;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(Timer timer) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        timer.order = added++;
        size++;
        siftUp(size - 1, timer);
    }

    void remove(Timer timer) {
        int place = timer.place;
        if (place < 0) {
            return;
        }
        timer.place = -1;
        size--;
        Timer moved = heap[size];
        heap[size] = null;
        if (moved != timer) {
            siftDown(place, moved);
            if (heap[place] == moved) {
                siftUp(place, moved);
            }
        }
    }

    /** Takes out and tells all timers whose time has come. */
    void fire(long now) {
        while (size > 0 && heap[0].deadline - now <= 0) {
            Timer first = heap[0];
            remove(first);
            first.due();
        }
    }

    /** Nanoseconds until the first timer, at least 0; {@code Long.MAX_VALUE} if there is none. */
    long nanosToFirst(long now) {
        return size == 0 ? Long.MAX_VALUE : Math.max(0, heap[0].deadline - now);
    }

    private void siftUp(int from, Timer timer) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            if (!timer.isBefore(heap[parent])) {
                break;
            }
            put(place, heap[parent]);
            place = parent;
        }
        put(place, timer);
    }

    private void siftDown(int from, Timer timer) {
        int place = from;
        for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
                child++;
            }
            if (!heap[child].isBefore(timer)) {
                break;
            }
            put(place, heap[child]);
            place = child;
        }
        put(place, timer);
    }

    private void put(int place, Timer timer) {
        heap[place] = timer;
        timer.place = place;
    }
}
