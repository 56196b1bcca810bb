package dev.bobbin;

/** What a piece of suspendable code throws: AssertJ's own way to ask would stand between two suspendable methods. */
public final class Thrown {

    private Thrown() {}

    /** Runs {@code body}, which must throw. */
    @Suspendable
    public static Throwable by(SuspendableRunnable body) {
        try {
            body.run();
        } catch (Throwable thrown) {
            return thrown;
        }
        throw new AssertionError("nothing was thrown");
    }
}
