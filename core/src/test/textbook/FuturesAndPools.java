import dev.bobbin.Suspendable;
import java.io.*;
import java.net.*;
import java.nio.*;
import java.nio.channels.*;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.stream.*;

/** Pools, futures and threads. */
public class FuturesAndPools {
    @Suspendable
    public static void run() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        List<Future<Integer>> fs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int n = i;
            fs.add(pool.submit(() -> {
                Thread.sleep(20);
                if (n == 2) throw new IllegalStateException("n2");
                return n * n;
            }));
        }
        for (Future<Integer> f : fs) {
            try {
                Textbook.say("f " + f.get());
            } catch (ExecutionException e) {
                Textbook.say("f " + e.getCause());
            }
        }
        Future<?> slow = pool.submit(() -> {
            try {
                Thread.sleep(10000);
            } catch (InterruptedException e) {
            }
        });
        try {
            slow.get(30, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            Textbook.say("timeout " + e.getMessage());
        }
        slow.cancel(true);
        try {
            slow.get();
        } catch (CancellationException e) {
            Textbook.say("cancelled");
        }
        Textbook.say("" + pool.invokeAll(List.of(() -> 1, () -> 2)).size());
        Textbook.say("" + pool.invokeAny(List.of(() -> "any")));
        CompletableFuture<String> cf = CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                Thread.sleep(30);
                            } catch (InterruptedException e) {
                            }
                            return "cf";
                        },
                        pool)
                .thenApply(x -> x + "!");
        Textbook.say(cf.join());
        Textbook.say(cf.get());
        try {
            CompletableFuture.supplyAsync(
                            () -> {
                                throw new IllegalArgumentException("bad");
                            },
                            pool)
                    .join();
        } catch (CompletionException e) {
            Textbook.say("" + e.getCause());
        }
        CompletionService<String> cs = new ExecutorCompletionService<>(pool);
        cs.submit(() -> "c1");
        Textbook.say(cs.take().get());
        Textbook.say("" + cs.poll(10, TimeUnit.MILLISECONDS));
        FutureTask<String> ft = new FutureTask<>(() -> "ft");
        new Thread(ft).start();
        Textbook.say(ft.get());
        ForkJoinTask<Integer> fj = ForkJoinPool.commonPool().submit(() -> 7);
        Textbook.say("" + fj.join());
        pool.shutdown();
        Textbook.say("" + pool.awaitTermination(5, TimeUnit.SECONDS));
        CountDownLatch end = new CountDownLatch(1);
        Thread t = new Thread(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
            }
        });
        t.start();
        t.join(5);
        Textbook.say("alive " + t.isAlive());
        end.countDown();
        t.join();
        Textbook.say("alive " + t.isAlive());
    }
}
