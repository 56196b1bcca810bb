package dev.bobbin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The program and the agent on older JDKs, with what their compilers make: those that the environment variables name. All other
 * tests here run on one as well: {@code -Dolder.jdk=DIRECTORY}.
 */
class OlderJdksTest extends ProgramCase {

    private static final String EXPECTED = "13 in 3 steps\n";

    @ParameterizedTest
    @ValueSource(strings = {"JAVA8_HOME", "JAVA11_HOME"})
    void theProgramAndTheAgentWork(String variable) throws Exception {
        String home = System.getenv(variable);
        assumeTrue(home != null && !home.isEmpty(), variable + " names no JDK");
        jdk = new Jdk(Path.of(home));
        Path shop = compile("older", "Shop", SHOP);

        Run agent = java("-Xverify:all", "-javaagent:" + PROGRAM, "-cp", path(shop), "shop.Shop");
        assertThat(agent.err()).isEmpty();
        assertThat(agent.out()).isEqualTo(EXPECTED);

        Run program = program(shop.toString(), "--classpath", core().toString());
        assertThat(program.err()).isEmpty();
        assertThat(program.out()).contains(" 4 classes read, 4 changed, 5 methods rewritten");
        assertThat(java("-Xverify:all", "-cp", path(shop), "shop.Shop").out()).isEqualTo(EXPECTED);

        Path text = Files.writeString(directory.resolve("words.jar"), "tea");
        assertThat(program(text.toString()).err())
                .isEqualTo("bobbin-instrumenter: " + text + " is no jar, or an empty one.\n");
    }
}
