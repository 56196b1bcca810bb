package dev.bobbin.instrument.emit;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.diagnostic.SourceLine;
import dev.bobbin.instrument.plan.FrameField;
import dev.bobbin.instrument.plan.MethodPlan;
import dev.bobbin.instrument.plan.SavedValue;
import dev.bobbin.instrument.plan.State;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodNode;

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
    private final ClassNode frame = new ClassNode(Contract.ASM_API);

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
        // No two types ever meet in here, so computing the stack map asks for no class hierarchy.
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        frame.accept(writer);
        return writer.toByteArray();
    }

    private void writeConstructor() {
        code(0, "<init>", "()V")
                .load(0)
                .callExactly(Contract.FRAME, "<init>", "()V", false)
                .returns(Type.VOID_TYPE);
    }

    private void writeSave(State state) {
        Type result = Type.getReturnType(plan.method().desc);
        List<SavedValue> values = state.parts().get(0);
        boolean isAll = state.parts().size() == 1;
        int stackSlot = State.slotsOf(values) + (isAll ? 0 : 1);
        int frameSlot = isAll ? stackSlot + 1 : stackSlot - 1;
        Code code = code(
                Opcodes.ACC_STATIC,
                "save" + state.number(),
                isAll
                        ? Saving.descriptor(values, result, Contract.STACK_TYPE)
                        : Saving.descriptor(values, result, "L" + plan.frameName() + ";", Contract.STACK_TYPE));
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
        int frameSlot = State.slotsOf(values);
        int stackSlot = frameSlot + 1;
        Code code = code(
                Opcodes.ACC_STATIC,
                "again" + state.number(),
                Saving.descriptor(values, Type.VOID_TYPE, "L" + plan.frameName() + ";", Contract.STACK_TYPE));
        if (plan.states().size() > 1) {
            code.load(frameSlot).loadInt(state.number()).put(plan.frameName(), "state", Type.INT_TYPE);
        }
        writeChanged(values, frameSlot, code);
        Set<FrameField> dead = new LinkedHashSet<>(plan.layout().fields());
        state.saved().forEach(saved -> saved.field().ifPresent(dead::remove));
        dead.stream().filter(FrameField::isReference).forEach(field -> {
            LabelNode gone = new LabelNode();
            code.load(frameSlot)
                    .get(plan.frameName(), field.name(), field.type())
                    .ifNull(gone);
            code.load(frameSlot).loadNull().put(plan.frameName(), field.name(), field.type());
            code.label(gone);
        });
        code.load(stackSlot)
                .load(frameSlot)
                .call(Contract.STACK, "pushAgain", "(L" + Contract.FRAME + ";)V", false)
                .returns(Type.VOID_TYPE);
    }

    /** {@code static void keep1_1(Iterator v253, int v254, Total$Frame f)}: what the other methods have no room for. */
    private void writeKeep(State state, int part) {
        List<SavedValue> values = state.parts().get(part);
        Code code =
                code(Opcodes.ACC_STATIC, Saving.keepName(state, part), Saving.keepDescriptor(values, plan.frameName()));
        writeChanged(values, State.slotsOf(values), code);
        code.returns(Type.VOID_TYPE);
    }

    private void writeChanged(List<SavedValue> values, int frameSlot, Code code) {
        int slot = 0;
        for (SavedValue saved : values) {
            if (saved.field().isPresent()) {
                writeChanged(code, frameSlot, slot, saved.field().get());
            }
            slot += saved.type().getSize();
        }
    }

    private void writeChanged(Code code, int frameSlot, int slot, FrameField field) {
        LabelNode same = new LabelNode();
        if (field.isReference()) {
            code.load(frameSlot)
                    .get(plan.frameName(), field.name(), field.type())
                    .load(slot)
                    .ifSame(same);
        }
        code.load(frameSlot).load(field.type(), slot).put(plan.frameName(), field.name(), field.type());
        code.label(same);
    }

    private void writeResume() {
        boolean inInterface = (owner.access & Opcodes.ACC_INTERFACE) != 0;
        // Synthetic, so that a debugger that steps out of the user's code does not stop in here.
        code(Opcodes.ACC_PUBLIC | Opcodes.ACC_SYNTHETIC, "resume", "(" + Contract.STACK_TYPE + ")V")
                .load(0)
                .load(1)
                .callStatic(
                        owner.name,
                        plan.resumeName(),
                        "(L" + plan.frameName() + ";" + Contract.STACK_TYPE + ")V",
                        inInterface)
                .returns(Type.VOID_TYPE);
    }

    /** {@code return new StackTraceElement("Total", "total", "Total.java", LINES.charAt(state - 1))}. */
    private void writeWhere() {
        StringBuilder lines = new StringBuilder();
        plan.states().forEach(state -> lines.append((char) state.line()));
        String element = "java/lang/StackTraceElement";
        code(Opcodes.ACC_PUBLIC, "where", "()L" + element + ";")
                .make(element)
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
            code(Opcodes.ACC_PUBLIC, "names", "()Ljava/lang/String;")
                    .constant(String.join("\n", names))
                    .returns(Code.OBJECT);
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

    private Code code(int access, String name, String descriptor) {
        MethodNode method = (MethodNode) frame.visitMethod(access, name, descriptor, null, null);
        return new Code(method.instructions);
    }
}
