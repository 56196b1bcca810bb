package dev.bobbin.benchmarks;

import dev.bobbin.Generator;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableIterator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What does one element of a generator cost? An endless count, boxed and not, against a hand-written iterator; and a tree walk. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED")
@Warmup(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class GeneratorStep {

    private static final int DEPTH = 10;

    private Iterator<Integer> written;
    private Iterator<Integer> generated;
    private Count writtenInts;
    private SuspendableIterator.OfInt generatedInts;
    private JdkContinuation continuation;
    private Integer handed;
    private Tree tree;

    /** A complete binary tree. */
    record Tree(Tree left, int value, Tree right) {
        static Tree ofDepth(int depth) {
            return depth == 0 ? null : new Tree(ofDepth(depth - 1), depth, ofDepth(depth - 1));
        }
    }

    @Setup
    public void make() {
        written = new Count();
        generated = Generator.<Integer>of(y -> {
                    for (int i = 0; ; i++) {
                        y.yield(i);
                    }
                })
                .iterator();
        writtenInts = new Count();
        generatedInts = Generator.OfInt.of(y -> {
                    for (int i = 0; ; i++) {
                        y.yield(i);
                    }
                })
                .iterator();
        tree = Tree.ofDepth(DEPTH);
    }

    @Benchmark
    public int plain() {
        return written.hasNext() ? written.next() : 0;
    }

    @Benchmark
    public int bobbin() {
        return generated.hasNext() ? generated.next() : 0;
    }

    @Benchmark
    public int plainInt() {
        return writtenInts.hasNext() ? writtenInts.nextInt() : 0;
    }

    @Benchmark
    public int bobbinInt() {
        return generatedInts.hasNext() ? generatedInts.nextInt() : 0;
    }

    @Benchmark
    public int jdkContinuation() {
        if (continuation == null) {
            continuation = new JdkContinuation(() -> {
                for (int i = 0; ; i++) {
                    handed = i;
                    JdkContinuation.yield();
                }
            });
        }
        continuation.run();
        return handed;
    }

    /** 1023 nodes, by a stack of one's own. */
    @Benchmark
    public int plainTree() {
        int sum = 0;
        for (Iterator<Integer> i = new Walk(tree); i.hasNext(); ) {
            sum += i.next();
        }
        return sum;
    }

    /** 1023 nodes, by recursion. */
    @Benchmark
    public int bobbinTree() {
        int sum = 0;
        for (int value : Generator.<Integer>of(y -> walk(tree, y))) {
            sum += value;
        }
        return sum;
    }

    /** 1023 nodes, by recursion on a continuation of the JDK's. */
    @Benchmark
    public int jdkContinuationTree() {
        int sum = 0;
        boolean[] ended = new boolean[1];
        JdkContinuation walk = new JdkContinuation(() -> {
            walkJdk(tree);
            ended[0] = true;
        });
        for (walk.run(); !ended[0]; walk.run()) {
            sum += handed;
        }
        return sum;
    }

    private void walkJdk(Tree tree) {
        if (tree != null) {
            walkJdk(tree.left());
            handed = tree.value();
            JdkContinuation.yield();
            walkJdk(tree.right());
        }
    }

    @Suspendable
    static void walk(Tree tree, Generator.Yielder<Integer> y) {
        if (tree != null) {
            walk(tree.left(), y);
            y.yield(tree.value());
            walk(tree.right(), y);
        }
    }

    private static final class Count implements Iterator<Integer> {
        private int i;

        @Override
        @CompilerControl(CompilerControl.Mode.DONT_INLINE)
        public boolean hasNext() {
            return true;
        }

        @Override
        @CompilerControl(CompilerControl.Mode.DONT_INLINE)
        public Integer next() {
            return i++;
        }

        @CompilerControl(CompilerControl.Mode.DONT_INLINE)
        int nextInt() {
            return i++;
        }
    }

    private static final class Walk implements Iterator<Integer> {
        private final Deque<Tree> open = new ArrayDeque<>();

        Walk(Tree tree) {
            push(tree);
        }

        private void push(Tree tree) {
            for (Tree at = tree; at != null; at = at.left()) {
                open.push(at);
            }
        }

        @Override
        public boolean hasNext() {
            return !open.isEmpty();
        }

        @Override
        public Integer next() {
            if (open.isEmpty()) {
                throw new NoSuchElementException();
            }
            Tree next = open.pop();
            push(next.right());
            return next.value();
        }
    }
}
