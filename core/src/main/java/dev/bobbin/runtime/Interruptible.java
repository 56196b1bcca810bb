package dev.bobbin.runtime;

/** One that waits, a coroutine or a plain thread, and can be told that what it is inside of was cancelled. */
public interface Interruptible {

    /** Looks whether what is waited for now must be given up, and if so ends the wait. Called on any thread. */
    void interruptWait();
}
