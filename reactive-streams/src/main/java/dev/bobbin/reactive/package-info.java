/**
 * Streams of coroutines for libraries that speak Reactive Streams or {@code java.util.concurrent.Flow}, and theirs for coroutines.
 * Start with {@link dev.bobbin.reactive.ReactiveStreams}.
 */
package dev.bobbin.reactive;
