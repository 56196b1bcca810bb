package dev.bobbin.traps;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** A class as a library would ship it: instrumented, open for subclasses. */
public class Shop {

    /** An annotation of a user's framework. */
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Endpoint {}

    /** Asks the price of something. */
    public interface Prices {
        @Suspendable
        int price(String name);
    }

    /** Knows nothing of {@link Prices}, but has the same method. */
    public interface Costs {
        @Suspendable
        int price(String name);
    }

    @Endpoint
    @Suspendable
    public int price(String name) {
        Continuation.yield();
        return name.length();
    }

    @Suspendable
    public int twice(String name) {
        return price(name) + price(name);
    }

    @Suspendable
    protected int constant() {
        return 1;
    }

    @Suspendable
    public int constants() {
        return constant() * 10;
    }

    /** Of this package alone: classes of others do not override it, whatever they call theirs. */
    @Suspendable
    int discount() {
        Continuation.yield();
        return 1;
    }

    @Suspendable
    public int discounts() {
        return discount() + discount();
    }
}
