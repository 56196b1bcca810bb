package dev.bobbin.net;

import java.io.IOException;

/** A peer has sent something longer than it may be. What has come of it is still in the {@link ByteReader}. */
public final class TooLongException extends IOException {

    private static final long serialVersionUID = 1;

    private final int maxLength;

    TooLongException(String what, int maxLength, Connection connection) {
        super(connection + " has sent a " + what + " of more than " + maxLength + " bytes");
        this.maxLength = maxLength;
    }

    /**
     * How long it might have been.
     *
     * @return in bytes, without what ends it
     */
    public int maxLength() {
        return maxLength;
    }
}
