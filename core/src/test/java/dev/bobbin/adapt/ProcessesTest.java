package dev.bobbin.adapt;

import static dev.bobbin.Coroutines.runBlocking;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Thrown;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for processes, as adapted code does it. */
@Timeout(180)
class ProcessesTest {

    /** Waits for its standard input to end, and exits with 7. */
    static final class Child {
        public static void main(String[] args) throws IOException {
            while (System.in.read() >= 0) {}
            System.exit(7);
        }
    }

    private static Process child() throws IOException {
        String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
        return new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), "-Xshare:auto", Child.class.getName())
                .redirectErrorStream(true)
                .start();
    }

    @Test
    void waitingForAProcessLeavesTheLoopToOthers() throws Exception {
        Process child = child();
        assertThat(Adapted.trace(
                        () -> Processes.waitFor(child),
                        () -> child.getOutputStream().close()))
                .containsExactly("calls", "meanwhile", 7);
        assertThat(runBlocking(() -> Processes.waitFor(child))).isEqualTo(7); // and once more
    }

    @Test
    void waitingForATimeTellsWhetherItHasEnded() throws Exception {
        Process child = child();
        runBlocking(() -> {
            assertThat(Processes.waitFor(child, 5, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(Processes.waitFor(child, Duration.ofMillis(5))).isFalse();
            assertThat(Processes.waitFor(child, 0, TimeUnit.SECONDS)).isFalse();
        });
        assertThat(Adapted.trace(
                        () -> Processes.waitFor(child, 120, TimeUnit.SECONDS),
                        () -> child.getOutputStream().close()))
                .containsExactly("calls", "meanwhile", true);
        assertThat(runBlocking(() -> Processes.waitFor(child, 0, TimeUnit.SECONDS)))
                .isTrue();
    }

    @Test
    void aCancellationEndsTheWaitAndNotTheProcess() throws Exception {
        Process child = child();
        try {
            assertThat(Adapted.cancelled(() -> Processes.waitFor(child)).isCancelled())
                    .isTrue();
            assertThat(child.isAlive()).isTrue();
            assertThat(Adapted.cancelled(() -> Processes.waitFor(child, 60, TimeUnit.SECONDS))
                            .isCancelled())
                    .isTrue();
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void anInterruptThatIsPendingEndsTheWait() throws Exception {
        Process child = child();
        try {
            runBlocking(() -> {
                Thread.currentThread().interrupt();
                assertThat(Thrown.by(() -> Processes.waitFor(child))).isInstanceOf(InterruptedException.class);
            });
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void aProcessOfAnotherMakeThatCannotTellOfItsEndIsWaitedForByAThread() {
        HandMade process = new HandMade();
        assertThat(Adapted.trace(() -> Processes.waitFor(process), process::destroy))
                .containsExactly("calls", "meanwhile", 3);
    }

    @Test
    void onAPlainThreadItIsTheJdks() throws Exception {
        Process child = child();
        child.getOutputStream().close();
        assertThat(Processes.waitFor(child)).isEqualTo(7);
        assertThat(Processes.waitFor(child, 1, TimeUnit.SECONDS)).isTrue();
        assertThat(List.of(Processes.waitFor(child, Duration.ofSeconds(1)))).containsExactly(true);
    }

    private static final class HandMade extends Process {
        private final CountDownLatch end = new CountDownLatch(1);

        @Override
        public java.util.concurrent.CompletableFuture<Process> onExit() {
            throw new UnsupportedOperationException();
        }

        @Override
        public OutputStream getOutputStream() {
            return null;
        }

        @Override
        public InputStream getInputStream() {
            return null;
        }

        @Override
        public InputStream getErrorStream() {
            return null;
        }

        @Override
        public int waitFor() throws InterruptedException {
            end.await();
            return exitValue();
        }

        @Override
        public int exitValue() {
            if (end.getCount() > 0) {
                throw new IllegalThreadStateException("running");
            }
            return 3;
        }

        @Override
        public void destroy() {
            end.countDown();
        }
    }
}
