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

/** Threads that meet. */
public class QueuesAndLatches {
    @Suspendable
    public static void run() throws Exception {
        BlockingQueue<Integer> q = new ArrayBlockingQueue<>(2);
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        BlockingQueue<String> empty = new LinkedBlockingQueue<>(); // not the one above: who polls might take what is waited for
        Textbook.together(
                () -> {
                    for (int i = 1; i <= 20; i++) q.put(i);
                    q.put(-1);
                },
                () -> {
                    int sum = 0;
                    for (int n; (n = q.take()) > 0; ) sum += n;
                    done.put("sum " + sum);
                },
                () -> Textbook.say(done.take()),
                () -> {
                    Textbook.say("poll " + empty.poll(1, TimeUnit.MILLISECONDS));
                });
        SynchronousQueue<String> sync = new SynchronousQueue<>();
        Textbook.together(() -> sync.put("handed"), () -> Textbook.say(sync.take()));
        CountDownLatch latch = new CountDownLatch(3);
        AtomicInteger n = new AtomicInteger();
        Textbook.Task w = () -> {
            Thread.sleep(10);
            n.incrementAndGet();
            latch.countDown();
        };
        Textbook.together(w, w, w, () -> {
            latch.await();
            Textbook.say("latch " + n);
            Textbook.say("" + latch.await(1, TimeUnit.MILLISECONDS));
        });
        CyclicBarrier bar = new CyclicBarrier(3, () -> Textbook.say("barrier"));
        Textbook.together(() -> bar.await(), () -> bar.await(), () -> bar.await());
        Semaphore sem = new Semaphore(1);
        AtomicInteger in = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Textbook.Task s = () -> {
            sem.acquire();
            try {
                most.accumulateAndGet(in.incrementAndGet(), Math::max);
                Thread.sleep(5);
                in.decrementAndGet();
            } finally {
                sem.release();
            }
        };
        Textbook.together(s, s, s, s);
        Textbook.say("most " + most);
        Exchanger<String> ex = new Exchanger<>();
        Textbook.together(
                () -> Textbook.say("1 got " + ex.exchange("from1")),
                () -> Textbook.say("2 got " + ex.exchange("from2")));
        Phaser ph = new Phaser(2);
        Textbook.together(
                () -> {
                    ph.arriveAndAwaitAdvance();
                    Textbook.say("phase");
                },
                () -> {
                    Thread.sleep(5);
                    ph.arriveAndAwaitAdvance();
                    Textbook.say("phase");
                });
        CountDownLatch ticks = new CountDownLatch(3);
        java.util.Timer timer = new java.util.Timer(true);
        timer.schedule(
                new TimerTask() {
                    public void run() {
                        ticks.countDown();
                    }
                },
                5,
                5);
        ticks.await();
        timer.cancel();
        Textbook.say("ticks");
        ScheduledExecutorService ses = Executors.newScheduledThreadPool(1);
        Textbook.say(
                "" + ses.schedule(() -> "scheduled", 10, TimeUnit.MILLISECONDS).get());
        ses.shutdownNow();
        PipedInputStream pin = new PipedInputStream();
        PipedOutputStream pout = new PipedOutputStream(pin);
        Textbook.together(
                () -> {
                    pout.write("through a pipe".getBytes());
                    pout.close();
                },
                () -> {
                    BufferedReader r = new BufferedReader(new InputStreamReader(pin));
                    Textbook.say(r.readLine());
                });
    }
}
