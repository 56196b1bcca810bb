package dev.bobbin;

import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.Interruptible;
import dev.bobbin.runtime.ThreadStack;

/** A cancel scope that code enters and leaves: one of a coroutine, of a generator within it, or of a plain thread. */
abstract class EnteredScope extends CancelScope {

    /** The innermost that the code on one stack has entered. Set by that code, read by cancellers while it waits. */
    interface Holder {

        /** Null if nothing is entered. */
        CancelScope innermost();

        void setInnermost(CancelScope scope);
    }

    private final Holder holder;
    private final CancelScope before; // what the holder had before; null if nothing
    private final Interruptible waiter;

    /** A scope for the code on {@code k}, not entered yet. */
    EnteredScope(FrameStack k) {
        super(innermost(k));
        holder = k instanceof Holder ? (Holder) k : PlainThread.here();
        before = holder.innermost();
        FrameStack outermost = k.outermost();
        waiter = outermost instanceof Interruptible ? (Interruptible) outermost : PlainThread.here();
    }

    @Override
    final void interruptWait() {
        waiter.interruptWait();
    }

    /** From here on, the code is in it. */
    final void enter() {
        holder.setInnermost(this);
    }

    /** The code on {@code k} leaves it, and all that it has entered since. False if that is not the code which has entered it. */
    final boolean leave(FrameStack k) {
        boolean entered = isEnteredBy(k);
        if (entered) {
            holder.setInnermost(before);
            if (holder instanceof PlainThread) {
                PlainThread.forgetIfEmpty();
            }
        }
        return entered;
    }

    /** Whether the code on {@code k} is in it. */
    final boolean isEnteredBy(FrameStack k) {
        if (holder != (k instanceof Holder ? k : ThreadStack.scopes())) {
            return false;
        }
        for (CancelScope at = holder.innermost(); at != null; at = at.outer()) {
            if (at == this) {
                return true;
            }
            if (at == before) {
                return false;
            }
        }
        return false;
    }

    /** What the code on {@code k} has entered last, or that around it; null if nothing. */
    static CancelScope innermost(FrameStack k) {
        FrameStack at = k;
        while (at instanceof NestedStack) {
            CancelScope innermost = ((NestedStack) at).innermost();
            if (innermost != null) {
                return innermost;
            }
            at = ((NestedStack) at).around();
        }
        if (at instanceof Holder) {
            return ((Holder) at).innermost();
        }
        Holder thread = (PlainThread) ThreadStack.scopes();
        return thread == null ? null : thread.innermost();
    }
}
