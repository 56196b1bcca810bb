package dev.bobbin.net;

import dev.bobbin.Suspendable;
import dev.bobbin.runtime.CoroutineStack;
import dev.bobbin.runtime.FrameStack;

/**
 * Lets others have a turn after so many operations that did not have to wait: a socket whose peer never pauses would keep its
 * coroutine running for ever. It counts without care for threads, since one more or less does not matter.
 */
final class FairShare {

    private static final int MOST_IN_A_ROW = 16;

    private int inARow;

    /** Called before an operation: gives way if it is time to. */
    @Suspendable
    void take() {
        if (++inARow > MOST_IN_A_ROW) {
            inARow = 1;
            giveWay();
        }
    }

    /** Called when an operation has to wait. */
    void waits() {
        inARow = 0;
    }

    @Suspendable
    private static void giveWay() {
        FrameStack k = FrameStack.current();
        FrameStack outermost = k.outermost();
        if (outermost instanceof CoroutineStack) {
            ((CoroutineStack) outermost).giveWay(k);
        }
    }
}
