package dev.bobbin;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Something that is cancelled as one: a coroutine, a scope with its children, the body of a time limit. Each is inside of
 * another:
 *
 * <pre>
 *   coroutine
 *     +- time limit
 *          +- scope
 *               +- child, a coroutine
 *               +- child, a coroutine
 *               +- shield, of the coroutine that opened the scope
 * </pre>
 *
 * Whoever waits looks <em>outwards</em>, through what its own coroutine has entered, and is told of the outermost that was
 * cancelled; a shield ends the look, and so does the coroutine itself. So a cancellation is told again at each wait until the
 * code has left what was cancelled. A cancellation spreads <em>inwards</em> to the children, past which nobody looks out. The
 * idea of scopes and of telling by level, not by edge, is that of Trio (Smith: Timeouts and cancellation for humans, 2018).
 *
 * <p>The chain outwards is fixed; the reason is set once, from any thread; what is inside is guarded by this object's monitor.
 */
abstract class CancelScope {

    private static final CancelScope[] NOTHING = {};

    private final CancelScope outer; // null if this is in nothing
    private volatile String reason; // null until it is cancelled

    // What is inside and has, or is, a child: a circle, so that the first knows the last. Guarded by this object's
    // monitor.
    private CancelScope firstInside;

    // Guarded by the monitor of outer.
    private CancelScope previous;
    private CancelScope next;

    CancelScope(CancelScope outer) {
        this.outer = outer;
    }

    /** What a wait in here throws, anew for each unless {@link #has} it; only asked once it is cancelled. */
    abstract Throwable thrown();

    /** Whether {@code thrown} is a failure that was here before it was thrown to those who wait. */
    boolean has(Throwable thrown) {
        return false;
    }

    /** Ends what the code that is directly in here waits for, if it is to be told. */
    abstract void interruptWait();

    /** Whether code in here looks no further out. */
    boolean endsLook() {
        return false;
    }

    /** Takes note that code in here was told of it, by {@code thrown}. */
    void told(Throwable thrown) {}

    /** Takes note that something further out was cancelled. Whether what is inside is to hear of it as well. */
    boolean outerCancelled(String why) {
        return true;
    }

    final CancelScope outer() {
        return outer;
    }

    /** Why it was cancelled itself; null if it was not. */
    final String reason() {
        return reason;
    }

    final boolean isCancelledItself() {
        return reason != null;
    }

    /** Cancels what is in here. False if that had been done. */
    final boolean cancelHere(String why) {
        boolean first = cancelWithoutInside(why);
        if (first) {
            spread(why);
        }
        return first;
    }

    /** As above, but for what is inside: the caller sees to that. */
    final boolean cancelWithoutInside(String why) {
        synchronized (this) {
            if (reason != null) {
                return false;
            }
            reason = why;
        }
        interruptWait();
        return true;
    }

    /** The outermost that was cancelled and can be seen from here; null if none. */
    final CancelScope cancelled() {
        CancelScope found = null;
        for (CancelScope at = this; at != null; at = at.outer) {
            if (at.reason != null) {
                found = at;
            }
            if (at.endsLook()) {
                break;
            }
        }
        return found;
    }

    /** Lets what is around know that a cancellation must spread to here. */
    final void attach() {
        if (outer == null) {
            return;
        }
        synchronized (outer) {
            if (next != null) {
                return;
            }
            CancelScope first = outer.firstInside;
            if (first == null) {
                previous = this;
                next = this;
                outer.firstInside = this;
            } else {
                previous = first.previous;
                next = first;
                first.previous.next = this;
                first.previous = this;
            }
        }
        if (!outer.endsLook()) {
            outer.attach();
        }
        CancelScope above = outer.cancelled();
        if (above != null && outerCancelled(above.reason)) { // it came before this was there to be told
            spread(above.reason);
        }
    }

    final void detach() {
        if (outer == null) {
            return;
        }
        synchronized (outer) {
            if (next == null) {
                return;
            }
            if (next == this) {
                outer.firstInside = null;
            } else {
                previous.next = next;
                next.previous = previous;
                if (outer.firstInside == this) {
                    outer.firstInside = next;
                }
            }
            previous = null;
            next = null;
        }
    }

    /** What is attached, the oldest first. */
    final synchronized CancelScope[] inside() {
        int count = 0;
        CancelScope at = firstInside;
        if (at == null) {
            return NOTHING;
        }
        do {
            count++;
            at = at.next;
        } while (at != firstInside);
        CancelScope[] all = new CancelScope[count];
        for (int i = 0; i < count; i++) {
            all[i] = at;
            at = at.next;
        }
        return all;
    }

    /**
     * Cancels what is inside, the oldest first, and what is inside of that. By a list and not by calls: a chain of coroutines
     * that each wait for one of their own may be longer than a thread's stack is deep.
     */
    final void spread(String why) {
        CancelScope[] inside = inside();
        if (inside.length == 0) {
            return;
        }
        Deque<CancelScope> toTell = new ArrayDeque<>(Arrays.asList(inside));
        for (CancelScope each = toTell.poll(); each != null; each = toTell.poll()) {
            if (each.outerCancelled(why)) {
                CancelScope[] further = each.inside();
                for (int i = further.length - 1; i >= 0; i--) {
                    toTell.addFirst(further[i]);
                }
            }
        }
    }

    /** Whether {@code thrown}, which a wait in here throws, was made for that and is no child's failure. */
    final boolean isMadeAnew(Throwable thrown) {
        for (CancelScope at = this; at != null; at = at.outer) {
            if (at.has(thrown)) {
                return false;
            }
            if (at.endsLook()) {
                break;
            }
        }
        return true;
    }

    /** Tells all who can be seen from here that the code was told. */
    final void tellOutwards(Throwable thrown) {
        for (CancelScope at = this; at != null; at = at.outer) {
            at.told(thrown);
            if (at.endsLook()) {
                break;
            }
        }
    }
}
