package dev.bobbin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Directories as Gradle lays them out, and its habit of compiling again only what has changed, into what is instrumented. */
class GradleLayoutTest extends ProgramCase {

    private static final String MAIN = "build/classes/java/main";
    private static final String TEST = "build/classes/java/test";

    private static final String SHOP_TEST = """
            package shop;
            import dev.bobbin.*;
            public class ShopTest {
              @Suspendable static int twice(Shop.Step<Integer> step) { return step.take(1) + Shop.all(step); }
              public static void main(String[] args) {
                int[] result = new int[1];
                Continuation all = new Continuation(() -> result[0] = twice(n -> new Shop.Base().wait(n)));
                int steps = 0;
                for (; !all.isDone(); steps++) all.run();
                System.out.println(result[0] + " in " + steps + " steps");
              }
            }
            """;

    private Path cachedCore;

    private void compileMain(String shop) throws IOException {
        compile(MAIN, "Shop", shop);
    }

    private Run instrument(String classes, String... more) throws Exception {
        String path = Stream.concat(Stream.of(more), Stream.of(cachedCore.toString()))
                .collect(Collectors.joining(File.pathSeparator));
        return java(
                "-cp",
                PROGRAM.toString(),
                InstrumentCommand.class.getName(),
                directory.resolve(classes).toString(),
                "--classpath",
                path);
    }

    /** The core where Gradle keeps what it has downloaded. */
    private void cache() throws IOException {
        cachedCore = directory.resolve(
                "caches/modules-2/files-2.1/dev.bobbin/bobbin-core/0.1.0-SNAPSHOT/0a1b/bobbin-core.jar");
        Files.createDirectories(cachedCore.getParent());
        Files.copy(Files.isDirectory(core()) ? jar("core.jar", bytes(core()), null) : core(), cachedCore);
    }

    @Test
    void bothSourceSetsSuspend() throws Exception {
        cache();
        compileMain(SHOP);
        assertThat(instrument(MAIN).err()).isEmpty();
        compile(TEST, "ShopTest", SHOP_TEST, directory.resolve(MAIN));
        assertThat(instrument(TEST, directory.resolve(MAIN).toString(), "build/resources/main")
                        .err())
                .isEmpty();
        String path = Stream.of(directory.resolve(TEST), directory.resolve(MAIN), cachedCore)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(java("-cp", path, "shop.ShopTest").out()).isEqualTo("5 in 4 steps\n");
    }

    /** Gradle deletes what it will compile again, and leaves what it does not know: the generated classes. */
    @Test
    void aClassThatIsCompiledAgainIsInstrumentedAgainAlone() throws Exception {
        cache();
        compileMain(SHOP);
        instrument(MAIN);
        Path shop = directory.resolve(MAIN).resolve("shop");
        FileTime old = FileTime.fromMillis(TIME);
        Files.setLastModifiedTime(shop.resolve("Shop$Base.class"), old);
        Path again = compile(
                "again",
                "Shop",
                SHOP.replace(
                        "@Suspendable static int all(Step<Integer> step) { return step",
                        "static int none() { return 0; } @Suspendable static int all(Step<Integer> step) { return 5 + step"));
        Files.delete(shop.resolve("Shop.class"));
        Files.copy(again.resolve("shop/Shop.class"), shop.resolve("Shop.class"));
        assertThat(instrument(MAIN).out()).contains(" 1 changed");
        assertThat(Files.getLastModifiedTime(shop.resolve("Shop$Base.class"))).isEqualTo(old);
        assertThat(java("-cp", directory.resolve(MAIN) + File.pathSeparator + cachedCore, "shop.Shop")
                        .out())
                .isEqualTo("18 in 3 steps\n");
    }
}
