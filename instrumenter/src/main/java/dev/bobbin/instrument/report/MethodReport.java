package dev.bobbin.instrument.report;

import dev.bobbin.instrument.diagnostic.SourceLine;
import dev.bobbin.instrument.plan.FrameField;
import dev.bobbin.instrument.plan.MethodPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** One rewritten method: its suspension points, its frame, its sizes. */
final class MethodReport {

    private final String name;
    private final String descriptor;
    private final String kind;
    private final int line; // of the first statement; 0 if unknown
    private final String frameClass;
    private final int frameBytes;
    private final List<KeptField> fields;
    private final WhereNext start;
    private final List<Point> points;
    private final List<Callee> tailCalls;
    private final CodeBytes code;

    private MethodReport(
            String name,
            String descriptor,
            String kind,
            int line,
            String frameClass,
            int frameBytes,
            List<KeptField> fields,
            WhereNext start,
            List<Point> points,
            List<Callee> tailCalls,
            CodeBytes code) {
        this.name = name;
        this.descriptor = descriptor;
        this.kind = kind;
        this.line = line;
        this.frameClass = frameClass;
        this.frameBytes = frameBytes;
        this.fields = Collections.unmodifiableList(fields);
        this.start = start;
        this.points = Collections.unmodifiableList(points);
        this.tailCalls = Collections.unmodifiableList(tailCalls);
        this.code = code;
    }

    /** All but the sizes, which are known when the class is written; now, because emitting takes the method's code away. */
    static MethodReport of(MethodPlan plan, boolean inferred) {
        MethodNode method = plan.method();
        List<FrameField> fields = plan.layout().fields();
        List<Callee> tailCalls = new ArrayList<>();
        for (AbstractInsnNode instruction : method.instructions) {
            if (plan.isTailCall(instruction)) {
                tailCalls.add(Callee.of((MethodInsnNode) instruction, SourceLine.lineOf(instruction)));
            }
        }
        return new MethodReport(
                method.name,
                method.desc,
                inferred ? "inferred" : kindOf(plan),
                SourceLine.firstLine(method),
                plan.hasFrame() ? plan.frameName().replace('/', '.') : "",
                plan.hasFrame() ? FrameSize.of(fields) : 0,
                fields.stream().map(KeptField::of).collect(Collectors.toList()),
                WhereNext.of(plan, Optional.empty()),
                plan.states().stream().map(state -> Point.of(state, plan)).collect(Collectors.toList()),
                tailCalls,
                CodeBytes.NONE);
    }

    MethodReport with(CodeBytes sizes) {
        return new MethodReport(
                name, descriptor, kind, line, frameClass, frameBytes, fields, start, points, tailCalls, sizes);
    }

    private static String kindOf(MethodPlan plan) {
        int access = plan.method().access;
        if (plan.takesStackByHand()) {
            return "by hand";
        } else if (plan.method().name.startsWith("lambda$")) {
            return "lambda";
        } else if ((access & Opcodes.ACC_BRIDGE) != 0) {
            return "bridge";
        }
        return (access & Opcodes.ACC_SYNTHETIC) != 0 ? "accessor" : "method";
    }

    static MethodReport read(JsonObject json) {
        boolean hasFrame = json.has("frame");
        JsonObject frame = hasFrame ? json.object("frame") : new JsonObject();
        return new MethodReport(
                json.text("name"),
                json.text("descriptor"),
                json.text("kind"),
                json.number("line"),
                hasFrame ? frame.text("class") : "",
                hasFrame ? frame.number("bytes") : 0,
                hasFrame ? frame.objects("fields", KeptField::read) : Collections.emptyList(),
                WhereNext.read(json.object("start")),
                json.objects("points", Point::read),
                json.objects("tailCalls", Callee::read),
                CodeBytes.read(json.object("bytecode")));
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .with("name", name)
                .with("descriptor", descriptor)
                .with("kind", kind)
                .with("line", line)
                .with("bytecode", code.toJson());
        if (hasFrame()) {
            JsonObject frame = new JsonObject().with("class", frameClass).with("bytes", frameBytes);
            json.with("frame", frame.withObjects("fields", fields, KeptField::toJson));
        }
        JsonObject begins = new JsonObject();
        start.writeTo(begins);
        return json.with("start", begins)
                .withObjects("points", points, Point::toJson)
                .withObjects("tailCalls", tailCalls, Callee::toJson);
    }

    String name() {
        return name;
    }

    String descriptor() {
        return descriptor;
    }

    /** {@code method}, {@code inferred} for one that nobody marked, {@code lambda}, {@code bridge}, {@code accessor}, or {@code by hand} if it takes the continuation itself. */
    String kind() {
        return kind;
    }

    int line() {
        return line;
    }

    boolean hasFrame() {
        return !points.isEmpty();
    }

    /** The frame class's name, with dots; empty if there is none. */
    String frameClass() {
        return frameClass;
    }

    /** What a frame takes on the heap; 0 if there is none. */
    int frameBytes() {
        return frameBytes;
    }

    List<KeptField> fields() {
        return fields;
    }

    /** Where control gets to first. */
    WhereNext start() {
        return start;
    }

    List<Point> points() {
        return points;
    }

    /** The calls that may suspend but keep no frame here, as nothing is left to do after them. */
    List<Callee> tailCalls() {
        return tailCalls;
    }

    CodeBytes code() {
        return code;
    }
}
