package dev.bobbin.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The chat server as a process, and guests who know nothing of it. */
@Timeout(120)
class ChatServerTest {

    private static RunningSample server;
    private static int port;

    @BeforeAll
    static void startServer() throws IOException {
        server = RunningSample.start(ChatServer.class, "0");
        port = Integer.parseInt(server.nextLine().replaceAll("\\D", ""));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static final class Guest implements AutoCloseable {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        private final BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

        Guest(String name) throws IOException {
            assertThat(in.readLine()).isEqualTo("Who are you?");
            say(name);
        }

        void say(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }

        String hears() throws IOException {
            return in.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void whatOneSaysAllHear() throws Exception {
        try (Guest ada = new Guest("ada")) {
            assertThat(ada.hears()).isEqualTo("* here: ");
            assertThat(ada.hears()).isEqualTo("* ada has come");
            try (Guest bob = new Guest("bob")) {
                assertThat(bob.hears()).isEqualTo("* here: ada");
                assertThat(bob.hears()).isEqualTo("* bob has come");
                assertThat(ada.hears()).isEqualTo("* bob has come");
                bob.say("grüß dich");
                assertThat(ada.hears()).isEqualTo("bob: grüß dich");
                assertThat(bob.hears()).isEqualTo("bob: grüß dich");
            }
            assertThat(ada.hears()).isEqualTo("* bob has gone");
            ada.say("last words");
            ada.socket.shutdownOutput();
            assertThat(ada.hears()).isEqualTo("ada: last words");
            assertThat(ada.hears()).isNull();
        }
    }

    @Test
    void aNameCanBeHadOnce() throws Exception {
        try (Guest first = new Guest("eve")) {
            first.hears();
            try (Guest second = new Guest("eve");
                    Guest third = new Guest("not a name")) {
                assertThat(second.hears()).isEqualTo("That is no name, or somebody has it.");
                assertThat(second.hears()).isNull();
                assertThat(third.hears()).isEqualTo("That is no name, or somebody has it.");
            }
        }
    }

    /** One reads nothing while another says more than any buffer holds: the speaker hears all, and that the other had to go. */
    @Test
    void whoReadsNothingIsShownTheDoorAndTheOthersGoOn() throws Exception {
        try (Guest deaf = new Guest("deaf");
                Guest loud = new Guest("loud")) {
            deaf.say("I cannot hear you");
            String line = "x".repeat(900);
            boolean gone = false;
            int heard = 0;
            for (int said = 0; !gone && said < 100_000; said++) {
                loud.say(line);
                for (String next = ""; !gone && !next.startsWith("loud: "); ) {
                    next = loud.hears();
                    gone = next.equals("* deaf has gone");
                    heard += next.startsWith("loud: ") ? 1 : 0;
                }
            }
            assertThat(gone).isTrue();
            assertThat(heard).isGreaterThan(200);
        }
    }
}
