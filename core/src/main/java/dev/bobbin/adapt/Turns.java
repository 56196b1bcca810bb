package dev.bobbin.adapt;

import dev.bobbin.Suspendable;
import dev.bobbin.runtime.FrameStack;

/** Lets others have a turn after so many operations in a row that did not have to wait. Counts without care for threads. */
final class Turns {

    private static final int MOST_IN_A_ROW = 16;

    private int inARow;

    /** Called before an operation. */
    @Suspendable
    void take() {
        if (++inARow > MOST_IN_A_ROW) {
            inARow = 0;
            if (!Threads.isPlain(FrameStack.current())) {
                Threads.giveWay();
            }
        }
    }

    /** Called when an operation has to wait. */
    void waits() {
        inARow = 0;
    }
}
