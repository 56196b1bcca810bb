package dev.bobbin.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplesTest {

    @Test
    void greenletsCountToSixAndTheThirdEnds() throws Exception {
        assertThat(Output.of(GreenletRing::main).lines()).containsExactly("1", "2", "3", "4", "5", "6");
        assertThat(GreenletRing.third.isDead()).isTrue();
        assertThat(GreenletRing.first.isActive()).isTrue();
        assertThat(GreenletRing.second.isActive()).isTrue();
        // By hand, they go on where they wait, and end.
        assertThat(GreenletRing.second.<Object>switchTo()).isNull();
        assertThat(GreenletRing.first.<Object>switchTo()).isNull();
        assertThat(GreenletRing.first.isDead()).isTrue();
        assertThat(GreenletRing.second.isDead()).isTrue();
    }

    @Test
    void sleepersPrintInTheOrderOfTheirWakeUps() throws Exception {
        Output output = Output.of(SpawnAndSleep::main);
        assertThat(output.lines()).containsExactly("1", "2", "3", "6", "5", "4");
        assertThat(output.millis()).isBetween(1999L, 2999L);
    }

    @Test
    void tenTasksAtOnceTakeTheTimeOfOne() throws Exception {
        Output output = Output.of(SyncVsAsync::main, "100");
        List<String> done =
                IntStream.range(0, 10).mapToObj(i -> "Task " + i + " done").toList();
        assertThat(output.lines()).hasSize(24);
        assertThat(output.lines().get(0)).isEqualTo("Synchronous:");
        assertThat(output.lines().subList(1, 11)).isEqualTo(done);
        assertThat(output.lines().get(12)).isEqualTo("Asynchronous:");
        assertThat(output.lines().subList(13, 23)).isEqualTo(done);
        assertThat(seconds(output.lines().get(11))).isGreaterThanOrEqualTo(1.0);
        assertThat(seconds(output.lines().get(23)))
                .isBetween(0.1, seconds(output.lines().get(11)) - 0.1);
    }

    private static double seconds(String wall) {
        assertThat(wall).matches("10 tasks in \\d+\\.\\d\\d s");
        return Double.parseDouble(wall.split(" ")[3]);
    }

    @Test
    void fetchesBeginInOrderAndEndWhenTheAnswersCome() throws Exception {
        Output output = Output.of(FetchUrls::main);
        assertThat(output.lines()).hasSize(6);
        List<String> urls = output.lines().stream()
                .limit(3)
                .map(line -> line.replaceFirst("^GET: (http://127\\.0\\.0\\.1:\\d+/)$", "$1"))
                .toList();
        assertThat(urls).allMatch(url -> url.startsWith("http:")).doesNotHaveDuplicates();
        assertThat(output.lines().subList(3, 6))
                .containsExactly(
                        "100 bytes received from " + urls.get(2) + ".",
                        "300 bytes received from " + urls.get(1) + ".",
                        "600 bytes received from " + urls.get(0) + ".");
        assertThat(output.millis()).isGreaterThanOrEqualTo(600);
    }

    @Test
    void generatorsWalkPermuteAndSieve() throws Exception {
        assertThat(Output.of(Generators::main).lines())
                .containsExactly(
                        "Tree: ash beech elm larch oak yew",
                        "Permutations: abc acb bac bca cab cba",
                        "Primes: 2 3 5 7 11 13 17 19 23 29 31 37 41 43 47");
    }

    @Test
    void onlyPollingLooksInVain() throws Exception {
        List<String> lines = Output.of(UiEvents::main).lines();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(1)).matches("polling +1:hello 2:world +\\d+ +\\d+");
        assertThat(lines.get(2)).matches("event queue +1:hello 2:world +14 +0");
        assertThat(lines.get(3)).matches("coroutine +1:hello 2:world +14 +0");
        String[] polling = lines.get(1).split(" +");
        assertThat(Integer.parseInt(polling[3]) - Integer.parseInt(polling[4])).isEqualTo(14);
    }

    @Test
    void serverModelsTakeAProcessAThreadOrNothingForAConnection() throws Exception {
        List<String> lines = Output.of(ServerModels::main, "6").lines();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).isEqualTo("model         connections  processes  threads  median ms  slowest ms");
        assertThat(lines.get(1)).matches("processes +6 +6 +13 +[0-9.]+ +[0-9.]+");
        assertThat(lines.get(2)).matches("threads +6 +0 +7 +[0-9.]+ +[0-9.]+");
        assertThat(lines.get(3)).matches("callbacks +6 +0 +1 +[0-9.]+ +[0-9.]+");
        assertThat(lines.get(4)).matches("coroutines +6 +0 +1 +[0-9.]+ +[0-9.]+");
    }

    @Test
    void threeModelsDrawALaneForEachTask(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("picture.svg");
        List<String> lines = Output.of(ThreeModels::main, file.toString()).lines();
        assertThat(lines).hasSize(14);
        for (int panel = 0; panel < 3; panel++) {
            for (int task = 1; task <= 3; task++) {
                String lane = lines.get(panel * 4 + task);
                assertThat(lane).matches("  task " + task + " \\|[ #.]{80}\\|");
                assertThat(lane.replaceAll("[^#.]", "").replaceAll("(.)\\1+", "$1"))
                        .isEqualTo("#.#.#.#");
            }
        }
        // One after the other waits 690 ms in all; at once, no less than the longest task, 250 ms.
        assertThat(total(lines.get(0), "Single-threaded")).isGreaterThanOrEqualTo(0.69);
        assertThat(total(lines.get(4), "A thread each")).isBetween(0.25, total(lines.get(0), "Single-threaded") - 0.1);
        assertThat(total(lines.get(8), "Event-driven, as coroutines on one thread"))
                .isBetween(0.25, total(lines.get(0), "Single-threaded") - 0.1);
        assertThat(lines.get(13)).isEqualTo("Drawn as a picture in " + file);

        String svg = Files.readString(file);
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()); // well-formed
        List<MatchResult> bars =
                Pattern.compile("<rect [^>]*height='20'").matcher(svg).results().toList();
        assertThat(bars).hasSize(3 * 3 * 7);
    }

    private static double total(String heading, String model) {
        assertThat(heading).startsWith(model + ": ").endsWith(" s");
        return Double.parseDouble(heading.substring(model.length() + 2, heading.length() - 2));
    }

    @Test
    void theTourRunsAllSamplesAndEndsByItself() throws Exception {
        try (RunningSample tour = RunningSample.start(Tour.class)) {
            String output = tour.typeAll("");
            assertThat(tour.exitCode()).as(output).isZero();
            assertThat(output)
                    .contains("\n1\n2\n3\n4\n5\n6\n")
                    .contains(">>: Received hello\n>>: >>: Received world\n>>: \n")
                    .contains("\n1\n2\n3\n6\n5\n4\n")
                    .contains("That was the tour: all samples ran.")
                    .doesNotContain("FAILED", "Exception");
        }
    }
}
