package dev.bobbin.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One long loop with locals of every kind, entered once: HotSpot replaces its frame on the stack while it runs, in the fast path
 * as in the resume path, and suspensions fall before, between and after. Each kind of compilation runs it in a JVM of its own.
 */
public class OnStackReplacementTest {

    private static final int ROUNDS = 300_000;

    @Shape("L11")
    @ParameterizedTest
    @ValueSource(
            strings = {"-XX:+TieredCompilation", "-Xint", "-XX:TieredStopAtLevel=1", "-XX:-TieredCompilation", "-Xcomp"
            })
    void localsOutliveTheReplacementOfTheirFrame(String flag, @TempDir Path folder) throws Exception {
        Path output = folder.resolve("output"); // no pipe: reading from one that nobody closes cannot be interrupted
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        flag,
                        "-Xverify:all",
                        "-cp",
                        location(OnStackReplacementTest.class) + File.pathSeparator + location(Continuation.class),
                        Loop.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        String[] lines =
                printed.lines().filter(line -> line.startsWith("loop ")).toArray(String[]::new);
        assertThat(lines).as(printed).hasSize(5);
        assertThat(Arrays.stream(lines)
                        .map(line -> line.substring(line.indexOf('=')))
                        .distinct())
                .as(printed)
                .hasSize(1);
        assertThat(Arrays.stream(lines).map(line -> line.split(" ")[1]))
                .as("suspensions")
                .containsExactly("0", "1", "3", "300", "300000");
    }

    private static Path location(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** The program. Its first loop never suspends: that is what the others are compared with. */
    public static final class Loop {

        private Loop() {}

        public static void main(String[] arguments) {
            for (int every : new int[] {Integer.MAX_VALUE, ROUNDS - 7, ROUNDS / 3, ROUNDS / 300, 1}) {
                String[] result = new String[1];
                Continuation continuation = new Continuation(() -> result[0] = loop(ROUNDS, every));
                int suspensions = -1;
                while (!continuation.isDone()) {
                    continuation.run();
                    suspensions++;
                }
                System.out.println("loop " + suspensions + " =" + result[0]);
            }
        }

        @Suspendable
        static String loop(int rounds, int every) {
            int i1 = 1, i2 = 2, i3 = 3, i4 = 4, i5 = 5, i6 = 6, i7 = 7, i8 = 8;
            long l1 = 1L << 33, l2 = 2, l3 = -3, l4 = 4;
            double d1 = 0.5, d2 = -0.25, d3 = 3;
            float f1 = 1.5f, f2 = 2.5f;
            byte b1 = 1;
            short s1 = 2;
            char c1 = 'a';
            boolean z1 = false;
            String text = "";
            Object last = null;
            int[] counts = new int[7];
            Integer boxed = 0;
            for (int i = 1; i <= rounds; i++) {
                i1 += i;
                i2 ^= i1;
                i3 += i2 >>> 3;
                i4 = i3 - i4;
                i5 += i4 & 0xff;
                i6 ^= i5;
                i7 += i6;
                i8 -= i7;
                l1 += i1;
                l2 ^= l1 << 1;
                l3 += l2 >> 7;
                l4 -= l3;
                d1 += i * 0.5;
                d2 = d2 * 0.999 + i;
                d3 -= d1 / (i + 1);
                f1 = f1 * 0.5f + i;
                f2 += f1;
                b1 += (byte) i;
                s1 ^= b1;
                c1 += 1;
                z1 ^= (i & 5) == 0;
                counts[i % 7] += b1 + (i % every == 0 ? value(i, 9) : 9) + s1; // operands lie under the call
                if (i % 50_000 == 0) {
                    text += c1;
                    last = text;
                    boxed = i;
                }
            }
            long ints = i1 + 3L * i2 + 5L * i3 + 7L * i4 + 11L * i5 + 13L * i6 + 17L * i7 + 19L * i8;
            return ints + " " + (l1 ^ l2 ^ l3 ^ l4) + " " + d1 + " " + d2 + " " + d3 + " " + f1 + " " + f2 + " " + b1
                    + " " + s1
                    + " " + (int) c1 + " " + z1 + " " + text.hashCode() + " " + last.equals(text) + " "
                    + Arrays.hashCode(counts) + " " + boxed;
        }

        @Suspendable
        static int value(int round, int value) {
            Continuation.yield();
            return round < 0 ? round : value;
        }
    }
}
