import java.io.Closeable;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs what is in this folder, each part once, in a JVM of its own, and says so. The first thing that is wrong ends it. */
public class EachInTurn {

    /** @param arguments the folder of certificates */
    public static void main(String[] arguments) throws Exception {
        Switching.run();
        Tasks.run();
        Networks.run(arguments[0]);
        BlockingCode.run();
        System.out.println("all of it works");
    }

    static void equal(Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError("expected: " + expected + "\nbut was: " + actual);
        }
    }

    /** What {@code call} must fail with. */
    static <E extends Throwable> E thrown(Class<E> type, Call call) {
        try {
            call.run();
        } catch (Throwable thrown) {
            if (type.isInstance(thrown)) {
                return type.cast(thrown);
            }
            throw new AssertionError("not what it should fail with", thrown);
        }
        throw new AssertionError("does not throw " + type);
    }

    private static volatile int turns;

    /** Has another thread close {@code what} just when something begins, or some turns of a loop later. */
    static void closeAfter(AtomicBoolean begins, int some, Closeable what) {
        new Thread(() -> {
                    while (!begins.get()) {
                        // as soon as can be
                    }
                    for (int i = 0; i < some; i++) {
                        turns = i;
                    }
                    try {
                        what.close();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .start();
    }

    interface Call {
        void run() throws Exception;
    }

    /** 8, 9, 10 and so on. */
    static int javaVersion() {
        String version = System.getProperty("java.specification.version");
        return Integer.parseInt(version.replaceFirst("^1\\.", ""));
    }
}
