/**
 * What coroutines share things by. All of it suspends in a coroutine, blocks a plain thread, and may be used from any of them.
 *
 * <p>{@link dev.bobbin.sync.Mutex} is what to use where {@code synchronized} would be held over a suspension.
 */
package dev.bobbin.sync;
