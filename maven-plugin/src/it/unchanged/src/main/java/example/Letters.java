package example;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;

public interface Letters {

    @Suspendable
    void write(String letter);

    @Suspendable
    default void writeBoth(String first, String second) {
        write(first);
        Continuation.yield();
        write(second);
    }

    static Letters to(StringBuilder page) {
        return page::append;
    }
}
