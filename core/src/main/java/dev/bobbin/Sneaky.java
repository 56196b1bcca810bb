package dev.bobbin;

/** Throws checked exceptions through methods that cannot declare them: the user's code declared them elsewhere. */
final class Sneaky {

    private Sneaky() {}

    /** Throws {@code thrown} as it is; to be called as {@code throw Sneaky.rethrow(thrown)}. */
    static RuntimeException rethrow(Throwable thrown) {
        Sneaky.<RuntimeException>as(thrown);
        throw new AssertionError("not reached");
    }

    @SuppressWarnings("unchecked") // the cast is erased: that is the point
    private static <E extends Throwable> void as(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
