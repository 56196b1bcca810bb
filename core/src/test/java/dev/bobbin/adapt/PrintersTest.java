package dev.bobbin.adapt;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Coroutine;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.Suspendable;
import dev.bobbin.Thrown;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams and writers around a socket's output; what they write is compared with the JDK's by the textbook SlowReaders. */
@Timeout(60)
@SuppressSuspensionWarnings("blocking-call") // getting a stream waits for nobody
class PrintersTest {

    private static final String LINE = "a line that is somewhat long ".repeat(10);

    interface Talk {
        @Suspendable
        void of(Socket client, Socket accepted) throws Exception;
    }

    private static void between(Talk talk) {
        runBlocking(() -> {
            try (ServerSocket server = ServerSockets.open(0, 50, InetAddress.getLoopbackAddress());
                    Socket client = Sockets.open(server.getInetAddress(), server.getLocalPort());
                    Socket accepted = ServerSockets.accept(server)) {
                talk.of(client, accepted);
            }
        });
    }

    @Suspendable
    private static void println(PrintStream out, String line) throws Exception {
        Offload.sendOrCall(out, self -> {
            out.println(line);
            return null;
        });
    }

    @Suspendable
    private static void fill(PrintStream out) throws Exception {
        for (int i = 0; i < 100_000; i++) {
            println(out, LINE);
        }
    }

    @Suspendable
    private static void waitUntilStuck(int[] count) {
        for (int before = -1; before != count[0]; ) {
            before = count[0];
            sleep(20);
        }
    }

    @Test
    void aPrinterWhosePeerReadsNothingLeavesTheLoopToOthersAndIsWokenByTheClose() {
        List<Object> told = new ArrayList<>();
        between((client, accepted) -> {
            PrintStream out = Printers.printed(client.getOutputStream(), true);
            int[] lines = {0};
            Coroutine<?> printer = spawn(() -> {
                while (lines[0] < 100_000 && !out.checkError()) {
                    println(out, LINE);
                    lines[0]++;
                }
                told.add("error " + out.checkError());
            });
            waitUntilStuck(lines);
            told.add(lines[0] < 100_000 ? "waits" : "never waits");
            client.close();
            printer.join();
        });
        assertThat(told).containsExactly("waits", "error true");
    }

    @Test
    void aCancelledPrinterClosesItsSocketAndDoesNotWaitForItsPeer() {
        List<Object> told = new ArrayList<>();
        between((client, accepted) -> {
            Coroutine<?> printer = spawn(() -> {
                PrintStream out = Printers.printed(Printers.buffered(client.getOutputStream()), false);
                try {
                    fill(out);
                } finally {
                    try {
                        Streams.close(out);
                    } catch (CancellationException unsent) {
                        told.add("not all was sent"); // if so: the operating system may have had room for the rest
                    }
                }
            });
            yieldNow();
            sleep(100);
            printer.cancelAndJoin();
            told.add(client.isClosed());
        });
        assertThat(told).endsWith(true);
    }

    @Test
    void aCancelledCoroutineStillSendsWhatNeedsNoWaitWhenItCloses() {
        List<String> got = new ArrayList<>();
        between((client, accepted) -> {
            Coroutine<?> writer = spawn(() -> {
                Writer out = Printers.buffered(Printers.encoded(client.getOutputStream(), UTF_8));
                Writers.write(out, "the rest");
                try {
                    sleep(60_000);
                } finally {
                    Writers.close(out);
                }
            });
            yieldNow();
            yieldNow();
            writer.cancelAndJoin();
            got.add(new String(Streams.readAllBytes(accepted.getInputStream()), UTF_8));
        });
        assertThat(got).containsExactly("the rest");
    }

    @Test
    void severalCoroutinesPrintWholeLinesByOnePrinter() {
        between((client, accepted) -> {
            PrintWriter out = Printers.printing(client.getOutputStream(), true);
            List<Coroutine<?>> printers = new ArrayList<>();
            for (String each : List.of("a", "b", "c")) {
                printers.add(spawn(() -> {
                    for (int i = 0; i < 2000; i++) {
                        Offload.send(out, self -> {
                            out.println(each.repeat(500));
                            return null;
                        });
                    }
                }));
            }
            Coroutine<String> reader = spawn(() -> new String(Streams.readAllBytes(accepted.getInputStream()), UTF_8));
            for (Coroutine<?> each : printers) {
                each.join();
            }
            Writers.close(out);
            assertThat(reader.get().lines().filter(line -> line.matches("a{500}|b{500}|c{500}")))
                    .hasSize(6000);
        });
    }

    @Test
    void aPlainThreadUsesThemAsAnyOther() {
        between((client, accepted) -> {
            PrintWriter out = Printers.printing(client.getOutputStream(), true);
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 10_000; i++) {
                    out.println(LINE);
                }
                out.close();
            });
            thread.start();
            assertThat(Streams.readAllBytes(accepted.getInputStream()).length)
                    .isEqualTo(10_000 * (LINE.length() + System.lineSeparator().length()));
            Threads.join(thread);
        });
    }

    @Test
    void aroundAnythingElseTheyAreTheJdks() throws Exception {
        OutputStream other = OutputStream.nullOutputStream();
        assertThat(Printers.printed(other, true)).isExactlyInstanceOf(PrintStream.class);
        assertThat(Printers.encoded(other, UTF_8)).isExactlyInstanceOf(OutputStreamWriter.class);
        assertThat(Printers.buffered(Printers.encoded(other, UTF_8))).isExactlyInstanceOf(BufferedWriter.class);
        assertThat(Printers.printing(other)).isExactlyInstanceOf(PrintWriter.class);
        assertThat(Printers.zipped(other)).isExactlyInstanceOf(GZIPOutputStream.class);
        assertThat(Printers.objects(other)).isExactlyInstanceOf(ObjectOutputStream.class);
    }

    @Test
    void aClosedPrinterIsToldAsTheJdksIs() {
        between((client, accepted) -> {
            Writer out = Printers.encoded(client.getOutputStream(), UTF_8);
            Writers.close(out);
            Writers.close(out); // nothing happens
            assertThat(Thrown.by(() -> Writers.write(out, "x")))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Stream closed");
        });
    }
}
