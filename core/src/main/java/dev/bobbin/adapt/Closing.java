package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.io.Closeable;

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
}
