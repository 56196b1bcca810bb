package dev.bobbin.instrument.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.instrument.Compiled;
import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The page, as an XML parser reads it: that is stricter than any browser. */
class PageTest {

    @TempDir
    Path directory;

    @Test
    void showsWhatBecameOfEachMethod() throws Exception {
        Document page = page(ReportTest.ORDERS);
        assertThat(texts(page, "summary"))
                .containsExactly(
                        "1 warning",
                        "Orders.price(Object):7no pointno frame12 → 54 B code",
                        "Orders.total(List, int[]):91 point48 B frame55 → 234 B code",
                        "Orders.label(Orders, List):182 points24 B frame24 → 172 B code",
                        "Orders.lambda in task():241 point24 B frame8 → 43 B code");
        Element total = (Element) page.getElementsByTagName("details").item(2);
        assertThat(texts(total, "td"))
                .startsWith("12", "price(Object) long")
                .contains("1, return", "operand 0", "discounts", "long", "8");
        assertThat(attributes(total, "span", "title")).contains("java.util.Iterator", "int[]", "long");
    }

    @Test
    void linksACalleeToItsOwnEntry() throws Exception {
        Document page = page(ReportTest.ORDERS);
        Set<String> anchors = new HashSet<>(attributes(page, "details", "id"));
        List<String> links = attributes(page, "a", "href");
        assertThat(anchors).hasSize(4);
        assertThat(links).contains("#m1", "#m2");
        assertThat(links).allSatisfy(link -> assertThat(anchors).contains(link.substring(1)));
    }

    @Test
    void drawsAnEdgeForEachWayFromPointToPoint() throws Exception {
        Document page = page(ReportTest.ORDERS);
        Element label = (Element) page.getElementsByTagName("details").item(3);
        Element picture = (Element) label.getElementsByTagName("svg").item(0);
        assertThat(picture.getAttribute("role")).isEqualTo("img");
        assertThat(texts(picture, "title").get(0))
                .isEqualTo("From the start to 1; from 1 to return; after a catch 2; from 2 to return.");
        assertThat(attributes(picture, "path", "data-from")).containsExactlyInAnyOrder("start", "1", "1", "2");
        assertThat(attributes(picture, "path", "class"))
                .containsExactlyInAnyOrder("edge caught", "edge", "edge", "edge");
    }

    /** Each point leads to each other one, so that every lane is taken. */
    @Test
    void edgesToDifferentPointsNeverRunOverOneAnother() throws Exception {
        Document page = page(eachToEach(12));
        Element picture = (Element) page.getElementsByTagName("svg").item(2);
        List<String> paths = attributes(picture, "path", "d");
        assertThat(paths).hasSize(13 + 12 * 14 + 13);
        Pattern bent = Pattern.compile("M\\d+ (\\d+)H\\d+Q(\\d+) \\d+ \\d+ (\\d+)V(\\d+)Q.*");
        Map<String, String> headOf = new HashMap<>();
        int lanes = 0;
        for (String path : paths) {
            Matcher parts = bent.matcher(path);
            if (parts.matches()) {
                lanes++;
                int one = Integer.parseInt(parts.group(3));
                int other = Integer.parseInt(parts.group(4));
                for (int y = Math.min(one, other); y <= Math.max(one, other); y++) {
                    String head = headOf.putIfAbsent(parts.group(2) + " " + y, parts.group(1));
                    assertThat(head).as(path).isIn(null, parts.group(1));
                }
            }
        }
        assertThat(lanes).isGreaterThan(100);
    }

    @Test
    void whatNobodyCouldFollowIsNotDrawn() throws Exception {
        Document page = page(eachToEach(60));
        assertThat(texts(page, "svg")).as("the arrows, the logo").hasSize(2);
        assertThat(texts(page, "figcaption")).containsExactly("Too many ways from point to point for a picture.");
        assertThat(texts(page, "td")).contains("1–60, return; after a catch 61");
    }

    private static String eachToEach(int points) {
        StringBuilder cases = new StringBuilder();
        for (int i = 0; i < points; i++) {
            cases.append("case ").append(i).append(": n += once(n); break; ");
        }
        return """
                class Orders {
                  @dev.bobbin.Suspendable int once(int n) { dev.bobbin.runtime.FrameStack.current().suspend(); return n; }
                  @dev.bobbin.Suspendable void all(int n) {
                    while (true) {
                      try {
                        switch (n) { %s default: return; }
                      } catch (RuntimeException e) {
                        once(0);
                      }
                    }
                  }
                }
                """.formatted(cases);
    }

    @Test
    void statesInARowAreWrittenAsARange() {
        assertThat(Diagram.ranges(List.of("1", "2", "3", "5", "7", "8", "return")))
                .isEqualTo("1–3, 5, 7, 8, return");
        assertThat(Diagram.ranges(List.of("9", "10", "11", "throw"))).isEqualTo("9–11, throw");
    }

    @Test
    void showsTheWarningsOfTheBuild() throws Exception {
        Document page = page(ReportTest.ORDERS);
        assertThat(texts(page, "h2")).contains("1 warning");
        assertThat(texts(page, "li").get(0))
                .startsWith("Orders.java:26 warning · ")
                .contains("Comparator");
    }

    @Test
    void loadsNothing() throws Exception {
        String text = text(ReportTest.ORDERS).replace("http://www.w3.org/1999/xhtml", "");
        assertThat(text).doesNotContain("http:", "https:", "//cdn", " src=", "@import", "<link");
    }

    @Test
    void namesCannotBreakOut() throws Exception {
        String nasty = "</script><b \"&'\u0001 \ud83d\ude00";
        String quoted = JsonWriter.quoted(nasty);
        Path file = directory.resolve("nasty.json");
        compile(ReportTest.ORDERS);
        Files.writeString(file, report().toJson().replace("\"sum\"", quoted).replace("\"Orders\"", quoted));
        Path page = directory.resolve("nasty.html");
        Report.read(file).writePage(page, nasty);
        Document parsed = parse(Files.readString(page));
        String shown = nasty.replace('\u0001', '\ufffd');
        assertThat(texts(parsed, "h1")).containsExactly(shown);
        assertThat(texts(parsed, "td")).contains(shown);
    }

    @Test
    void isTheSameForTheSameReport() throws Exception {
        assertThat(text(ReportTest.ORDERS)).isEqualTo(text(ReportTest.ORDERS));
    }

    @Test
    void anEmptyReportIsAPageToo() throws Exception {
        Path page = directory.resolve("empty.html");
        Report.empty().writePage(page, "Nothing");
        assertThat(texts(parse(Files.readString(page)), "dt")).contains("rewritten methods");
    }

    private Document page(String source) throws Exception {
        return parse(text(source));
    }

    private String text(String source) throws IOException {
        compile(source);
        Path page = directory.resolve("report.html");
        report().writePage(page, "Orders");
        return Files.readString(page);
    }

    private void compile(String source) {
        Compiled.classes(Map.of("Orders", source), directory, "--release", "17", "-g");
    }

    private Report report() throws IOException {
        Path file = directory.resolve("report.json");
        Instrumenter.with(Options.of(List.of()).reportingTo(file)).instrument(directory.resolve("classes"));
        return Report.read(file);
    }

    private static Document parse(String page) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> texts(Document document, String element) {
        return texts(document.getDocumentElement(), element);
    }

    private static List<String> texts(Element root, String element) {
        List<String> texts = new ArrayList<>();
        elements(root, element)
                .forEach(found -> texts.add(found.getTextContent().strip()));
        return texts;
    }

    private static List<String> attributes(Document document, String element, String attribute) {
        return attributes(document.getDocumentElement(), element, attribute);
    }

    private static List<String> attributes(Element root, String element, String attribute) {
        List<String> values = new ArrayList<>();
        for (Element found : elements(root, element)) {
            if (found.hasAttribute(attribute)) {
                values.add(found.getAttribute(attribute));
            }
        }
        return values;
    }

    private static List<Element> elements(Element root, String name) {
        NodeList nodes = root.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
