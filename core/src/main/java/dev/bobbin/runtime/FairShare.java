package dev.bobbin.runtime;

/**
 * Lets others have a turn after so many operations that did not have to wait: a socket whose peer never pauses would keep its
 * coroutine running for ever. It counts without care for threads, since one more or less does not matter.
 */
public final class FairShare {

    private static final int MOST_IN_A_ROW = 16;

    private int inARow;

    /** One that counts from 0. */
    public FairShare() {}

    /**
     * Called before an operation, as the last act of a suspendable method: gives way if it is time to. On a thread's stack there
     * is nobody to give way to.
     *
     * @param k that method's continuation
     */
    public void take(FrameStack k) {
        if (++inARow > MOST_IN_A_ROW) {
            inARow = 1;
            FrameStack outermost = k.outermost();
            if (outermost instanceof CoroutineStack) {
                ((CoroutineStack) outermost).giveWay(k);
            }
        }
    }

    /** Called when an operation has to wait. */
    public void waits() {
        inARow = 0;
    }
}
