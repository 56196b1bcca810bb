package dev.bobbin.benchmarks.kotlin

import java.util.concurrent.CountDownLatch
import kotlin.coroutines.Continuation
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.intrinsics.COROUTINE_SUSPENDED
import kotlin.coroutines.intrinsics.createCoroutineUnintercepted
import kotlin.coroutines.intrinsics.startCoroutineUninterceptedOrReturn
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn
import kotlin.coroutines.resume
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.selects.selectUnbiased
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.yield

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

    @JvmStatic
    fun throughAChannel(elements: Int, capacity: Int): Long = runBlocking {
        val channel = Channel<Int>(capacity)
        launch {
            for (i in 0 until elements) {
                channel.send(i)
            }
            channel.close()
        }
        var sum = 0L
        for (each in channel) {
            sum += each
        }
        sum
    }

    @JvmStatic
    fun select(elements: Int): Long = runBlocking {
        val left = Channel<Int>()
        val right = Channel<Int>()
        launch { sendHalf(left, elements) }
        launch { sendHalf(right, elements) }
        var sum = 0L
        repeat(elements) {
            sum += selectUnbiased<Int> {
                left.onReceive { it }
                right.onReceive { it }
            }
        }
        sum
    }

    private suspend fun sendHalf(channel: Channel<Int>, elements: Int) {
        for (i in 0 until elements / 2) {
            channel.send(i)
        }
    }

    @JvmStatic
    fun mutex(elements: Int) = runBlocking {
        val mutex = Mutex()
        val both = List(2) {
            launch {
                repeat(elements / 2) {
                    mutex.lock()
                    yield()
                    mutex.unlock()
                }
            }
        }
        both.forEach { it.join() }
    }

    @JvmStatic
    fun ring(size: Int): Int = runBlocking {
        val first = Channel<Int>()
        var from = first
        repeat(size) {
            val source = from
            val out = Channel<Int>()
            launch { out.send(source.receive() + 1) }
            from = out
        }
        first.send(0)
        from.receive()
    }

    @JvmStatic
    fun skynetHere(leaves: Int): Long = runBlocking { skynet(0, leaves) }

    @JvmStatic
    fun skynetParallel(leaves: Int): Long = runBlocking(Dispatchers.Default) { skynet(0, leaves) }

    private suspend fun CoroutineScope.skynet(number: Long, size: Int): Long {
        if (size == 1) {
            return number
        }
        val sums = Channel<Long>(10)
        val part = size / 10
        for (i in 0 until 10) {
            launch { sums.send(skynet(number + i.toLong() * part, part)) }
        }
        var sum = 0L
        repeat(10) { sum += sums.receive() }
        return sum
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
