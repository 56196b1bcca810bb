package dev.bobbin;

import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.ThreadStack;
import dev.bobbin.runtime.Wait;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One call that blocks, on a thread of the pool, and the coroutine that waits for it.
 *
 * <pre>
 *   QUEUED --run()--> RUNNING --returns or throws--> ENDED     the waiter takes the outcome
 *      |                 +--interrupt()--^                     the thread is told, while it is at this call and no other
 *      +--interrupt()--> ENDED                                 it never begins
 * </pre>
 *
 * What the call leaves is written by its thread before {@code ended} is woken, and read by the waiter afterwards.
 */
final class BlockingCall implements Runnable {

    /** Counts the calls that run. Static, as a loop that stands still asks whether there is any at all. */
    private static final AtomicInteger UNDER_WAY = new AtomicInteger();

    private final Callable<?> call;
    private final BlockingPool pool;
    private final ClassLoader contextLoader = Thread.currentThread().getContextClassLoader();
    private final boolean beginsInterrupted;
    private Context context; // that of the coroutine; what the call has made of it, afterwards

    private final Wait ended = new Wait() {
        @Override
        public String toString() {
            return "a blocking call";
        }

        @Override
        protected void abandoned() {
            interrupt();
        }
    };

    // Guarded by this object's monitor until the call is over.
    private boolean begun;
    private Thread thread; // null unless the call is running
    private CancelScope scope; // what the call is in on its thread; null before it began
    private boolean over;
    private boolean cancelled; // interrupted because of a cancellation, or never begun

    private Object value;
    private Throwable thrown; // null if there is a value
    private boolean endsInterrupted;

    private BlockingCall(Callable<?> call, BlockingPool pool, Context context, boolean beginsInterrupted) {
        this.call = call;
        this.pool = pool;
        this.context = context;
        this.beginsInterrupted = beginsInterrupted;
    }

    /** What the code on a plain thread does: the call itself. */
    private static Object here(Callable<?> call) throws Exception {
        ThreadStack.requireBlockable();
        return call.call();
    }

    /** Runs the call and waits for its end, whatever happens to the coroutine. */
    @Suspendable
    static Object untilItEnds(Callable<?> call, BlockingPool pool) throws Exception {
        Objects.requireNonNull(call, "call");
        FrameStack.current().requireNotCancelled();
        Coroutine<?> coroutine = Coroutine.of(FrameStack.current()).orElse(null);
        if (coroutine == null) {
            return here(call);
        }
        BlockingCall running = new BlockingCall(call, pool, coroutine.context, Thread.interrupted());
        Interruption shield = new Interruption(FrameStack.current(), running);
        shield.enter();
        try {
            shield.attach();
            pool.execute(running);
            running.await();
        } finally {
            shield.detach();
            shield.leave(FrameStack.current());
        }
        coroutine.context = running.context;
        if (running.endsByCancellation()) {
            tellOfCancellation(running.thrown);
        }
        return running.outcome();
    }

    /** Runs the call and waits for its end, or goes on without it when the coroutine is cancelled. */
    @Suspendable
    static Object untilCancelled(Callable<?> call, BlockingPool pool) throws Exception {
        Objects.requireNonNull(call, "call");
        FrameStack.current().requireNotCancelled();
        Coroutine<?> coroutine = Coroutine.of(FrameStack.current()).orElse(null);
        if (coroutine == null) {
            return here(call);
        }
        BlockingCall running = new BlockingCall(call, pool, coroutine.context, Thread.interrupted());
        pool.execute(running);
        running.await();
        coroutine.context = running.context;
        return running.outcome();
    }

    /** Whether some call runs, whose thread may do anything meanwhile, even if nobody waits for it any more. */
    static boolean isAnyUnderWay() {
        return UNDER_WAY.get() > 0;
    }

    @Suspendable
    private void await() {
        TimedWait.awaitEver(ended);
    }

    /** The cancellation that has interrupted the call, told as every other wait would; what the call made of it goes along. */
    @Suspendable
    private static void tellOfCancellation(Throwable interrupted) {
        try {
            FrameStack.current().requireNotCancelled();
        } catch (Throwable cancelled) {
            if (interrupted != null && interrupted != cancelled) {
                cancelled.addSuppressed(interrupted);
            }
            throw Sneaky.rethrow(cancelled);
        }
    }

    private Object outcome() {
        if (endsInterrupted) {
            Thread.currentThread().interrupt();
        }
        if (thrown != null) {
            throw Sneaky.rethrow(thrown);
        }
        return value;
    }

    /** Whether the coroutine gets its cancellation for an outcome: the call has heard of it, or never begun. */
    private boolean endsByCancellation() {
        return cancelled && (!begun || isOfInterrupt(thrown));
    }

    /** Whether a call throws {@code thrown} because its thread was interrupted. */
    private static boolean isOfInterrupt(Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof InterruptedException
                    || at instanceof CallCancelled
                    || at instanceof ClosedByInterruptException
                    || at instanceof InterruptedIOException && !(at instanceof SocketTimeoutException)) {
                return true;
            }
        }
        return false;
    }

    /** Interrupts the call, or sees to it that it never begins. Called on any thread. */
    void interrupt() {
        synchronized (this) {
            if (over || cancelled) {
                return;
            }
            cancelled = true;
            over = !begun;
            if (thread != null) {
                thread.interrupt();
            }
        }
        if (scope != null) {
            scope.cancelHere(
                    "the coroutine that waits for this call was cancelled"); // for waits that hear no interrupt
        } else {
            pool.remove(this);
            ended.wake();
        }
    }

    @Override
    public void run() {
        Thread current = Thread.currentThread();
        EnteredScope inside = new CallScope();
        synchronized (this) {
            if (over) {
                return;
            }
            begun = true;
            thread = current;
            scope = inside;
            if (beginsInterrupted) {
                current.interrupt();
            }
        }
        ClassLoader loaderBefore = current.getContextClassLoader();
        Context contextBefore = Context.current();
        Object result = null;
        Throwable failure = null;
        inside.enter();
        try {
            current.setContextClassLoader(contextLoader);
            Context.setCurrent(context);
            result = callInContext();
        } catch (Throwable t) {
            failure = t;
        }
        inside.leave(FrameStack.enter());
        boolean interrupted;
        synchronized (this) {
            thread = null; // no interrupt comes from here on
            over = true;
            interrupted = Thread.interrupted();
            endsInterrupted = interrupted && !cancelled;
        }
        context = Context.current();
        value = result;
        thrown = failure;
        Context.setCurrent(contextBefore);
        current.setContextClassLoader(loaderBefore);
        ended.wake();
    }

    private Object callInContext() throws Throwable {
        Object[] before = context.install();
        UNDER_WAY.incrementAndGet();
        try {
            return call.call();
        } finally {
            UNDER_WAY.decrementAndGet();
            context.restore(before);
        }
    }

    /** What tells suspendable code in the call, which blocks the thread, of the cancellation. */
    private static final class CallCancelled extends CancellationException {
        private static final long serialVersionUID = 1;

        CallCancelled(String reason) {
            super("A blocking call ends: " + reason);
        }
    }

    /** What the call is in on its thread. */
    private static final class CallScope extends EnteredScope {

        CallScope() {
            super(FrameStack.enter());
        }

        @Override
        Throwable thrown() {
            return new CallCancelled(reason());
        }
    }

    /** Keeps a cancellation away from the coroutine while its call runs, and interrupts the call instead. */
    private static final class Interruption extends EnteredScope {
        private final BlockingCall call;

        Interruption(FrameStack k, BlockingCall call) {
            super(k);
            this.call = call;
        }

        @Override
        boolean endsLook() {
            return true;
        }

        @Override
        boolean outerCancelled(String why) {
            call.interrupt();
            return false;
        }

        @Override
        Throwable thrown() {
            throw new AssertionError("a shield is never cancelled");
        }
    }
}
