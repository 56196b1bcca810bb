package dev.bobbin.samples;

import static dev.bobbin.Coroutines.spawn;

import dev.bobbin.net.TcpServer;
import dev.bobbin.samples.adapted.JdbcH2;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs all samples, each in a short form, one after the other. Ends by itself; its exit code is 1 if a sample failed. */
public final class Tour {

    /** A sample's main method. */
    private interface Main {
        void main(String... args) throws Exception;
    }

    private int failures;

    private Tour() {}

    public static void main(String[] args) {
        Tour tour = new Tour();
        tour.stop("GreenletRing: three greenlets hand control round", GreenletRing::main);
        tour.stop("SpawnAndSleep: three coroutines sleep at the same time", SpawnAndSleep::main);
        tour.stop("SyncVsAsync: ten tasks one by one, and at once", SyncVsAsync::main, "50");
        tour.stop("EchoServer and EchoClient: two lines and an empty one", Tour::echo);
        tour.stop("FetchUrls: three URLs at once", FetchUrls::main);
        tour.stop("FetchUrls again, in plain URL.openStream()", dev.bobbin.samples.adapted.FetchUrls::main);
        tour.stop("JdbcH2: queries by JDBC, several at once", JdbcH2::main);
        tour.stop("ServerModels: processes, threads, callbacks, coroutines", ServerModels::main, "12");
        tour.stop("ThreeModels: the same three tasks, run in three ways", ThreeModels::main, picture());
        tour.stop("UiEvents: polling, an event queue, a coroutine", UiEvents::main);
        tour.stop("Generators: sequences written as loops", Generators::main);
        tour.stop("SavedGame: left after two guesses, and taken up again", Tour::savedGame);
        if (tour.failures > 0) {
            System.out.println("\n" + tour.failures + " of the samples failed.");
            System.exit(1);
        }
        System.out.println("\nThat was the tour: all samples ran.");
    }

    private void stop(String title, Main sample, String... args) {
        System.out.println("\n== " + title);
        System.out.flush();
        try {
            sample.main(args);
        } catch (Throwable thrown) {
            failures++;
            System.out.println("FAILED:");
            thrown.printStackTrace(System.out);
        }
    }

    /** The echo server, and a client whose user is a string. */
    private static void echo(String... args) throws Exception {
        InputStream terminal = System.in;
        try (TcpServer server = TcpServer.bindLocal(0)) {
            spawn(() -> server.serve(EchoServer::echo));
            System.setIn(new ByteArrayInputStream("hello\n\nworld\n".getBytes(StandardCharsets.UTF_8)));
            EchoClient.main(new String[] {"127.0.0.1", String.valueOf(server.port())});
        } finally {
            System.setIn(terminal);
        }
    }

    /** A game in two sittings. */
    private static void savedGame(String... args) throws Exception {
        InputStream terminal = System.in;
        Path folder = Files.createTempDirectory("saved-game");
        Path file = folder.resolve("game.saved");
        try {
            for (String sitting : new String[] {"50\n25\n", "13\n"}) {
                System.setIn(new ByteArrayInputStream(sitting.getBytes(StandardCharsets.UTF_8)));
                SavedGame.main(new String[] {file.toString()});
            }
        } finally {
            System.setIn(terminal);
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private static String picture() {
        return Path.of(System.getProperty("java.io.tmpdir"), "three-models.svg").toString();
    }
}
