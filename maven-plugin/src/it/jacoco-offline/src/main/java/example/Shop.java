package example;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;

/** Each line says what becomes of it: {@code ran}, {@code ran one way} where it could branch, {@code did not run}, {@code no code}. */
public class Shop {

    private int opened; // no code

    @Suspendable
    int open(int customers) {
        int served = 0; // ran
        for (int i = 0; i < customers; i++) { // ran
            served += serve(i); // ran
            if (served > 1_000) { // ran one way
                served = close("full"); // did not run
            }
        }
        opened++; // ran
        return served; // ran
    }

    @Suspendable
    int serve(int customer) {
        Continuation.yield(); // ran
        try {
            return price(customer) // ran
                    + tip(customer); // ran
        } catch (IllegalStateException e) {
            return close(e.getMessage()); // did not run
        } finally {
            opened++; // ran
        }
    }

    @Suspendable
    static int price(int customer) {
        if (customer < 0) { // ran one way
            Continuation.yield(); // did not run
            throw new IllegalStateException("no customer"); // did not run
        }
        Continuation.yield(); // ran
        return 10 * customer; // ran
    }

    /** Suspendable, but never comes to a suspension: its resume path stays unused. */
    @Suspendable
    static int tip(int customer) {
        int tip = customer % 2; // ran
        if (tip > 1) { // ran one way
            Continuation.yield(); // did not run
        }
        return tip; // ran
    }

    @Suspendable
    static int close(String why) {
        System.out.println(why); // did not run
        Continuation.yield(); // did not run
        return 0; // did not run
    }

    /** Not suspendable. */
    static boolean isOpen(int hour) {
        return hour > 8; // ran one way
    }
}
