package example;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;

public final class Account {

    private int balance;

    @Suspendable
    public void deposit(int amount) {
        synchronized (this) {
            balance += afterCheck(amount);
        }
    }

    @Suspendable
    public synchronized int settle() {
        return afterCheck(balance);
    }

    @Suspendable
    private static int afterCheck(int amount) {
        Continuation.yield();
        return amount;
    }
}
