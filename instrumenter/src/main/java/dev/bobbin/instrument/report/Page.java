package dev.bobbin.instrument.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The report as one HTML page that loads nothing. It is whole without its script, which only searches, sorts and opens: everything said is
 * in the elements, and methods are folded by the browser's own {@code details}. The frame of the page, its style and its script are
 * files beside this class.
 */
final class Page {

    private static final String FOLDER = "/dev/bobbin/instrument/report/";

    /** So many warnings are read without asking; more would push the methods out of sight. */
    private static final int UNFOLDED = 10;

    /** Compilers put lambdas behind all methods; who reads the source expects them where they stand there. */
    private static final Comparator<MethodReport> IN_SOURCE = Comparator.comparingInt(MethodReport::line);

    private final Report report;
    private final Markup markup = new Markup();
    private final Map<String, String> anchors = new LinkedHashMap<>();
    private final Map<String, TreeSet<String>> callers = new LinkedHashMap<>();

    private Page(Report report) {
        this.report = report;
        report.classes()
                .forEach(type ->
                        type.methods().forEach(method -> anchors.put(keyOf(type, method), "m" + (anchors.size() + 1))));
        report.classes()
                .forEach(type -> type.methods().forEach(method -> {
                    for (Callee callee : callees(method)) {
                        callers.computeIfAbsent(keyOf(callee), key -> new TreeSet<>())
                                .add(keyOf(type, method));
                    }
                }));
    }

    /** The text of the page. The same report gives the same text. */
    static String of(Report report, String title) {
        Page page = new Page(report);
        return resource("page.html")
                .replace("{{title}}", Markup.escaped(title))
                .replace("{{style}}", resource("page.css"))
                .replace("{{script}}", resource("page.js"))
                .replace("{{content}}", page.content());
    }

    private String content() {
        writeTotals();
        writeRemarks();
        writeUndescribed();
        if (!anchors.isEmpty()) {
            writeTools();
        }
        markup.open("div", "id", "classes");
        for (ClassReport type : report.classes()) {
            if (!type.methods().isEmpty() || !type.neverSuspend().isEmpty()) {
                writeClass(type);
            }
        }
        markup.close().line();
        return markup.toString();
    }

    private void writeTotals() {
        List<MethodReport> methods = methods();
        long rewritten = report.classes().stream()
                .filter(type -> !type.methods().isEmpty())
                .count();
        int points = methods.stream().mapToInt(m -> m.points().size()).sum();
        int frames = (int) methods.stream().filter(MethodReport::hasFrame).count();
        int largest = methods.stream().mapToInt(MethodReport::frameBytes).max().orElse(0);
        int before = methods.stream().mapToInt(m -> m.code().before()).sum();
        int after = methods.stream().mapToInt(m -> m.code().after()).sum();
        int filesBefore =
                report.classes().stream().mapToInt(ClassReport::bytesBefore).sum();
        int filesAfter = report.classes().stream()
                .mapToInt(type -> type.bytesAfter() + type.generatedBytes())
                .sum();
        markup.open("dl", "class", "totals");
        writeTotal("rewritten methods", number(methods.size()), "in " + counted(rewritten, "class", "classes"));
        writeTotal("suspension points", number(points), "where a frame can wait");
        writeTotal("frame classes", number(frames), frames == 0 ? "none" : "largest frame " + largest + " bytes");
        writeTotal("bytecode", number(after), "bytes, from " + number(before) + growth(before, after));
        writeTotal(
                "class files",
                kilobytes(filesAfter),
                "from " + kilobytes(filesBefore) + growth(filesBefore, filesAfter));
        markup.close().line();
    }

    private void writeTotal(String what, String value, String note) {
        markup.open("div")
                .element("dt", what)
                .open("dd")
                .element("strong", value)
                .text(" ");
        markup.element("small", note).close().close();
    }

    private void writeRemarks() {
        List<Remark> remarks = report.classes().stream()
                .flatMap(type -> type.remarks().stream())
                .collect(Collectors.toList());
        if (remarks.isEmpty()) {
            return;
        }
        long errors = remarks.stream().filter(Remark::isError).count();
        List<String> counts = new ArrayList<>();
        if (errors > 0) {
            counts.add(counted(errors, "error", "errors"));
        }
        if (errors < remarks.size()) {
            counts.add(counted(remarks.size() - errors, "warning", "warnings"));
        }
        if (errors > 0 || remarks.size() <= UNFOLDED) {
            markup.open("details", "class", "remarks", "open", "open");
        } else {
            markup.open("details", "class", "remarks");
        }
        markup.open("summary").element("h2", String.join(", ", counts)).close().open("ul");
        for (Remark remark : remarks) {
            markup.open("li", "class", remark.severity());
            markup.element("strong", remark.where()).text(" ");
            markup.element("span", remark.severity() + " · " + remark.rule(), "class", "rule");
            markup.element("p", remark.text()).close().line();
        }
        markup.close().close().line();
    }

    private void writeUndescribed() {
        if (!report.undescribed().isEmpty()) {
            markup.open("section", "class", "undescribed").open("p");
            markup.text("Nothing is known of "
                    + counted(report.undescribed().size(), "class that was", "classes that were")
                    + " instrumented without leaving a report. Build anew (mvn clean) to have all here: ");
            markup.element("code", String.join(", ", report.undescribed()))
                    .text(".")
                    .close()
                    .close()
                    .line();
        }
    }

    private void writeTools() {
        markup.open("div", "class", "tools", "id", "tools", "hidden", "hidden", "role", "search");
        markup.open("label", "class", "search").element("span", "Search", "class", "unseen");
        markup.empty(
                "input",
                "type",
                "search",
                "id",
                "search",
                "placeholder",
                "Search methods, callees, files, variables …",
                "autocomplete",
                "off");
        markup.close();
        markup.open("label").text("Sort by ").open("select", "id", "sort");
        markup.element("option", "class", "value", "class");
        markup.element("option", "suspension points", "value", "points");
        markup.element("option", "frame size", "value", "frame");
        markup.element("option", "bytecode", "value", "code");
        markup.close().close();
        markup.element("button", "Open all", "type", "button", "id", "open");
        markup.element("button", "Close all", "type", "button", "id", "fold");
        markup.element("output", "", "id", "found", "for", "search", "aria-live", "polite");
        markup.close().line();
        markup.element("p", "No method matches.", "id", "none", "hidden", "hidden")
                .line();
    }

    private void writeClass(ClassReport type) {
        markup.open("section", "class", "class").open("header").open("h2");
        String inPackage = Names.packageOf(type.name());
        if (!inPackage.isEmpty()) {
            markup.element("span", inPackage + ".", "class", "package");
        }
        markup.text(Names.simple(type.name())).close();
        String generated = type.generatedClasses() == 0
                ? ""
                : ", and " + counted(type.generatedClasses(), "generated class", "generated classes") + " of "
                        + number(type.generatedBytes()) + " bytes";
        markup.element(
                "p",
                type.source() + " · " + number(type.bytesBefore()) + " → " + number(type.bytesAfter()) + " bytes"
                        + generated,
                "class",
                "note");
        markup.close().line();
        type.methods().stream().sorted(IN_SOURCE).forEach(method -> writeMethod(type, method));
        writeAdapted(type);
        if (!type.neverSuspend().isEmpty()) {
            String names = type.neverSuspend().stream()
                    .map(key -> Names.signature(key.substring(0, key.indexOf('(')), key.substring(key.indexOf('('))))
                    .collect(Collectors.joining(", "));
            markup.open("p", "class", "never").text("Suspendable, but nothing in them suspends: ");
            markup.element("code", names).text(". Their twins only call them.").close();
        }
        markup.close().line();
    }

    private void writeAdapted(ClassReport type) {
        if (type.adapted().isEmpty()) {
            return;
        }
        markup.open("div", "class", "adapted")
                .element("p", counted(type.adapted().size(), "blocking call", "blocking calls") + " adapted:")
                .open("ul");
        for (Adapted call : type.adapted()) {
            markup.open("li")
                    .text(call.line() == 0 ? "" : "line " + call.line() + ": ")
                    .element("code", call.label())
                    .text(call.by().equals("offload") ? ", made by another thread" : " by ");
            if (!call.by().equals("offload")) {
                markup.element("code", call.by() + "()");
            }
            markup.close();
        }
        markup.close().close().line();
    }

    private void writeMethod(ClassReport type, MethodReport method) {
        String anchor = anchors.get(keyOf(type, method));
        markup.open(
                "details",
                "class",
                "method",
                "id",
                anchor,
                "data-search",
                searchable(type, method),
                "data-points",
                String.valueOf(method.points().size()),
                "data-frame",
                String.valueOf(method.frameBytes()),
                "data-code",
                String.valueOf(method.code().after()));
        markup.open("summary").open("span", "class", "name");
        markup.element("span", Names.simple(type.name()) + ".", "class", "owner");
        markup.element("code", Names.ofMethod(method), "title", method.name() + method.descriptor());
        if (method.line() > 0) {
            markup.element("span", ":" + method.line(), "class", "line");
        }
        if (!method.kind().equals("method") && !method.kind().equals("lambda")) {
            markup.element("span", method.kind(), "class", "kind");
        }
        markup.close();
        markup.element(
                "span",
                method.hasFrame()
                        ? counted(method.points().size(), "point", "points")
                        : method.tailCalls().isEmpty() ? "no point" : "tail call",
                "class",
                "metric");
        markup.element("span", method.hasFrame() ? method.frameBytes() + " B frame" : "no frame", "class", "metric");
        markup.element(
                "span",
                number(method.code().before()) + " → " + number(method.code().after()) + " B code",
                "class",
                "metric wide");
        markup.close().line();
        markup.open("div", "class", method.hasFrame() ? "body" : "body plain");
        if (method.hasFrame()) {
            markup.open("figure");
            if (!Diagram.draw(method, markup)) {
                markup.element("figcaption", "Too many ways from point to point for a picture.", "class", "note");
            } else if (hasCaught(method)) {
                markup.element("figcaption", "Dashed: only after a catch.", "class", "note");
            }
            markup.close().line();
        }
        markup.open("div", "class", "facts");
        if (method.hasFrame()) {
            writePoints(type, method);
            writeFrame(method);
        } else {
            writeTailCalls(type, method);
        }
        writeCode(method);
        writeCallers(type, method);
        markup.close().close().close().line();
    }

    private void writePoints(ClassReport type, MethodReport method) {
        markup.element("h3", "Suspension points");
        markup.open("div", "class", "scroll")
                .open("table", "class", "points")
                .open("thead")
                .open("tr");
        for (String head : new String[] {"State", "Line", "Calls", "Keeps", "Then to"}) {
            markup.element("th", head, "scope", "col");
        }
        markup.close().close().open("tbody").line();
        for (Point point : method.points()) {
            markup.open("tr", "data-state", String.valueOf(point.state()));
            markup.element("th", String.valueOf(point.state()), "scope", "row");
            markup.element(
                    "td",
                    point.callee().line() == 0
                            ? "?"
                            : String.valueOf(point.callee().line()),
                    "class",
                    "number");
            markup.open("td");
            writeCallee(point.callee(), type);
            markup.close().open("td", "class", "kept");
            if (point.kept().isEmpty()) {
                markup.element("span", "nothing", "class", "note");
            }
            for (KeptValue kept : point.kept()) {
                markup.open("span", "class", kept.isNamed() ? "chip" : "chip unnamed", "title", kept.type());
                markup.element("b", kept.label())
                        .text(" " + Names.simple(kept.type()))
                        .close()
                        .text(" ");
            }
            markup.close()
                    .element("td", Diagram.inWords(point.next()), "class", "next")
                    .close()
                    .line();
        }
        markup.close().close().close().line();
    }

    private void writeCallee(Callee callee, ClassReport caller) {
        String signature = Names.signature(callee.name(), callee.descriptor());
        String text = callee.owner().equals(caller.name()) ? signature : Names.simple(callee.owner()) + "." + signature;
        String full = callee.owner() + "." + callee.name() + callee.descriptor();
        String anchor = anchors.get(keyOf(callee));
        if (anchor == null) {
            markup.element("code", text, "title", full);
        } else {
            markup.open("a", "href", "#" + anchor)
                    .element("code", text, "title", full)
                    .close();
        }
        String result = Names.result(callee.descriptor());
        if (!result.equals("void")) {
            markup.element("span", " " + result, "class", "note");
        }
    }

    private void writeFrame(MethodReport method) {
        markup.open("h3")
                .text("Frame ")
                .element("small", method.frameBytes() + " bytes")
                .close();
        markup.open("p", "class", "note").element("code", method.frameClass());
        if (method.fields().isEmpty()) {
            markup.text(" keeps the state alone.").close();
            return;
        }
        markup.close();
        markup.open("div", "class", "scroll")
                .open("table", "class", "frame")
                .open("thead")
                .open("tr");
        for (String head : new String[] {"Field", "Keeps", "Type", "Bytes"}) {
            markup.element("th", head, "scope", "col");
        }
        markup.element("th", "In states", "scope", "col", "class", "number");
        markup.close().close().open("tbody").line();
        for (KeptField field : method.fields()) {
            TreeSet<String> names = new TreeSet<>();
            List<String> states = new ArrayList<>();
            List<String> cells = new ArrayList<>();
            for (Point point : method.points()) {
                List<String> here = point.kept().stream()
                        .filter(kept ->
                                kept.field().filter(field.name()::equals).isPresent())
                        .map(KeptValue::label)
                        .collect(Collectors.toList());
                names.addAll(here);
                cells.add(here.isEmpty() ? "" : point.state() + ": " + String.join(", ", here));
                if (!here.isEmpty()) {
                    states.add(String.valueOf(point.state()));
                }
            }
            markup.open("tr").open("td").element("code", field.name()).close();
            markup.element("td", String.join(", ", names), "class", "names");
            markup.element("td", Names.simple(field.type()), "title", field.type());
            markup.element("td", String.valueOf(field.bytes()), "class", "number");
            markup.open("td", "class", "strip", "aria-label", String.join(", ", states));
            for (String cell : cells) {
                if (cell.isEmpty()) {
                    markup.open("i").close();
                } else {
                    markup.open("i", "class", "on", "title", cell).close();
                }
            }
            markup.close().close().line();
        }
        markup.close().close().close().line();
    }

    private void writeTailCalls(ClassReport type, MethodReport method) {
        if (method.tailCalls().isEmpty()) {
            markup.element(
                    "p",
                    "No call in it is a suspension point: it only uses the continuation itself, and keeps no frame.",
                    "class",
                    "note");
            return;
        }
        markup.element("h3", "Tail calls");
        markup.element("p", "They suspend without a frame: nothing is left to do here afterwards.", "class", "note");
        markup.open("ul");
        for (Callee callee : method.tailCalls()) {
            markup.open("li");
            writeCallee(callee, type);
            markup.close();
        }
        markup.close().line();
    }

    private void writeCode(MethodReport method) {
        CodeBytes code = method.code();
        markup.open("h3").text("Bytecode ");
        markup.element(
                "small",
                number(code.before()) + " → " + number(code.after()) + " bytes" + growth(code.before(), code.after()));
        markup.close().open("dl", "class", "bars");
        int most = IntStream.of(code.before(), code.entry(), code.twin(), code.fastPath(), code.resume())
                .max()
                .getAsInt();
        writeBar("as compiled", code.before(), most, "before");
        writeBar("plain entry", code.entry(), most, "after");
        writeBar("twin", code.twin(), most, "after");
        writeBar("fast path", code.fastPath(), most, "after");
        writeBar("resume path", code.resume(), most, "after");
        markup.close().line();
    }

    private void writeBar(String what, int bytes, int most, String kind) {
        if (bytes > 0) {
            markup.open("div").element("dt", what).open("dd");
            markup.open(
                    "span",
                    "class",
                    "bar " + kind,
                    "style",
                    String.format(Locale.ROOT, "--part:%.4f", (double) bytes / most));
            markup.close().text(number(bytes)).close().close();
        }
    }

    private void writeCallers(ClassReport type, MethodReport method) {
        TreeSet<String> from = callers.getOrDefault(keyOf(type, method), new TreeSet<>());
        if (!from.isEmpty()) {
            markup.element("h3", "Called by").open("p", "class", "callers");
            for (ClassReport other : report.classes()) {
                for (MethodReport caller : other.methods()) {
                    if (from.contains(keyOf(other, caller))) {
                        String name = Names.simple(other.name()) + "." + Names.ofMethod(caller);
                        markup.open("a", "href", "#" + anchors.get(keyOf(other, caller)))
                                .element("code", name)
                                .close()
                                .text(" ");
                    }
                }
            }
            markup.close().line();
        }
    }

    private static boolean hasCaught(MethodReport method) {
        return !method.start().ifCaught().isEmpty()
                || method.points().stream()
                        .anyMatch(point -> !point.next().ifCaught().isEmpty());
    }

    /** What the search looks into, in lower case. */
    private static String searchable(ClassReport type, MethodReport method) {
        List<String> words = new ArrayList<>();
        words.add(type.name() + "." + Names.signature(method.name(), method.descriptor()));
        words.add(Names.ofMethod(method));
        words.add(type.source() + ":" + method.line());
        for (Callee callee : callees(method)) {
            words.add(Names.simple(callee.owner()) + "." + callee.name() + "()");
            words.add(type.source() + ":" + callee.line());
        }
        method.points()
                .forEach(point ->
                        point.kept().stream().filter(KeptValue::isNamed).forEach(kept -> words.add(kept.label())));
        return words.stream().distinct().collect(Collectors.joining(" ")).toLowerCase(Locale.ROOT);
    }

    private static List<Callee> callees(MethodReport method) {
        List<Callee> callees = new ArrayList<>(method.tailCalls());
        method.points().forEach(point -> callees.add(point.callee()));
        return callees;
    }

    private List<MethodReport> methods() {
        return report.classes().stream()
                .flatMap(type -> type.methods().stream())
                .collect(Collectors.toList());
    }

    private static String keyOf(ClassReport type, MethodReport method) {
        return type.name() + "." + method.name() + method.descriptor();
    }

    private static String keyOf(Callee callee) {
        return callee.owner() + "." + callee.name() + callee.descriptor();
    }

    private static String growth(int before, int after) {
        return before == 0 ? "" : String.format(Locale.ROOT, " (×\u00a0%.1f)", (double) after / before);
    }

    private static String counted(long count, String one, String many) {
        return number(count) + " " + (count == 1 ? one : many);
    }

    /** With narrow spaces between thousands, which no reader takes for a point or a comma, and at which no line ends. */
    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202f');
    }

    private static String kilobytes(int bytes) {
        return String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0);
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(FOLDER + name)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                all.write(buffer, 0, read);
            }
            return new String(all.toByteArray(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("cannot read " + name + " of the instrumenter's own jar", e);
        }
    }
}
