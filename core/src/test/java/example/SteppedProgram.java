package example;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;

/** Run by {@code SteppingTest} in a JVM of its own, which looks for the lines by their comments. */
public final class SteppedProgram {

    private int field = 1;

    private SteppedProgram() {}

    public static void main(String[] arguments) {
        SteppedProgram program = new SteppedProgram();
        Continuation continuation = new Continuation(() -> program.outer("tea", 5L));
        while (!continuation.isDone()) { // WHILE
            continuation.run(); // RUN
        }
    }

    @Suspendable
    int outer(String name, long amount) {
        int count = name.length(); // FIRST
        count += quick(count); // QUICK
        int paused = paused(count); // PAUSED
        double half = paused / 2.0; // RESUMED
        int again = quick(paused); // AGAIN
        for (int i = 0; i < 2; i++) { // LOOP
            again += paused(i); // BODY
        }
        field += again; // FIELD
        return count + (int) half + (int) amount; // END
    }

    /** Does not suspend. */
    @Suspendable
    int quick(int n) {
        if (n < 0) { // QUICK 1
            Continuation.yield(); // NEVER
        }
        return n + 1; // QUICK 2
    }

    @Suspendable
    int paused(int n) {
        int local = n * 10; // PAUSED 1
        Continuation.yield(); // PAUSED 2
        local++; // PAUSED 3
        return local; // PAUSED 4
    }
}
