package dev.bobbin.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedGameTest {

    @TempDir
    Path folder;

    private String file() {
        return folder.resolve("my-game").toString();
    }

    /** Guesses by halves until the game is over, as {@code game} answers. */
    private static List<String> playToTheEnd(RunningSample game, int low, int high) throws Exception {
        List<String> lines = new ArrayList<>();
        int from = low;
        int to = high;
        while (true) {
            int guess = (from + to) / 2;
            game.type(String.valueOf(guess));
            String answer = game.nextLine();
            lines.add(guess + " " + answer);
            if (answer.equals("More.")) {
                from = guess + 1;
            } else if (answer.equals("Less.")) {
                to = guess - 1;
            } else {
                lines.add(game.nextLine()); // the next round, or the end
                if (lines.get(lines.size() - 1).startsWith("All")) {
                    return lines;
                }
                from = 1;
                to = 100;
            }
        }
    }

    @Test
    void goesOnWhereItWasWhenItIsKilledAndStartedAgain() throws Exception {
        List<String> inOneGo;
        try (RunningSample game =
                RunningSample.start(SavedGame.class, folder.resolve("another").toString())) {
            assertThat(game.nextLine()).isEqualTo("Round 1: I think of a number from 1 to 100.");
            inOneGo = playToTheEnd(game, 1, 100);
            assertThat(game.exitCode()).isZero();
        }
        assertThat(folder).isEmptyDirectory();
        assertThat(inOneGo.stream().filter(line -> line.contains("Yes"))).hasSize(3);
        assertThat(inOneGo.get(inOneGo.size() - 1)).isEqualTo("All three in " + (inOneGo.size() - 3) + " guesses.");

        List<String> inSittings = new ArrayList<>();
        try (RunningSample game = RunningSample.start(SavedGame.class, file())) {
            game.nextLine();
            game.type("50");
            inSittings.add("50 " + game.nextLine());
            game.type("fifty"); // its answer shows that the move before is in the file
            assertThat(game.nextLine()).isEqualTo("A number, please.");
            game.type("50"); // of which the file may know or not: it is killed at once
            game.kill();
        }
        boolean more = inSittings.get(0).endsWith("More.");
        try (RunningSample game = RunningSample.start(SavedGame.class, file())) {
            String last = game.nextLine();
            assertThat(last).isIn("50 More.", "A number, please.", more ? "More." : "Less.");
            inSittings.addAll(playToTheEnd(game, more ? 51 : 1, more ? 100 : 49));
            assertThat(game.exitCode()).isZero();
        }
        assertThat(inSittings.subList(0, inSittings.size() - 1)).isEqualTo(inOneGo.subList(0, inOneGo.size() - 1));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void saysWhereItWaits() throws Exception {
        assertThat(Output.with("x\n50\n", SavedGame::main, file()).lines())
                .containsExactly(
                        "Round 1: I think of a number from 1 to 100.",
                        "A number, please.",
                        "Less.",
                        "The game waits in my-game.");
        assertThat(Output.with("1\n", SavedGame::main, file()).lines())
                .containsExactly("Less.", "More.", "The game waits in my-game.");
    }
}
