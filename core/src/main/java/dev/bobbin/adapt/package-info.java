/**
 * What stands in for the JDK's blocking calls in suspendable code: the build puts a call of one of these methods in place of
 * each call that blocks, if it is told to adapt them. In: the receiver and the arguments of the JDK's method. Out: what that
 * would have returned or thrown, but the coroutine has waited, and not its thread.
 *
 * <p>A plain thread that comes to an adapted call makes the JDK's call. Who looks for one to read first: {@link Threads}, which
 * waits natively, and {@link Offload}, which has another thread wait.
 *
 * <p>These methods can also be called by hand, in suspendable code that is not adapted.
 */
package dev.bobbin.adapt;
