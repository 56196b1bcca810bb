package dev.bobbin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.tools.ant.Main;
import org.junit.jupiter.api.Test;

/** What {@code docs/other-ways-in.md} tells other builds to do. */
class OtherWaysInTest extends ProgramCase {

    private static final String EXPECTED = "13 in 3 steps\n";

    @Test
    void theCommandOfTheGradleSnippetWorks() throws Exception {
        String snippet = snippet("groovy");
        assertThat(snippet).contains("classpath = configurations.bobbin");
        Matcher main = Pattern.compile("mainClass = '(.*)'").matcher(snippet);
        Matcher words = Pattern.compile("\\bargs (.*)").matcher(snippet);
        assertThat(main.find() && words.find()).isTrue();
        Map<String, String> values = Map.of(
                "compileJava.destinationDirectory.get()", classes.toString(),
                "compileJava.classpath.asPath", core().toString());
        List<String> command = new ArrayList<>(List.of("-cp", PROGRAM.toString(), main.group(1)));
        for (String word : words.group(1).split(", ")) {
            boolean quoted = word.startsWith("'");
            command.add(quoted ? word.substring(1, word.length() - 1) : values.get(word));
        }
        Run run = java(command.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(java("-cp", path(classes), "shop.Shop").out()).isEqualTo(EXPECTED);
    }

    @Test
    void theAntSnippetWorks() throws Exception {
        copyProgram();
        move(classes, "build/classes");
        Files.writeString(directory.resolve("build.xml"), """
                <project name="shop" default="compile">
                  <path id="compile.classpath"><pathelement location="%s"/></path>
                  <target name="compile">
                %s
                  </target>
                </project>
                """.formatted(core(), snippet("xml")));
        Run run = java(
                "-cp",
                jarsOf("ant"),
                Main.class.getName(),
                "-f",
                directory.resolve("build.xml").toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains(" 4 classes read, 4 changed");
        assertThat(java("-cp", path(directory.resolve("build/classes")), "shop.Shop")
                        .out())
                .isEqualTo(EXPECTED);
    }

    @Test
    void theCommandOfTheBazelSnippetWorks() throws Exception {
        Path jar = jar("libshop.jar", bytes(classes), null);
        Path output = directory.resolve("shop-instrumented.jar");
        Matcher cmd = Pattern.compile("cmd = ((?:\\s*\\+?\\s*\"[^\"]*\")+)").matcher(snippet("python"));
        assertThat(cmd.find()).isTrue();
        Matcher literal = Pattern.compile("\"([^\"]*)\"").matcher(cmd.group(1));
        String command = literal.results().map(part -> part.group(1)).collect(Collectors.joining());
        Map<String, Path> locations = Map.of(
                "//tools:bobbin-instrumenter.jar", PROGRAM,
                ":libshop.jar", jar,
                "//third_party:bobbin-core.jar", core());
        for (Map.Entry<String, Path> location : locations.entrySet()) {
            assertThat(command).contains("$(location " + location.getKey() + ")");
            command = command.replace(
                    "$(location " + location.getKey() + ")", location.getValue().toString());
        }
        command = command.replace("$@", output.toString());
        assertThat(command).doesNotContain("$");
        List<String> words = List.of(command.split(" "));
        assertThat(words.get(0)).isEqualTo("java");
        byte[] before = Files.readAllBytes(jar);
        Run run = java(words.subList(1, words.size()).toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(jar).hasBinaryContent(before);
        assertThat(java("-cp", path(output), "shop.Shop").out()).isEqualTo(EXPECTED);
    }

    @Test
    void wordsMayBeKeptInAFile() throws Exception {
        Path words = Files.writeString(directory.resolve("words.txt"), classes + "\n--classpath\n" + core() + "\n");
        Run run = program("@" + words);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(java("-cp", path(classes), "shop.Shop").out()).isEqualTo(EXPECTED);
    }

    private void copyProgram() throws IOException {
        Files.createDirectories(directory.resolve("tools"));
        Files.copy(PROGRAM, directory.resolve("tools/bobbin-instrumenter.jar"));
    }

    private void move(Path from, String to) throws IOException {
        Path target = directory.resolve(to);
        Files.createDirectories(target.getParent());
        Files.move(from, target);
    }

    private static String jarsOf(String product) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains(product))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The first block of this language in the document. */
    private static String snippet(String language) throws IOException {
        String document = Files.readString(Path.of(System.getProperty("bobbin.documents"), "other-ways-in.md"));
        int start = document.indexOf("```" + language + "\n");
        assertThat(start).as("a block of " + language).isNotNegative();
        return document.substring(start + language.length() + 4, document.indexOf("```", start + 3));
    }
}
