import dev.bobbin.Suspendable;
import java.io.*;
import java.net.*;
import java.nio.*;
import java.nio.channels.*;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.stream.*;

/** Processes with pipes. */
public class ProcessesAndPipes {
    @Suspendable
    public static void run() throws Exception {
        Textbook.together(
                () -> Textbook.say(sort("c", "a", "b")),
                () -> Textbook.say(sort("2", "1")),
                () -> {
                    Process p = new ProcessBuilder("sh", "-c", "echo err >&2; exit 3").start();
                    Textbook.say(new String(p.getErrorStream().readAllBytes()).trim() + p.waitFor());
                },
                () -> {
                    Process p = new ProcessBuilder("sleep", "100").start();
                    Textbook.say("" + p.waitFor(50, TimeUnit.MILLISECONDS));
                    p.destroy();
                    Textbook.say("" + (p.waitFor() != 0));
                },
                () -> {
                    try {
                        new ProcessBuilder("/nope").start();
                    } catch (IOException e) {
                        Textbook.say(e.getMessage());
                    }
                });
    }

    @Suspendable
    static String sort(String... words) throws Exception {
        Process p = new ProcessBuilder("sort").start();
        try (BufferedWriter w = new BufferedWriter(new OutputStreamWriter(p.getOutputStream()))) {
            for (String each : words) {
                w.write(each);
                w.newLine();
            }
        }
        StringBuilder all = new StringBuilder();
        try (BufferedReader r = new BufferedReader(new InputStreamReader(p.getInputStream()))) {
            for (String l; (l = r.readLine()) != null; ) all.append(l);
        }
        return all + " rc " + p.waitFor();
    }
}
