package dev.bobbin.instrument.report;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.plan.MethodPlan;
import dev.bobbin.instrument.read.CodeSizes;

/** How many bytes of bytecode a method had, and how many those that it became have; 0 for one that is not there. */
final class CodeBytes {

    /** Of a method that is not written yet. */
    static final CodeBytes NONE = new CodeBytes(0, 0, 0, 0, 0);

    private final int before;
    private final int entry;
    private final int twin;
    private final int fastPath;
    private final int resume;

    private CodeBytes(int before, int entry, int twin, int fastPath, int resume) {
        this.before = before;
        this.entry = entry;
        this.twin = twin;
        this.fastPath = fastPath;
        this.resume = resume;
    }

    static CodeBytes of(MethodPlan plan, CodeSizes before, CodeSizes after) {
        String name = plan.method().name;
        String descriptor = plan.method().desc;
        int compiled = before.of(name, descriptor);
        int resume = after.of(plan.resumeName(), "(L" + plan.frameName() + ";" + Contract.STACK_TYPE + ")V");
        if (plan.takesStackByHand()) {
            return new CodeBytes(compiled, 0, 0, after.of(name, descriptor), resume);
        }
        String twinDescriptor = Contract.twinDescriptor(descriptor);
        int entry = after.of(name, descriptor);
        int twin = after.of(Contract.twinName(name), twinDescriptor);
        int body = after.of(Contract.bodyName(name), twinDescriptor);
        return body == 0
                ? new CodeBytes(compiled, entry, 0, twin, resume)
                : new CodeBytes(compiled, entry, twin, body, resume);
    }

    static CodeBytes read(JsonObject json) {
        return new CodeBytes(
                json.number("before"),
                json.number("entry"),
                json.number("twin"),
                json.number("fastPath"),
                json.number("resume"));
    }

    JsonObject toJson() {
        return new JsonObject()
                .with("before", before)
                .with("entry", entry)
                .with("twin", twin)
                .with("fastPath", fastPath)
                .with("resume", resume);
    }

    /** The method as compiled; 0 for one that the instrumenter made of a method reference. */
    int before() {
        return before;
    }

    /** The plain entry; 0 for a lambda's body and for a method that takes the continuation by hand. */
    int entry() {
        return entry;
    }

    /** The twin of a method that can be overridden, which only finds out whom to call; 0 where the twin is the fast path itself. */
    int twin() {
        return twin;
    }

    int fastPath() {
        return fastPath;
    }

    /** The resume path; 0 if the method has no frame to go on from. */
    int resume() {
        return resume;
    }

    int after() {
        return entry + twin + fastPath + resume;
    }
}
