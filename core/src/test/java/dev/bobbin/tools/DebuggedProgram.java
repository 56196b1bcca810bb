package dev.bobbin.tools;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;

/** Run by {@link DebuggerTest} in a JVM of its own, which looks for the lines by their comments. */
public final class DebuggedProgram {

    private DebuggedProgram() {}

    public static void main(String[] arguments) {
        Continuation continuation = new Continuation(() -> loop(3));
        while (!continuation.isDone()) {
            continuation.run();
        }
    }

    @Suspendable
    static int loop(int rounds) {
        int total = 0;
        for (int i = 0; i < rounds; i++) {
            int before = i * 10; // BEFORE
            total += pause(i); // CALL
            total += before; // AFTER
        }
        return total; // LAST
    }

    @Suspendable
    static int pause(int n) {
        Continuation.yield();
        return n; // RESULT
    }
}
