package dev.bobbin.benchmarks.kotlin

import java.util.concurrent.CountDownLatch
import kotlin.coroutines.Continuation
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.intrinsics.COROUTINE_SUSPENDED
import kotlin.coroutines.intrinsics.createCoroutineUnintercepted
import kotlin.coroutines.intrinsics.startCoroutineUninterceptedOrReturn
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn
import kotlin.coroutines.resume
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** What Kotlin programs do where Bobbin's benchmarks do the same in Java. The JMH classes beside this call it. */
object Peers {

    @JvmStatic
    fun count(): Iterator<Int> = iterator {
        var i = 0
        while (true) {
            yield(i++)
        }
    }

    class Tree(val left: Tree?, val value: Int, val right: Tree?)

    @JvmStatic
    fun tree(depth: Int): Tree? = if (depth == 0) null else Tree(tree(depth - 1), depth, tree(depth - 1))

    @JvmStatic
    fun sumOf(tree: Tree?): Int {
        var sum = 0
        for (value in iterator { walk(tree) }) {
            sum += value
        }
        return sum
    }

    private suspend fun SequenceScope<Int>.walk(tree: Tree?) {
        if (tree != null) {
            walk(tree.left)
            yield(tree.value)
            walk(tree.right)
        }
    }

    private val nowhere = Continuation<Int>(EmptyCoroutineContext) { it.getOrThrow() }

    @JvmStatic
    fun fibonacci(n: Int): Int {
        val body: suspend () -> Int = { fib(n) }
        return body.startCoroutineUninterceptedOrReturn(nowhere) as Int
    }

    private suspend fun fib(n: Int): Int = if (n < 2) n else fib(n - 1) + fib(n - 2)

    private val virtual = Fib()

    @JvmStatic
    fun virtualFibonacci(n: Int): Int {
        val body: suspend () -> Int = { virtual.fib(n) }
        return body.startCoroutineUninterceptedOrReturn(nowhere) as Int
    }

    open class Fib {
        open suspend fun fib(n: Int): Int = if (n < 2) n else fib(n - 1) + fib(n - 2)
    }

    /** A coroutine that counts, so many calls down, and stops after each number. */
    class Steps(depth: Int) {
        @JvmField
        var count = 0
        private var next: Continuation<Unit>

        init {
            val body: suspend () -> Unit = { descend(depth) }
            next = body.createCoroutineUnintercepted(Continuation(EmptyCoroutineContext) { it.getOrThrow() })
        }

        fun run() = next.resume(Unit)

        private suspend fun descend(calls: Int) {
            if (calls > 1) {
                descend(calls - 1)
                count++ // so that it is no tail call, which would have no frame
                return
            }
            while (true) {
                count++
                suspendCoroutineUninterceptedOrReturn { continuation: Continuation<Unit> ->
                    next = continuation
                    COROUTINE_SUSPENDED
                }
            }
        }
    }

    @JvmStatic
    fun spawnAndJoin(tasks: Int): Int {
        var done = 0
        runBlocking {
            repeat(tasks) {
                launch { done++ }.join()
            }
        }
        return done
    }

    /** Calls [whenParked] while [tasks] coroutines sleep on one thread. */
    @JvmStatic
    fun parked(tasks: Int, millis: Long, whenParked: Runnable) = runBlocking {
        val all = Array(tasks) { launch { delay(millis) } }
        delay(1000)
        whenParked.run()
        all.forEach { it.cancel() }
    }
}
