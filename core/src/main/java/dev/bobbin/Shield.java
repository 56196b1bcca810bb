package dev.bobbin;

import dev.bobbin.runtime.FrameStack;

/** Keeps cancellations from outside away from the code in it. */
final class Shield extends EnteredScope {

    Shield(FrameStack k) {
        super(k);
    }

    @Override
    boolean endsLook() {
        return true;
    }

    @Override
    boolean outerCancelled(String why) {
        return false; // that is the point of it
    }

    @Override
    Throwable thrown() {
        throw new AssertionError("a shield is never cancelled");
    }
}
