package dev.bobbin.instrument.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void textsAreEscaped() {
        JsonObject json =
                new JsonObject().with("a \"name\"", "\\ \" \n \r \t \u0001 \u007f \u2028 é € \ud83d\ude00 \ud800 /");
        assertThat(json)
                .hasToString(
                        "{\"a \\\"name\\\"\": \"\\\\ \\\" \\n \\r \\t \\u0001 \\u007f \\u2028 é € \\ud83d\\ude00 \\ud800 /\"}\n");
    }

    @Test
    void everyCharacterComesBackFromAFile() {
        String all = IntStream.rangeClosed(0, 0xffff)
                .mapToObj(c -> String.valueOf((char) c))
                .collect(Collectors.joining("|"));
        byte[] file = new JsonObject().with("all", all).toString().getBytes(StandardCharsets.UTF_8);
        assertThat(JsonReader.read(new String(file, StandardCharsets.UTF_8)).text("all"))
                .isEqualTo(all);
    }

    @Test
    void whatFitsOnALineStandsOnOne() {
        JsonObject inner = new JsonObject().with("n", -1).withTexts("none", List.of());
        JsonObject json = new JsonObject()
                .with("inner", inner)
                .withTexts("long", List.of("x".repeat(60), "y".repeat(60)))
                .withTexts("short", List.of("x", "y"));
        assertThat(json).hasToString("""
                        {
                          "inner": {"n": -1, "none": []},
                          "long": [
                            "%s",
                            "%s"
                          ],
                          "short": ["x", "y"]
                        }
                        """.formatted("x".repeat(60), "y".repeat(60)));
    }

    @Test
    void isReadHoweverItIsLaidOut() {
        JsonObject json = JsonReader.read("\n{\"a\":[{\"b\":12},{}]\t,\"c\" : \"\\u00E9\\/\\b\\f\", \"d\":[ ]}\r\n");
        assertThat(json).hasToString("{\"a\": [{\"b\": 12}, {}], \"c\": \"é/\\u0008\\u000c\", \"d\": []}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":\"",
                "{\"a\":\"\\u12x4\"}",
                "{} x",
                "{\"a\":1.5}"
            })
    void whatIsNoObjectIsRefusedWithItsPlace(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonReader.read(text))
                .withMessageMatching("no JSON as Bobbin writes it: at character \\d+ there should be .+");
    }

    @Test
    void aMemberOfAnotherTypeIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonReader.read("{\"line\": \"12\"}").number("line"))
                .withMessage("\"line\" should be a Integer, but is 12");
    }
}
