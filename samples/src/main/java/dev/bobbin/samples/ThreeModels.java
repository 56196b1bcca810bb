package dev.bobbin.samples;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;

import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import dev.bobbin.net.TcpServer;
import dev.bobbin.net.TcpSocket;
import dev.bobbin.samples.Timeline.Lane;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Three tasks that work a bit and wait for a slow server in turn, run in three ways: one after the other on one thread, with a
 * thread each, and as coroutines on one thread. Draws what was measured, as text and as an SVG picture. Argument: the SVG
 * file, three-models.svg if not given.
 *
 * <p>The task is the same method in all three. Where it is called from a plain thread its reads block that thread; where it is
 * called from a coroutine they suspend it.
 */
public final class ThreeModels {

    /** What each task does: milliseconds of waiting before, between and after its bits of work. */
    private static final int[][] WAITS = {{60, 110, 50}, {100, 40, 90}, {40, 80, 120}};

    private static final int WORK_MILLIS = 15;

    private final int port;
    private final long roundsPerWork;

    private ThreeModels(int port) {
        this.port = port;
        this.roundsPerWork = calibrate();
    }

    public static void main(String[] args) throws Exception {
        Path file = Path.of(args.length > 0 ? args[0] : "three-models.svg");
        EventLoop elsewhere = EventLoop.start("slow server"); // so that the server's loop is not the tasks' loop
        try (TcpServer server = spawn(elsewhere, () -> TcpServer.bindLocal(0)).get()) {
            spawn(elsewhere, () -> server.serve(ThreeModels::answerLate));
            ThreeModels models = new ThreeModels(server.port());
            models.coroutines(); // once for the compiler, so that the pictures show the models and not the warm-up
            List<Timeline> timelines = List.of(models.singleThreaded(), models.threadEach(), models.coroutines());
            System.out.print(TimelineText.draw(timelines));
            Files.writeString(file, TimelineSvg.draw(timelines));
            System.out.println("Drawn as a picture in " + file);
        }
    }

    // ---- the three models ------------------------------------------------------------------------------------------

    private Timeline singleThreaded() throws IOException {
        Timeline timeline = new Timeline("Single-threaded", WAITS.length);
        for (Lane lane : timeline.lanes()) {
            task(lane);
        }
        return timeline.end();
    }

    private Timeline threadEach() throws InterruptedException {
        Timeline timeline = new Timeline("A thread each", WAITS.length);
        List<Thread> threads = new ArrayList<>();
        for (Lane lane : timeline.lanes()) {
            Thread thread = new Thread(() -> {
                try {
                    task(lane);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return timeline.end();
    }

    private Timeline coroutines() {
        Timeline timeline = new Timeline("Event-driven, as coroutines on one thread", WAITS.length);
        runBlocking(() -> joinAll(
                timeline.lanes().stream().map(lane -> spawn(() -> task(lane))).toList()));
        return timeline.end();
    }

    // ---- the task --------------------------------------------------------------------------------------------------

    @Suspendable
    private void task(Lane lane) throws IOException {
        try (TcpSocket server = TcpSocket.connect("127.0.0.1", port)) {
            for (int millis : WAITS[lane.number()]) {
                lane.working();
                work();
                lane.waiting();
                server.write(new byte[] {(byte) millis});
                server.read(new byte[1]);
            }
            lane.working();
            work();
            lane.ended();
        }
    }

    /** A fixed amount of work, about {@link #WORK_MILLIS} of one core. */
    private void work() {
        compute(roundsPerWork);
    }

    private static long calibrate() {
        long rounds = 64;
        for (; ; ) {
            long start = System.nanoTime();
            compute(rounds);
            long nanos = System.nanoTime() - start;
            if (nanos > 20_000_000) {
                return rounds * WORK_MILLIS * 1_000_000 / nanos;
            }
            rounds *= 2;
        }
    }

    private static void compute(long rounds) {
        byte[] bytes = new byte[4096];
        CRC32 sum = new CRC32();
        for (long i = 0; i < rounds; i++) {
            sum.update(bytes);
            bytes[(int) (i % bytes.length)] = (byte) sum.getValue();
        }
    }

    /** The slow server: each byte it gets says after how many milliseconds it is to be sent back. */
    @Suspendable
    private static void answerLate(TcpSocket socket) throws IOException {
        ByteBuffer wish = ByteBuffer.allocate(1);
        while (socket.read(wish) >= 0) {
            sleep(wish.flip().get(0));
            socket.write(wish);
            wish.clear();
        }
    }
}
