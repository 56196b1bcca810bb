package dev.bobbin.instrument.mark;

import dev.bobbin.instrument.analyze.MethodFlow;
import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.MethodOutline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Who may suspend in one class whose code has been read: its suspendable methods, the bodies of its suspendable lambdas, and
 * the calls in them that may suspend.
 */
public final class ClassMarks {

    private final ClassNode type;
    private final ClassOutline outline;
    private final Marks marks;
    private final Set<String> suspendable = new HashSet<>();
    private final Set<String> byHand = new HashSet<>();
    private final Set<String> lambdaBodies = new HashSet<>();
    private final Set<String> bodiesOfSuspendableInterfaces = new HashSet<>();
    private final Set<AbstractInsnNode> staysPlain = Collections.newSetFromMap(new IdentityHashMap<>());

    private ClassMarks(ClassNode type, ClassOutline outline, Marks marks) {
        this.type = type;
        this.outline = outline;
        this.marks = marks;
    }

    /** Marks the methods of {@code type}, whose outline is {@code outline}; of those that are marked, {@code calm} never suspend. */
    public static ClassMarks of(ClassNode type, ClassOutline outline, Marks marks, Calm calm) {
        ClassMarks found = new ClassMarks(type, outline, marks);
        for (MethodOutline method : outline.methods()) {
            String key = method.name() + method.descriptor();
            if (marks.takesStackByHand(outline, method)) {
                found.byHand.add(key);
            } else if (marks.isSuspendable(outline, method)) {
                found.suspendable.add(key);
            }
        }
        type.methods.forEach(method -> found.keepPlain(method, calm));
        found.markLambdaBodies();
        return found;
    }

    /** Whether objects may turn out to be proxies whose advice knows the methods that were written, but not their twins. */
    public boolean meetAdvice() {
        return marks.meetAdvice();
    }

    /** Whether a superclass has twins that ask which class they were called on. */
    public boolean inheritsTwins() {
        return marks.inheritsTwins(outline);
    }

    /** Whether an instance of exactly this class has the twin of every suspendable method that it inherits from classes. */
    public boolean overridesWithTwins() {
        return marks.overridesWithTwins(outline);
    }

    /** Whether the class, an interface, inherits a twin of {@code method}, which it declares. */
    public boolean inheritsTwin(MethodNode method) {
        return outline.method(method.name, method.desc)
                .filter(declared -> marks.inheritsTwin(outline, declared))
                .isPresent();
    }

    /** Whether {@code method} gets a twin. */
    public boolean isSuspendable(MethodNode method) {
        return suspendable.contains(keyOf(method)) || isLambdaBody(method);
    }

    /** Whether {@code method} is the body of a suspendable lambda: only its twin is ever called. */
    public boolean isLambdaBody(MethodNode method) {
        return lambdaBodies.contains(keyOf(method));
    }

    /** Whether {@code method} is the body of a lambda that a coroutine may call, whether or not anything in it suspends. */
    public boolean isBodyOfSuspendableInterface(MethodNode method) {
        return bodiesOfSuspendableInterfaces.contains(keyOf(method));
    }

    /** Whether {@code method} takes the continuation by hand and is rewritten in place. */
    public boolean takesStackByHand(MethodNode method) {
        return byHand.contains(keyOf(method));
    }

    /** Whether {@code instruction} calls a method that may suspend, and that is called as one. */
    public boolean maySuspend(AbstractInsnNode instruction) {
        if (!(instruction instanceof MethodInsnNode) || staysPlain.contains(instruction)) {
            return false;
        }
        MethodInsnNode call = (MethodInsnNode) instruction;
        return marks.maySuspend(call.getOpcode(), call.owner, call.name, call.desc);
    }

    /** Whether {@code instruction} calls what is marked, but never suspends, in code that cannot wait. */
    public boolean staysPlain(AbstractInsnNode instruction) {
        return staysPlain.contains(instruction);
    }

    /** {@code type}, or, if this class may not name it (JVMS 5.4.4), the nearest superclass that it may. */
    public Type asNamedHere(Type type) {
        return marks.asNamedBy(this.type.name, type);
    }

    /** Whether {@code call}, which may suspend, is a {@code super.m()} that must not ask the receiver's class. */
    public boolean goesPastTwin(MethodInsnNode call) {
        return call.getOpcode() == Opcodes.INVOKESPECIAL && marks.reachesOverridable(call.owner, call.name, call.desc);
    }

    /** Whether {@code call}, which may suspend, would find the twin it needs. */
    public boolean hasTwin(MethodInsnNode call) {
        return marks.hasTwin(call.owner, call.name, call.desc);
    }

    /** Whether {@code instruction} asks for the method's own continuation. */
    public static boolean asksForStack(AbstractInsnNode instruction) {
        if (!(instruction instanceof MethodInsnNode)) {
            return false;
        }
        MethodInsnNode call = (MethodInsnNode) instruction;
        return call.owner.equals(Contract.STACK) && call.name.equals("current") && call.desc.startsWith("()");
    }

    /** Whether {@code method} has anything in it that needs the continuation. */
    public boolean needsStack(MethodNode method) {
        for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
            if (at instanceof MethodInsnNode && (maySuspend(at) || asksForStack(at))) {
                return true;
            }
        }
        return false;
    }

    /** The suspendable lambda that {@code instruction} makes, if it makes one. */
    public Optional<SuspendableLambda> lambda(AbstractInsnNode instruction) {
        if (!(instruction instanceof InvokeDynamicInsnNode)) {
            return Optional.empty();
        }
        InvokeDynamicInsnNode site = (InvokeDynamicInsnNode) instruction;
        if (!isOfSuspendableInterface(site)) {
            return Optional.empty();
        }
        Handle body = SuspendableLambda.implementationOf(site);
        boolean suspends = body.getOwner().equals(type.name) && lambdaBodies.contains(body.getName() + body.getDesc())
                || marks.isSuspendable(body.getOwner(), body.getName(), body.getDesc());
        return suspends ? Optional.of(new SuspendableLambda(site)) : Optional.empty();
    }

    /** Every suspendable lambda that the methods of the class make. */
    public List<SuspendableLambda> lambdas() {
        List<SuspendableLambda> lambdas = new ArrayList<>();
        for (InvokeDynamicInsnNode site : sites()) {
            lambda(site).ifPresent(lambdas::add);
        }
        return lambdas;
    }

    /** Takes {@code method}, made for a lambda after the class was marked, for a lambda's body. */
    public void addLambdaBody(MethodNode method) {
        lambdaBodies.add(keyOf(method));
    }

    /** Calls from code that cannot wait, for the class's initialisation or a monitor, stay as they are if they need not wait. */
    private void keepPlain(MethodNode method, Calm calm) {
        boolean wholly = method.name.charAt(0) == '<' || (method.access & Opcodes.ACC_SYNCHRONIZED) != 0;
        if (!wholly && !MethodFlow.takesMonitors(method)) {
            return;
        }
        for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
            if (maySuspend(at)
                    && (wholly || !MethodFlow.monitorsHeld(method, at).isEmpty())
                    && calm.isCalm((MethodInsnNode) at)) {
                staysPlain.add(at);
            }
        }
    }

    private void markLambdaBodies() {
        for (InvokeDynamicInsnNode site : sites()) {
            if (isOfSuspendableInterface(site)) {
                Optional<MethodNode> made = bodyOf(site);
                made.ifPresent(body -> bodiesOfSuspendableInterfaces.add(keyOf(body)));
                made.filter(body -> needsStack(body) && !suspendable.contains(keyOf(body)))
                        .ifPresent(this::addLambdaBody);
            }
        }
    }

    /** Every place in the class where a lambda, or something else that is linked when it first runs, is made. */
    private List<InvokeDynamicInsnNode> sites() {
        List<InvokeDynamicInsnNode> sites = new ArrayList<>();
        for (MethodNode method : type.methods) {
            for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
                if (at instanceof InvokeDynamicInsnNode) {
                    sites.add((InvokeDynamicInsnNode) at);
                }
            }
        }
        return sites;
    }

    /** Whether {@code site} makes a lambda or method reference for an interface whose method is suspendable. */
    public boolean isOfSuspendableInterface(InvokeDynamicInsnNode site) {
        return SuspendableLambda.isLambda(site)
                && marks.isSuspendable(
                        Type.getReturnType(site.desc).getInternalName(), site.name, site.bsmArgs[0].toString());
    }

    private Optional<MethodNode> bodyOf(InvokeDynamicInsnNode site) {
        Handle handle = SuspendableLambda.implementationOf(site);
        if (!handle.getOwner().equals(type.name)) {
            return Optional.empty();
        }
        return type.methods.stream()
                .filter(method -> isMadeForLambda(method)
                        && method.name.equals(handle.getName())
                        && method.desc.equals(handle.getDesc()))
                .findFirst();
    }

    /** Kotlin's compiler does not say of such methods that it made them, but for their names. */
    private static boolean isMadeForLambda(MethodNode method) {
        boolean byKotlin = (method.access & Opcodes.ACC_PRIVATE) != 0 && method.name.contains("$lambda$");
        return byKotlin || (method.access & Opcodes.ACC_SYNTHETIC) != 0;
    }

    private static String keyOf(MethodNode method) {
        return method.name + method.desc;
    }
}
