package dev.bobbin;

/**
 * Ends a greenlet. Thrown into one, it runs the {@code finally} blocks on its way; if it leaves the body, it is not thrown on,
 * but handed to the parent as a value. An Error, so that handlers of ordinary exceptions let it pass.
 *
 * <pre>{@code
 * Object exit = greenlet.throwInto(new GreenletExit());
 * }</pre>
 */
public class GreenletExit extends Error {

    private static final long serialVersionUID = 1L;

    /** An exit without a message. */
    public GreenletExit() {}

    /**
     * An exit with a message.
     *
     * @param message why
     */
    public GreenletExit(String message) {
        super(message);
    }
}
