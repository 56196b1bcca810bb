package dev.bobbin.concurrency;

import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.Dispatcher;
import dev.bobbin.SuspendableRunnable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Coroutines on several loops and cores, and threads, that use one thing at once, while another thread cancels some of them. Chance,
 * by a seed, decides who runs where and who is cancelled; when that happens is the machine's business.
 */
final class Crowd {

    /** Longer than the slowest machine takes, so that what waits for ever is found out. */
    private static final Duration FOR_EVER = Duration.ofMinutes(2);

    private final String round;
    private final Random chance;
    private final List<Dispatcher> places;
    private final List<Coroutine<Void>> coroutines = new ArrayList<>();
    private final List<Coroutine<Void>> toCancel = new ArrayList<>();
    private final List<CompletableFuture<Void>> threads = new ArrayList<>();

    Crowd(String round, Random chance, List<Dispatcher> places) {
        this.round = round;
        this.chance = chance;
        this.places = places;
    }

    /** One who may be cancelled at any moment. */
    void mayBeCancelled(SuspendableRunnable body) {
        Coroutine<Void> coroutine = spawn(body);
        if (chance.nextInt(3) > 0) {
            toCancel.add(coroutine);
        }
    }

    /** One who comes to its end: a coroutine, or a thread that blocks. */
    void isNotCancelled(SuspendableRunnable body) {
        if (chance.nextBoolean()) {
            spawn(body);
        } else {
            threads.add(
                    CompletableFuture.runAsync(() -> runOnThread(body), task -> new Thread(task, "foreign").start()));
        }
    }

    private Coroutine<Void> spawn(SuspendableRunnable body) {
        Coroutine<Void> coroutine = Coroutines.spawn(places.get(chance.nextInt(places.size())), body);
        coroutines.add(coroutine);
        return coroutine;
    }

    private static void runOnThread(SuspendableRunnable body) {
        try {
            body.run();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    /** Cancels those who are to be, from this thread, one a moment, while the others are at it. */
    void cancelSome() {
        Collections.shuffle(toCancel, chance);
        for (Coroutine<Void> each : toCancel) {
            for (int i = chance.nextInt(2000); i > 0; i--) {
                Thread.onSpinWait();
            }
            each.cancel();
        }
    }

    /** Waits until all have come to their ends; fails if one has failed, or waits for ever. */
    void join() throws Exception {
        if (!Coroutines.joinAll(coroutines, FOR_EVER)) {
            throw new AssertionError(round + ": these wait for ever: "
                    + coroutines.stream()
                            .filter(each -> !each.isDone())
                            .map(each -> each + " " + each.getStackTrace())
                            .collect(Collectors.joining(", ")));
        }
        for (CompletableFuture<Void> each : threads) {
            each.get(FOR_EVER.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
