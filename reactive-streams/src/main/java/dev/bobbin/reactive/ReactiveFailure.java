package dev.bobbin.reactive;

/** Throws what a stream has failed with as it is, checked or not. */
final class ReactiveFailure {

    private ReactiveFailure() {}

    static RuntimeException asIs(Throwable thrown) {
        throw ReactiveFailure.<RuntimeException>erased(thrown);
    }

    @SuppressWarnings("unchecked") // the cast is erased: that is the point
    private static <E extends Throwable> E erased(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
