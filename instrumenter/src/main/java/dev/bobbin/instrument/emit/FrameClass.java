package dev.bobbin.instrument.emit;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.diagnostic.SourceLine;
import dev.bobbin.instrument.plan.FrameField;
import dev.bobbin.instrument.plan.MethodPlan;
import dev.bobbin.instrument.plan.SavedValue;
import dev.bobbin.instrument.plan.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LabelNode;

/**
 * The frame of one method: a field for each value that is live at some suspension point, a {@code save} for each state that
 * makes the frame, an {@code again} that writes it anew, and the way back into the user's class.
 *
 * <pre>{@code
 * private static final long serialVersionUID = <the version of the method>;
 *
 * static int save1(Iterator v0, int v1, FrameStack k) {
 *   Total$Frame f = new Total$Frame();
 *   f.state = 1; f.v0 = v0; f.v1 = v1;
 *   k.push(f);
 *   return 0;
 * }
 *
 * static void again1(Iterator v0, int v1, Total$Frame f, FrameStack k) {
 *   if (f.state != 1) f.state = 1;
 *   if (f.v0 != v0) f.v0 = v0;              // a reference is stored only if it changed: each store costs the collector
 *   f.v1 = v1;
 *   if (f.v2 != null) f.v2 = null;          // live in other states, dead in this one: let it go
 *   k.pushAgain(f);
 * }
 * }</pre>
 */
final class FrameClass {

    /** JVMS 4.4.7: a string constant takes at most 65535 bytes; a char up to three. */
    private static final int MOST_NAMES = 20_000;

    private final ClassNode owner;
    private final MethodPlan plan;
    private final ClassWriter frame = new ClassWriter(ClassWriter.COMPUTE_MAXS);

    private FrameClass(ClassNode owner, MethodPlan plan) {
        this.owner = owner;
        this.plan = plan;
    }

    /** The bytes of the frame class of {@code plan}, a method of {@code owner}. */
    static byte[] of(ClassNode owner, MethodPlan plan) {
        return new FrameClass(owner, plan).write();
    }

    private byte[] write() {
        frame.visit(
                Opcodes.V1_8,
                Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
                plan.frameName(),
                null,
                Contract.FRAME,
                new String[] {"java/io/Serializable"});
        ClassRewriter.markGenerated(frame, owner.name);
        frame.visitField(
                Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL | Opcodes.ACC_SYNTHETIC,
                "serialVersionUID",
                "J",
                null,
                plan.version());
        for (FrameField field : plan.layout().fields()) {
            frame.visitField(0, field.name(), field.type().getDescriptor(), null, null);
        }
        writeConstructor();
        for (State state : plan.states()) {
            writeSave(state);
            writeAgain(state);
            for (int part = 1; part < state.parts().size(); part++) {
                writeKeep(state, part);
            }
        }
        writeResume();
        writeWhere();
        writeNames();
        return frame.toByteArray();
    }

    private void writeConstructor() {
        method(0, "<init>", "()V", code -> {
            code.load(0).callExactly(Contract.FRAME, "<init>", "()V", false).returns(Type.VOID_TYPE);
        });
    }

    private void writeSave(State state) {
        Type result = Type.getReturnType(plan.method().desc);
        List<SavedValue> values = state.parts().get(0);
        boolean isAll = state.parts().size() == 1;
        String descriptor = isAll
                ? Saving.descriptor(values, result, Contract.STACK_TYPE)
                : Saving.descriptor(values, result, frameType(), Contract.STACK_TYPE);
        method(Opcodes.ACC_STATIC, "save" + state.number(), descriptor, code -> {
            int stackSlot = State.slotsOf(values) + (isAll ? 0 : 1);
            int frameSlot = isAll ? stackSlot + 1 : stackSlot - 1;
            if (isAll) {
                make(plan, frameSlot, code);
            }
            code.load(frameSlot).loadInt(state.number()).put(plan.frameName(), "state", Type.INT_TYPE);
            int slot = 0;
            for (SavedValue saved : values) {
                if (saved.field().isPresent()) {
                    FrameField field = saved.field().get();
                    code.load(frameSlot).load(saved.type(), slot).put(plan.frameName(), field.name(), field.type());
                }
                slot += saved.type().getSize();
            }
            code.load(stackSlot)
                    .load(frameSlot)
                    .call(Contract.STACK, "push", "(L" + Contract.FRAME + ";)V", false)
                    .loadZero(result)
                    .returns(result);
        });
    }

    /** Makes a frame and puts it into the local {@code slot}. */
    static void make(MethodPlan plan, int slot, Code code) {
        code.make(plan.frameName())
                .dup()
                .callExactly(plan.frameName(), "<init>", "()V", false)
                .store(Code.OBJECT, slot);
    }

    private void writeAgain(State state) {
        List<SavedValue> values = state.parts().get(0);
        String descriptor = Saving.descriptor(values, Type.VOID_TYPE, frameType(), Contract.STACK_TYPE);
        method(Opcodes.ACC_STATIC, "again" + state.number(), descriptor, code -> {
            int frameSlot = State.slotsOf(values);
            List<Object> arguments = argumentTypes(values, plan.frameName(), Contract.STACK);
            if (plan.states().size() > 1) {
                code.load(frameSlot).loadInt(state.number()).put(plan.frameName(), "state", Type.INT_TYPE);
            }
            writeChanged(values, frameSlot, arguments, code);
            Set<FrameField> dead = new LinkedHashSet<>(plan.layout().fields());
            state.saved().forEach(saved -> saved.field().ifPresent(dead::remove));
            for (FrameField field : dead) {
                if (field.isReference()) {
                    LabelNode gone = new LabelNode();
                    code.load(frameSlot)
                            .get(plan.frameName(), field.name(), field.type())
                            .ifNull(gone);
                    code.load(frameSlot).loadNull().put(plan.frameName(), field.name(), field.type());
                    code.label(gone).frame(arguments, Collections.emptyList());
                }
            }
            code.load(frameSlot + 1)
                    .load(frameSlot)
                    .call(Contract.STACK, "pushAgain", "(L" + Contract.FRAME + ";)V", false)
                    .returns(Type.VOID_TYPE);
        });
    }

    /** {@code static void keep1_1(Iterator v253, int v254, Total$Frame f)}: what the other methods have no room for. */
    private void writeKeep(State state, int part) {
        List<SavedValue> values = state.parts().get(part);
        String descriptor = Saving.keepDescriptor(values, plan.frameName());
        method(Opcodes.ACC_STATIC, Saving.keepName(state, part), descriptor, code -> {
            writeChanged(values, State.slotsOf(values), argumentTypes(values, plan.frameName()), code);
            code.returns(Type.VOID_TYPE);
        });
    }

    private void writeChanged(List<SavedValue> values, int frameSlot, List<Object> arguments, Code code) {
        int slot = 0;
        for (SavedValue saved : values) {
            if (saved.field().isPresent()) {
                writeChanged(saved.field().get(), slot, frameSlot, arguments, code);
            }
            slot += saved.type().getSize();
        }
    }

    private void writeChanged(FrameField field, int slot, int frameSlot, List<Object> arguments, Code code) {
        LabelNode same = new LabelNode();
        if (field.isReference()) {
            code.load(frameSlot)
                    .get(plan.frameName(), field.name(), field.type())
                    .load(slot)
                    .ifSame(same);
        }
        code.load(frameSlot).load(field.type(), slot).put(plan.frameName(), field.name(), field.type());
        if (field.isReference()) {
            code.label(same).frame(arguments, Collections.emptyList());
        }
    }

    /** The types of {@code values} and then of {@code last}: those of the locals, which stay what they are when the method begins. */
    private static List<Object> argumentTypes(List<SavedValue> values, String... last) {
        List<Object> types = new ArrayList<>();
        for (SavedValue saved : values) {
            types.add(FrameTypes.of(saved.type()));
        }
        Collections.addAll(types, last);
        return types;
    }

    private String frameType() {
        return "L" + plan.frameName() + ";";
    }

    private void writeResume() {
        boolean inInterface = (owner.access & Opcodes.ACC_INTERFACE) != 0;
        // Synthetic, so that a debugger that steps out of the user's code does not stop in here.
        int access = Opcodes.ACC_PUBLIC | Opcodes.ACC_SYNTHETIC;
        method(access, "resume", "(" + Contract.STACK_TYPE + ")V", code -> {
            String descriptor = "(" + frameType() + Contract.STACK_TYPE + ")V";
            code.load(0)
                    .load(1)
                    .callStatic(owner.name, plan.resumeName(), descriptor, inInterface)
                    .returns(Type.VOID_TYPE);
        });
    }

    /** {@code return new StackTraceElement("Total", "total", "Total.java", LINES.charAt(state - 1))}. */
    private void writeWhere() {
        StringBuilder lines = new StringBuilder();
        plan.states().forEach(state -> lines.append((char) state.line()));
        String element = "java/lang/StackTraceElement";
        method(Opcodes.ACC_PUBLIC, "where", "()L" + element + ";", code -> {
            code.make(element)
                    .dup()
                    .constant(owner.name.replace('/', '.'))
                    .constant(plan.method().name)
                    .constant(SourceLine.fileOf(owner))
                    .constant(lines.toString())
                    .load(0)
                    .get(plan.frameName(), "state", Type.INT_TYPE)
                    .loadInt(-1)
                    .add(new org.objectweb.asm.tree.InsnNode(Opcodes.IADD))
                    .call("java/lang/String", "charAt", "(I)C", false)
                    .callExactly(element, "<init>", "(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;I)V", false)
                    .returns(Code.OBJECT);
        });
    }

    /**
     * {@code return "v0 this v1 orders\nv1 orders"}: for each state, which field keeps which variable. References only, since
     * this is for telling why a frame cannot be saved. Nothing where no name is known, or in the last states of a giant.
     */
    private void writeNames() {
        List<String> names = new ArrayList<>();
        int length = 0;
        for (State state : plan.states()) {
            String here = namesIn(state);
            length += here.length() + 1;
            if (length > MOST_NAMES) {
                break;
            }
            names.add(here);
        }
        if (names.stream().anyMatch(here -> !here.isEmpty())) {
            method(
                    Opcodes.ACC_PUBLIC,
                    "names",
                    "()Ljava/lang/String;",
                    code -> code.constant(String.join("\n", names)).returns(Code.OBJECT));
        }
    }

    private String namesIn(State state) {
        List<String> names = new ArrayList<>();
        for (SavedValue saved : state.locals()) {
            saved.field()
                    .filter(FrameField::isReference)
                    .ifPresent(field -> plan.variableAt(saved.place(), state)
                            .ifPresent(variable -> names.add(field.name() + ' ' + variable.name)));
        }
        return String.join(" ", names);
    }

    private void method(int access, String name, String descriptor, Consumer<Code> body) {
        MethodVisitor method = frame.visitMethod(access, name, descriptor, null, null);
        method.visitCode();
        body.accept(Code.to(method));
        method.visitMaxs(0, 0); // computed
        method.visitEnd();
    }
}
