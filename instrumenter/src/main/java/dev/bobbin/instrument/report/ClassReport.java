package dev.bobbin.instrument.report;

import dev.bobbin.instrument.adapt.AdaptedCall;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.diagnostic.SourceLine;
import dev.bobbin.instrument.plan.MethodPlan;
import dev.bobbin.instrument.read.CodeSizes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.objectweb.asm.tree.ClassNode;

/** One class: what became of its methods, what was generated beside it, and what the build had to say. Immutable. */
public final class ClassReport {

    private final String name;
    private final String source;
    private final int bytesBefore;
    private final int bytesAfter;
    private final int generatedClasses;
    private final int generatedBytes;
    private final List<Remark> remarks;
    private final List<MethodReport> methods;
    private final List<String> neverSuspend;
    private final List<Adapted> adapted;

    private ClassReport(
            String name,
            String source,
            int bytesBefore,
            int bytesAfter,
            int generatedClasses,
            int generatedBytes,
            List<Remark> remarks,
            List<MethodReport> methods,
            List<String> neverSuspend,
            List<Adapted> adapted) {
        this.name = name;
        this.source = source;
        this.bytesBefore = bytesBefore;
        this.bytesAfter = bytesAfter;
        this.generatedClasses = generatedClasses;
        this.generatedBytes = generatedBytes;
        this.remarks = Collections.unmodifiableList(remarks);
        this.methods = Collections.unmodifiableList(methods);
        this.neverSuspend = Collections.unmodifiableList(neverSuspend);
        this.adapted = Collections.unmodifiableList(adapted);
    }

    /** Takes down what happens to one class while it happens. */
    public static final class Builder {
        private final String name;
        private final String source;
        private final byte[] before;
        private final Set<String> inferred;
        private final Map<MethodPlan, MethodReport> methods = new LinkedHashMap<>();
        private final List<String> neverSuspend = new ArrayList<>();

        /**
         * @param type the class, its methods still unwritten
         * @param before its bytes as compiled
         * @param inferred the methods of the build that are suspendable without a mark: class, name and descriptor
         */
        public Builder(ClassNode type, byte[] before, Set<String> inferred) {
            this.inferred = inferred;
            this.name = type.name;
            this.source = SourceLine.fileOf(type);
            this.before = before;
        }

        /** Takes down {@code plan}, whose method has still the code that was planned. */
        public void add(MethodPlan plan) {
            methods.put(
                    plan,
                    MethodReport.of(plan, inferred.contains(name + "." + plan.method().name + plan.method().desc)));
        }

        /** Takes down a method with code that is suspendable, but in which nothing suspends. */
        public void addNeverSuspending(String method, String descriptor) {
            neverSuspend.add(method + descriptor);
        }

        /**
         * The report of the class.
         *
         * @param written the class and what was generated for it, by internal name; empty if it stays as it is, with no methods to tell of
         * @param adapted the blocking calls in it that suspend now
         */
        public ClassReport build(Map<String, byte[]> written, List<Diagnostic> diagnostics, List<AdaptedCall> adapted) {
            if (!written.containsKey(name)) {
                return remarks(name, source, before, diagnostics);
            }
            byte[] after = written.get(name);
            CodeSizes sizesBefore = CodeSizes.of(before);
            CodeSizes sizesAfter = CodeSizes.of(after);
            List<MethodReport> sized = new ArrayList<>();
            methods.forEach((plan, method) -> sized.add(method.with(CodeBytes.of(plan, sizesBefore, sizesAfter))));
            int all = written.values().stream().mapToInt(bytes -> bytes.length).sum();
            return new ClassReport(
                    dotted(name),
                    source,
                    before.length,
                    after.length,
                    written.size() - 1,
                    all - after.length,
                    sorted(diagnostics),
                    sized,
                    neverSuspend,
                    adapted.stream().map(Adapted::of).collect(Collectors.toList()));
        }
    }

    /** The report of a class that was not looked into, but must be spoken of. */
    public static ClassReport remarked(String internalName, byte[] bytes, List<Diagnostic> diagnostics) {
        return remarks(internalName, SourceLine.of(internalName).toString(), bytes, diagnostics);
    }

    private static ClassReport remarks(String internalName, String source, byte[] bytes, List<Diagnostic> diagnostics) {
        return new ClassReport(
                dotted(internalName),
                source,
                bytes.length,
                bytes.length,
                0,
                0,
                sorted(diagnostics),
                Collections.emptyList(),
                Collections.emptyList(),
                Collections.emptyList());
    }

    private static List<Remark> sorted(List<Diagnostic> diagnostics) {
        return new TreeSet<>(diagnostics).stream().map(Remark::of).collect(Collectors.toList());
    }

    private static String dotted(String internalName) {
        return internalName.replace('/', '.');
    }

    static ClassReport read(JsonObject json) {
        return new ClassReport(
                json.text("name"),
                json.text("source"),
                json.number("bytesBefore"),
                json.number("bytesAfter"),
                json.number("generatedClasses"),
                json.number("generatedBytes"),
                json.objects("diagnostics", Remark::read),
                json.objects("methods", MethodReport::read),
                json.texts("neverSuspend"),
                json.has("adapted") ? json.objects("adapted", Adapted::read) : Collections.emptyList());
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .with("name", name)
                .with("source", source)
                .with("bytesBefore", bytesBefore)
                .with("bytesAfter", bytesAfter)
                .with("generatedClasses", generatedClasses)
                .with("generatedBytes", generatedBytes)
                .withObjects("diagnostics", remarks, Remark::toJson)
                .withObjects("methods", methods, MethodReport::toJson)
                .withTexts("neverSuspend", neverSuspend);
        return adapted.isEmpty() ? json : json.withObjects("adapted", adapted, Adapted::toJson);
    }

    /** What the build had to say of the class, which in the end was not rewritten. */
    public ClassReport remarksAlone() {
        return new ClassReport(
                name,
                source,
                bytesBefore,
                bytesBefore,
                0,
                0,
                remarks,
                Collections.emptyList(),
                Collections.emptyList(),
                Collections.emptyList());
    }

    /** This report, with {@code more} that the build had to say. */
    public ClassReport with(List<Diagnostic> more) {
        List<Remark> all = new ArrayList<>(remarks);
        all.addAll(sorted(more));
        return new ClassReport(
                name,
                source,
                bytesBefore,
                bytesAfter,
                generatedClasses,
                generatedBytes,
                all,
                methods,
                neverSuspend,
                adapted);
    }

    /** Whether the class stayed as it was, and without a remark. */
    boolean isUnconcerned() {
        return bytesAfter == bytesBefore && remarks.isEmpty();
    }

    /** The binary name: with dots between packages. */
    String name() {
        return name;
    }

    /** The source file's name, without folders. */
    String source() {
        return source;
    }

    /** The class file's size as compiled. */
    int bytesBefore() {
        return bytesBefore;
    }

    /** The class file's size as rewritten; the same if it was not. */
    int bytesAfter() {
        return bytesAfter;
    }

    /** How many classes were generated beside it: frames, and interfaces for its lambdas. */
    int generatedClasses() {
        return generatedClasses;
    }

    int generatedBytes() {
        return generatedBytes;
    }

    List<Remark> remarks() {
        return remarks;
    }

    /** The rewritten methods, in the order of the class file. */
    List<MethodReport> methods() {
        return methods;
    }

    /** Suspendable methods in which nothing suspends, each as name and descriptor. */
    List<String> neverSuspend() {
        return neverSuspend;
    }

    /** Its blocking calls that suspend now, in the order of the class file. */
    List<Adapted> adapted() {
        return adapted;
    }
}
