package dev.bobbin.net;

import javax.net.ssl.SSLException;

/**
 * The peer ended a TLS connection, or somebody in between cut it, without the close_notify that says that all has been sent. What
 * came may be a part only. Where a message tells its own length, and is whole, this does no harm, and many servers do so; where the
 * end of the connection is the end of the message, that was perhaps not all of it.
 */
public final class TruncatedException extends SSLException {

    private static final long serialVersionUID = 1;

    TruncatedException(Connection connection) {
        super(connection + " was ended without a close_notify: what came may be cut short");
    }
}
