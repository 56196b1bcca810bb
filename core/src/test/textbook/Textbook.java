import dev.bobbin.*;
import java.util.*;
import java.util.concurrent.atomic.AtomicReference;

/** What the programs have in common. */
public class Textbook {

    public interface Task {
        @Suspendable
        void run() throws Exception;
    }

    /** Whether tasks are coroutines of one loop, or threads. */
    public static boolean coroutines;

    /** Where coroutines ran. */
    public static final Set<String> THREADS = Collections.synchronizedSet(new TreeSet<>());

    private static final List<String> SAID = new ArrayList<>();

    /** There must be such a method; this class is no program. */
    public static void run() {}

    /** Runs all at the same time, and waits for their ends. */
    @Suspendable
    static void together(Task... tasks) throws Exception {
        if (coroutines) {
            try (CoroutineScope scope = CoroutineScope.open()) {
                for (Task each : tasks) {
                    scope.spawn(() -> {
                        THREADS.add(Thread.currentThread().getName());
                        each.run();
                        THREADS.add(Thread.currentThread().getName());
                    });
                }
            }
            return;
        }
        AtomicReference<Exception> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (Task each : tasks) {
            Thread thread = new Thread(() -> {
                try {
                    each.run();
                } catch (Exception e) {
                    failure.set(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread each : threads) {
            each.join();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    static void say(String line) {
        synchronized (SAID) {
            SAID.add(line);
        }
    }

    /** What was said, sorted: which of several comes first is left to chance. */
    public static List<String> said() {
        synchronized (SAID) {
            List<String> said = new ArrayList<>(SAID);
            Collections.sort(said);
            SAID.clear();
            return said;
        }
    }
}
