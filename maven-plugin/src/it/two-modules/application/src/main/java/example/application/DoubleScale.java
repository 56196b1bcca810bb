package example.application;

import example.library.Scale;

/** Overrides what the library declares: suspendable without saying so. */
public final class DoubleScale extends Scale {

    @Override
    protected int weigh(int item) {
        return super.weigh(item) + after(item);
    }
}
