/**
 * What instrumented classes call. It is public because the JVM asks for that, not for you: users import {@code dev.bobbin}.
 *
 * <p>Start with {@link dev.bobbin.runtime.FrameStack}: one continuation's stack, and how it suspends and goes on.
 * {@link dev.bobbin.runtime.Frame} is one call on it, {@link dev.bobbin.runtime.ThreadStack} the stack of a thread that runs
 * no coroutine, {@link dev.bobbin.runtime.Twins} looks after subclasses that know nothing of all this.
 *
 * <p>The signatures that generated code names are fixed by {@link dev.bobbin.runtime.FrameStack#FORMAT}.
 */
package dev.bobbin.runtime;
