package example.application;

import example.library.Scale;
import example.library.Source;

/** Implements what the library declares: suspendable without saying so. */
public final class Countdown implements Source {

    private int left;

    public Countdown(int from) {
        left = from;
    }

    @Override
    public int next() {
        return Scale.after(left--);
    }
}
