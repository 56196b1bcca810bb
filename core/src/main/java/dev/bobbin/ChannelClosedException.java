package dev.bobbin;

/** Nothing can be sent to a channel, or nothing will come from it any more, because it was closed. */
public final class ChannelClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    ChannelClosedException(Throwable cause) {
        super(cause == null ? "The channel is closed" : "The channel was closed because of " + cause, cause);
    }
}
