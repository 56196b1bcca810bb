package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.io.Closeable;
import java.io.IOException;

/** Closes what may block meanwhile: by another thread, and in a cancelled coroutine as well. */
final class Closing {

    private Closing() {}

    @Suspendable
    static void close(Closeable closeable) {
        Coroutines.shielded(() -> {
            Coroutines.blocking(() -> {
                closeable.close();
                return null;
            });
        });
    }

    /** Closes what is around an adapted socket: by the coroutine, which sends what is left. */
    @Suspendable
    static void closeSent(AroundSocket around, Closeable closeable) throws IOException {
        around.tail().close(around, closeable);
    }
}
