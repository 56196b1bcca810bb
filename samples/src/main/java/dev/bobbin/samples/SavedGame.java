package dev.bobbin.samples;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableRunnable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;

/**
 * A game that can be left, or killed, at any time, and goes on where it was when it is started again. It is written as the loops
 * that it is, and knows nothing of files: what it waits in is saved after each move.
 *
 * <pre>
 *   java -cp ... dev.bobbin.samples.SavedGame my-game
 * </pre>
 */
public final class SavedGame implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Through which the game and whoever shows it talk: the one leaves text, the other an answer. */
    private static final class Table implements Serializable {
        private static final long serialVersionUID = 1L;

        private String said = "";
        private String answer;

        void say(String text) {
            said += text + "\n";
        }

        /** Waits, if need be until next year. */
        @Suspendable
        int askNumber() {
            while (true) {
                Continuation.yield();
                try {
                    return Integer.parseInt(answer.trim());
                } catch (NumberFormatException e) {
                    say("A number, please.");
                }
            }
        }
    }

    private final Table table = new Table();
    private final Continuation game;

    private SavedGame() {
        Table here = table;
        game = new Continuation((SuspendableRunnable & Serializable) () -> play(here));
    }

    private static SavedGame begin() {
        SavedGame begun = new SavedGame();
        begun.game.run(); // to its first question
        return begun;
    }

    // ---- the game ----

    @Suspendable
    private static void play(Table table) {
        Random random = new Random(1912);
        int guesses = 0;
        for (int round = 1; round <= 3; round++) {
            table.say("Round " + round + ": I think of a number from 1 to 100.");
            guesses += guess(1 + random.nextInt(100), table);
        }
        table.say("All three in " + guesses + " guesses.");
    }

    @Suspendable
    private static int guess(int secret, Table table) {
        for (int guesses = 1; ; guesses++) {
            int number = table.askNumber();
            if (number == secret) {
                table.say("Yes, " + secret + "!");
                return guesses;
            }
            table.say(number < secret ? "More." : "Less.");
        }
    }

    // ---- who shows it, and saves it ----

    public static void main(String[] args) throws IOException, ClassNotFoundException {
        Path file = Path.of(args.length > 0 ? args[0] : "game.saved");
        SavedGame saved = Files.exists(file) ? read(file) : begin();
        BufferedReader keyboard = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (true) {
            System.out.print(saved.table.said);
            System.out.flush();
            if (saved.game.isDone()) {
                Files.deleteIfExists(file);
                return;
            }
            String line = keyboard.readLine();
            if (line == null) {
                System.out.println("The game waits in " + file.getFileName() + ".");
                return;
            }
            saved.table.said = "";
            saved.table.answer = line;
            saved.game.run();
            saved.write(file);
        }
    }

    /** Aside first, then moved: whoever kills the game in the middle finds what was there before. */
    private void write(Path file) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(aside))) {
            out.writeObject(this);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static SavedGame read(Path file) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(file))) {
            return (SavedGame) in.readObject();
        }
    }
}
