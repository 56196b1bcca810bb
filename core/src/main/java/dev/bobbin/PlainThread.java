package dev.bobbin;

import dev.bobbin.runtime.ThreadScopes;
import dev.bobbin.runtime.ThreadStack;

/** What a plain thread has entered: scopes and time limits are for code outside of coroutines, too. */
final class PlainThread extends ThreadScopes implements EnteredScope.Holder {

    private volatile CancelScope innermost;

    private PlainThread() {}

    /** The current thread's, made if there is none. */
    static PlainThread here() {
        PlainThread here = (PlainThread) ThreadStack.scopes();
        if (here == null) {
            here = new PlainThread();
            ThreadStack.setScopes(here);
        }
        return here;
    }

    /** Lets go of the current thread's if nothing is entered. */
    static void forgetIfEmpty() {
        PlainThread here = (PlainThread) ThreadStack.scopes();
        if (here != null && here.innermost == null) {
            ThreadStack.setScopes(null);
        }
    }

    @Override
    public CancelScope innermost() {
        return innermost;
    }

    @Override
    public void setInnermost(CancelScope scope) {
        innermost = scope;
    }

    @Override
    protected Throwable cancellation() {
        CancelScope now = innermost;
        CancelScope cancelled = now == null ? null : now.cancelled();
        return cancelled == null ? null : cancelled.thrown();
    }

    @Override
    protected boolean isMadeForThis(Throwable cancelled) {
        CancelScope now = innermost;
        return now != null && now.isMadeAnew(cancelled);
    }

    @Override
    protected void told(Throwable thrown) {
        CancelScope now = innermost;
        if (now != null) {
            now.tellOutwards(thrown);
        }
    }
}
