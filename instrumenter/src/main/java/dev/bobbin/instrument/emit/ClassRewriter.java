package dev.bobbin.instrument.emit;

import dev.bobbin.instrument.check.Checker;
import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.mark.ClassMarks;
import dev.bobbin.instrument.plan.MethodPlan;
import dev.bobbin.instrument.read.MethodOutline;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassTooLargeException;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodNode;

/** Writes one class anew: from the plans of its methods to the bytes of the class and of its frames. */
public final class ClassRewriter {

    private static final String DESERIALIZE = "$deserializeLambda$";

    private final ClassNode type;
    private final ClassMarks marks;
    private final Checker checker;
    private final Lambdas lambdas;
    private final Guards guards;
    private final SuspendableCalls calls;
    private final Twins twins;
    private final TwinsApart apart;
    private final Map<String, MethodNode> madeFrom = new HashMap<>();
    private final Map<String, byte[]> generated = new LinkedHashMap<>();

    /**
     * @param type the class, which is changed in place
     * @param checker where methods that grew too large are reported
     * @param interfaces where the interfaces of suspendable lambdas come from
     */
    public ClassRewriter(ClassNode type, ClassMarks marks, Checker checker, SuspendingInterfaces interfaces) {
        this.type = type;
        this.marks = marks;
        this.checker = checker;
        this.lambdas = new Lambdas(name -> interfaces.forLambdasOf(type.name, name, generated));
        this.guards = new Guards(type, marks.meetAdvice());
        this.calls = new SuspendableCalls(marks, lambdas, guards);
        this.twins = new Twins(type, calls);
        this.apart = new TwinsApart(type);
    }

    /** Rewrites {@code method} into its twin, its resume path, its frame and its plain entry. */
    public void rewrite(MethodPlan plan) {
        MethodNode method = plan.method();
        MethodNode fast = plan.takesStackByHand() ? twins.inPlace(plan) : twins.body(plan);
        int place = type.methods.indexOf(method);
        if (plan.takesStackByHand()) {
            type.methods.set(place, fast);
        } else {
            type.methods.add(place + 1, fast);
        }
        made(method, fast);
        if (plan.hasFrame()) {
            MethodNode resume = ResumePath.of(type, plan, calls);
            type.methods.add(type.methods.indexOf(fast) + 1, resume);
            made(method, resume);
            generated.put(plan.frameName(), FrameClass.of(type, plan));
        }
        if (!plan.takesStackByHand() && twins.looksFirst(method)) {
            type.methods.add(type.methods.indexOf(fast), twins.dispatching(method));
            twins.forSuperCalls(method, Contract.bodyName(method.name), Contract.twinDescriptor(method.desc))
                    .ifPresent(way -> type.methods.add(type.methods.indexOf(fast), way));
        }
        boolean isSynthetic = (method.access & Opcodes.ACC_SYNTHETIC) != 0;
        if (marks.isLambdaBody(method) && isSynthetic) {
            type.methods.remove(method); // only its twin is called
        } else if (!plan.takesStackByHand()) {
            PlainEntry.replaceBody(type, method, fast.name);
        }
    }

    /** Gives {@code method}, which has no suspending code, a twin that calls it. */
    public void addForwardingTwin(MethodNode method) {
        boolean isAbstract = (method.access & Opcodes.ACC_ABSTRACT) != 0;
        MethodNode twin = isAbstract ? twins.callingImplementation(method) : twins.forwarding(method);
        if (!isAbstract || !apart.areNeeded()) {
            type.methods.add(type.methods.indexOf(method) + 1, twin);
        } else if (!marks.inheritsTwin(method)) {
            apart.add(twin);
        }
        if (!isAbstract) {
            twins.forSuperCalls(method, method.name, method.desc)
                    .ifPresent(way -> type.methods.add(type.methods.indexOf(twin) + 1, way));
        }
        retargetLambdas(method);
    }

    /** Gives the class a twin of {@code inherited}, of which it would inherit several: it calls the method that it inherits. */
    public void addResolvingTwin(MethodOutline inherited) {
        MethodNode method = new MethodNode(
                Contract.ASM_API, Opcodes.ACC_PUBLIC, inherited.name(), inherited.descriptor(), null, null);
        type.methods.add(twins.callingImplementation(method));
    }

    /** Lets the suspendable lambdas that {@code method}, which itself does not suspend, makes have suspendable bodies. */
    public void retargetLambdas(MethodNode method) {
        for (AbstractInsnNode instruction : method.instructions.toArray()) {
            marks.lambda(instruction)
                    .ifPresent(lambda -> method.instructions.set(instruction, lambdas.retargeted(lambda)));
        }
        if (method.name.equals(DESERIALIZE)) {
            restoreOriginalNames(method);
        }
    }

    /**
     * The bytes of the class and of what was generated for it, by internal name.
     *
     * @return nothing if the class or a method of it is too large; the checker knows
     */
    public Map<String, byte[]> write() {
        twins.addOverrideCheck(marks);
        guards.addTo(type);
        apart.write(generated);
        type.visitAnnotation(Contract.INSTRUMENTED, false).visit("value", Contract.FORMAT);
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        // Where a jump is longer than two bytes say, ASM computes types anew, and gives up early: it expects attackers.
        writer.setComputeLimits(Integer.MAX_VALUE, Long.MAX_VALUE);
        type.accept(writer);
        Map<String, byte[]> written = new LinkedHashMap<>();
        try {
            written.put(type.name, writer.toByteArray());
        } catch (MethodTooLargeException e) {
            checker.refuseSize(madeFrom.getOrDefault(
                    e.getMethodName() + e.getDescriptor(), named(e.getMethodName(), e.getDescriptor())));
            return new LinkedHashMap<>();
        } catch (ClassTooLargeException e) {
            checker.refuseClassSize();
            return new LinkedHashMap<>();
        }
        written.putAll(generated);
        return written;
    }

    /** Marks a class as made by the instrumenter for the class {@code owner}. */
    static void markGenerated(ClassVisitor generated, String owner) {
        AnnotationVisitor mark = generated.visitAnnotation(Contract.GENERATED, false);
        mark.visit("value", Type.getObjectType(owner));
        mark.visitEnd();
    }

    /**
     * A serialized lambda names its interface and body as they are now; the method with which javac makes it again knows them
     * as they were. So it is shown a copy with the names taken back.
     */
    private void restoreOriginalNames(MethodNode method) {
        String lambda = "Ljava/lang/invoke/SerializedLambda;";
        InsnList start = new InsnList();
        new Code(start)
                .load(0)
                .constant(Type.getObjectType(type.name))
                .callStatic(Contract.TWINS, "original", "(" + lambda + "Ljava/lang/Class;)" + lambda)
                .store(Code.OBJECT, 0);
        method.instructions.insert(start);
    }

    /** One that was not made here may grow, too: its constants have got other numbers, some in two bytes instead of one. */
    private MethodNode named(String name, String descriptor) {
        return type.methods.stream()
                .filter(method -> method.name.equals(name) && method.desc.equals(descriptor))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no method " + name + descriptor + " in " + type.name));
    }

    private void made(MethodNode original, MethodNode generated) {
        madeFrom.put(generated.name + generated.desc, original);
    }
}
