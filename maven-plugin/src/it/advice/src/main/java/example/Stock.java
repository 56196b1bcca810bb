package example;

import dev.bobbin.Suspendable;

/** What all beans here can do. */
public interface Stock {
    /** Has to wait. */
    @Suspendable
    int count(String item);

    /** Could wait, but never has to. */
    @Suspendable
    int remembered(String item);
}
