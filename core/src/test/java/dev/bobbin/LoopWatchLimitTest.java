package dev.bobbin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoopWatchLimitTest {

    @Test
    void theLimitIsChosenByAProperty() {
        assertThat(LoopWatch.limitOf(null)).isEqualTo(100_000_000);
        assertThat(LoopWatch.limitOf("30")).isEqualTo(30_000_000);
        assertThat(LoopWatch.limitOf("0")).isZero();
    }

    @Test
    void aPropertyThatIsNoSuchNumberIsToldAndLeftAlone() {
        PrintStream before = System.err;
        for (String wrong : List.of("1", "-5", "soon", "")) {
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            System.setErr(new PrintStream(printed, true));
            try {
                assertThat(LoopWatch.limitOf(wrong)).isEqualTo(100_000_000);
            } finally {
                System.setErr(before);
            }
            assertThat(printed.toString().trim())
                    .isEqualTo("System property dev.bobbin.watch.limitMillis is " + wrong
                            + ", and 100 is taken: it must be a number of milliseconds, 2 or more, or 0 for no watch.");
        }
    }

    @Test
    void allPackagesOfTheLibraryAreLeftOutWhenThePlaceIsLookedFor() throws Exception {
        Path classes = Path.of(LoopWatch.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            assertThat(files.filter(each -> each.toString().endsWith(".class"))
                            .map(each -> classes.relativize(each.getParent())
                                    .toString()
                                    .replace(File.separatorChar, '.')))
                    .isSubsetOf(BlockedLoop.OURS);
        }
    }

    /** The looks are made by hand here, so that it does not depend on how fast anything is. */
    @Test
    void whatIsLongerThanTheLimitIsOneStepAndNotManyOrASleep() throws Exception {
        List<BlockedLoop> found = new CopyOnWriteArrayList<>();
        LoopWatch.setLimit(Duration.ZERO);
        LoopWatch.onBlockedLoop(found::add);
        try {
            EventLoop loop = EventLoop.start("looked at");
            LoopWatch.Seen seen = new LoopWatch.Seen(loop);
            for (int i = 0; i < 100; i++) {
                seen.look(60, 100); // it sleeps
            }
            Coroutine<Void> many = Coroutines.spawn(loop, () -> {
                for (int i = 0; i < 100; i++) {
                    seen.look(60, 100);
                    Coroutines.yieldNow();
                }
            });
            many.join();
            assertThat(found).isEmpty();
            Coroutine<Void> one = Coroutines.spawn(loop, () -> {
                seen.look(60, 100);
                seen.look(60, 100);
                assertThat(found).isEmpty(); // 60 for sure
                seen.look(60, 100);
                assertThat(found).hasSize(1);
                seen.look(60, 100);
                assertThat(found).hasSize(1);
            });
            one.join();
            assertThat(found.get(0).held()).isEqualTo(Duration.ofNanos(120));
            loop.stop();
        } finally {
            LoopWatch.setLimit(Duration.ofMillis(100));
            LoopWatch.reportToStandardError();
        }
    }
}
