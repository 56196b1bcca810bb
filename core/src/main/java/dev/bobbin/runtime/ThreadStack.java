package dev.bobbin.runtime;

/**
 * The stack that suspendable code runs on when ordinary code calls it. It never suspends. On a plain thread whatever must
 * wait blocks the thread; on a thread that must not be blocked, because it runs coroutines for others, it is refused.
 *
 * <p>One instance serves all threads, so that calling a suspendable method costs no look-up. Which thread it is matters only
 * to a primitive that must wait.
 */
public final class ThreadStack extends FrameStack {

    static final ThreadStack PLAIN = new ThreadStack();

    /** Who owns the current thread, if it must not be blocked. */
    private static final ThreadLocal<String> OWNER = new ThreadLocal<>();

    /** What the current thread has entered that can be cancelled; mostly nothing. */
    private static final ThreadLocal<ThreadScopes> SCOPES = new ThreadLocal<>();

    private ThreadStack() {}

    /**
     * What the current thread has entered that can be cancelled around it.
     *
     * @return null if nothing
     */
    public static ThreadScopes scopes() {
        return SCOPES.get();
    }

    /**
     * Sets what {@link #scopes} returns on the current thread.
     *
     * @param scopes null for nothing
     */
    public static void setScopes(ThreadScopes scopes) {
        if (scopes == null) {
            SCOPES.remove();
        } else {
            SCOPES.set(scopes);
        }
    }

    @Override
    protected Throwable cancellation() {
        ThreadScopes scopes = SCOPES.get();
        return scopes == null ? null : scopes.cancellation();
    }

    @Override
    protected void told(Throwable cancelled) {
        ThreadScopes scopes = SCOPES.get();
        if (scopes != null) {
            scopes.told(cancelled);
        }
    }

    @Override
    protected boolean isMadeForThis(Throwable cancelled) {
        ThreadScopes scopes = SCOPES.get();
        return scopes != null && scopes.isMadeForThis(cancelled);
    }

    /**
     * Says that the current thread must not be blocked from now on.
     *
     * @param owner whose thread it is, for messages, such as {@code "event loop main"}; null if it may be blocked again
     * @return the owner before, to be set again afterwards; null if there was none
     */
    public static String guard(String owner) {
        String before = OWNER.get();
        if (owner == null) {
            OWNER.remove();
        } else {
            OWNER.set(owner);
        }
        return before;
    }

    /**
     * Whether the current thread must not be blocked.
     *
     * @return true if it has an owner
     */
    public static boolean isGuarded() {
        return OWNER.get() != null;
    }

    /**
     * Returns if the current thread may be blocked by what is about to wait.
     *
     * @throws NotSuspendableException if it must not be
     */
    public static void requireBlockable() {
        String owner = OWNER.get();
        if (owner != null) {
            throw NotSuspendableException.onGuardedThread(owner);
        }
    }
}
