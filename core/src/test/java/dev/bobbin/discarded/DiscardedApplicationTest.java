package dev.bobbin.discarded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.ChildJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that Bobbin keeps for the whole program keeps an application that was loaded into it. */
class DiscardedApplicationTest {

    @TempDir
    Path folder;

    @Test
    void theLoaderOfAnApplicationIsCollectedWhateverItHasUsed() throws Exception {
        String said = ChildJvm.run(
                folder,
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                ChildJvm.ownClassPath(),
                "-Ddev.bobbin.blocking.threads=platform",
                DiscardedApplication.class.getName());
        for (DiscardedUse use : DiscardedUse.values()) {
            assertThat(said).contains(use + " is gone");
        }
    }
}
