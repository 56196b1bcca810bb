package dev.bobbin.instrument.adapt;

import dev.bobbin.instrument.mark.ClassMarks;
import dev.bobbin.instrument.mark.Marks;
import dev.bobbin.instrument.mark.Suspensions;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.MethodOutline;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Decides for each call of suspendable code whether it is adapted, and rewrites those that are.
 *
 * <p>A call is adapted if a row of the table is about it: about the method that the class file names, of the class that it names or
 * of one above it. It is not if that method is suspendable itself; if it is called on {@code super}; or where a monitor is
 * held, since what was legal before must not be refused now.
 *
 * <p>Safe for use by several threads: answers are computed from class files alone, and remembered.
 */
public final class Adaptation implements Suspensions {

    private static final int MOST_ARGUMENT_SLOTS = 250; // lambdas have fewer than methods

    private final AdaptedCalls table;
    private final boolean everywhere;
    private final TypeHierarchy hierarchy;
    private final Marks marks;
    private final Map<String, Optional<Found>> known = new ConcurrentHashMap<>();

    /** What a row comes to for the calls of one method. */
    private static final class Found {
        private final Optional<Substitute> substitute; // none if the call is to stay
        private final String adapter; // internal name; empty if there is none

        Found(Optional<Substitute> substitute, String adapter) {
            this.substitute = substitute;
            this.adapter = adapter;
        }
    }

    /**
     * @param everywhere whether classes are adapted that say nothing of it
     * @param marks who may suspend
     */
    public Adaptation(AdaptedCalls table, boolean everywhere, TypeHierarchy hierarchy, Marks marks) {
        this.table = table;
        this.everywhere = everywhere;
        this.hierarchy = hierarchy;
        this.marks = marks;
    }

    /** Whether calls in {@code type} are adapted: it says so, a type around it, its package, or the build. */
    @Override
    public boolean isOn(ClassOutline type) {
        return saidAt(type).orElse(everywhere);
    }

    private Optional<Boolean> saidAt(ClassOutline type) {
        Optional<Boolean> said = type.adaptsBlockingCalls();
        for (int dollar = type.name().lastIndexOf('$');
                !said.isPresent() && dollar > 0;
                dollar = type.name().lastIndexOf('$', dollar - 1)) {
            said = hierarchy.find(type.name().substring(0, dollar)).flatMap(ClassOutline::adaptsBlockingCalls);
        }
        return said.isPresent()
                ? said
                : hierarchy.find(type.packageName() + "/package-info").flatMap(ClassOutline::adaptsBlockingCalls);
    }

    /**
     * Rewrites the calls of {@code type}, in which this is on, that are adapted.
     *
     * @param classMarks who may suspend in it; no longer true afterwards, since lambdas may have come to suspend
     * @return what was rewritten, in the order of the class file
     */
    public List<AdaptedCall> apply(ClassNode type, ClassMarks classMarks) {
        return new CallRewriter(type, classMarks, this, hierarchy).apply();
    }

    @Override
    public boolean wouldSuspend(ClassOutline user, int opcode, String owner, String name, String descriptor) {
        return isOn(user)
                && !Hindrance.isOnSuper(opcode, name)
                && substitute(user.name(), owner, name, descriptor)
                        .filter(substitute -> !substitute.mayStay())
                        .isPresent();
    }

    /**
     * What to tell of {@code instruction}, a call or a method reference that stands in suspendable code of {@code user} as it
     * was compiled.
     *
     * @param method the method in which it stands, as compiled or as rewritten
     * @return nothing if it is none that could be adapted, or if {@code user} does not want it to be
     */
    public Optional<Advice> advice(ClassOutline user, MethodNode method, AbstractInsnNode instruction) {
        Optional<Callee> named = Callee.of(instruction);
        if (!named.isPresent() || !table.names(named.get().name())) {
            return Optional.empty(); // so it is with nearly all
        }
        Optional<Found> found = named.flatMap(callee -> found(callee.owner(), callee.name(), callee.descriptor()))
                .filter(row -> !isWithin(user.name(), row.adapter));
        if (!found.isPresent()) {
            return Optional.empty();
        }
        if (found.get().substitute.filter(Substitute::mayStay).isPresent()) {
            return isOn(user) ? Optional.of(Advice.nothing()) : Optional.empty();
        }
        if (!isOn(user)) {
            boolean offered =
                    found.get().substitute.isPresent() && !saidAt(user).isPresent();
            return offered ? Optional.of(Advice.toSwitchOn()) : Optional.empty();
        }
        if (!found.get().substitute.isPresent()) {
            return Optional.of(Advice.nothing());
        }
        Optional<Hindrance> hindrance = instruction instanceof MethodInsnNode
                ? Hindrance.of(method, (MethodInsnNode) instruction)
                : Hindrance.of((InvokeDynamicInsnNode) instruction);
        boolean isRefused = user.format() == 0; // and so the class is still as it was compiled
        return Optional.of(hindrance
                .map(Advice::of)
                .orElseGet(() -> isRefused ? Advice.nothing() : Advice.toCompileAnew(user.name())));
    }

    /** What takes the place of calls of this method in {@code user}. */
    Optional<Substitute> substitute(String user, String owner, String name, String descriptor) {
        return found(owner, name, descriptor)
                // An adapter makes the very call that it adapts.
                .filter(found -> !isWithin(user, found.adapter))
                .flatMap(found -> found.substitute);
    }

    private Optional<Found> found(String owner, String name, String descriptor) {
        List<Row> rows = owner.startsWith("[") ? Collections.<Row>emptyList() : table.named(name, descriptor);
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        String key = owner + '.' + name + descriptor;
        Optional<Found> found = known.get(key);
        if (found == null) {
            found = find(rows, owner, name, descriptor);
            known.put(key, found);
        }
        return found;
    }

    private static boolean isWithin(String user, String type) {
        return !type.isEmpty() && (user.equals(type) || user.startsWith(type + "$"));
    }

    private Optional<Found> find(List<Row> rows, String owner, String name, String descriptor) {
        if (marks.isSuspendable(owner, name, descriptor)
                || Type.getArgumentsAndReturnSizes(descriptor) >> 2 > MOST_ARGUMENT_SLOTS) {
            return Optional.empty();
        }
        Optional<Resolved> called = resolve(owner, name, descriptor);
        if (!called.isPresent() || called.get().method.isPrivate()) {
            return Optional.empty();
        }
        Row best = null;
        String bestOwner = "";
        Optional<Found> result = Optional.empty();
        for (Row row : rows) {
            Optional<String> rowOwner = row.owner(hierarchy);
            if (rowOwner.isPresent()
                    && isAbout(row, rowOwner.get(), owner, called.get())
                    && (best == null || row.overrules(best, rowOwner.get(), bestOwner, hierarchy))) {
                Optional<Found> found = found(row, rowOwner.get(), called.get().method);
                if (found.isPresent()) {
                    best = row;
                    bestOwner = rowOwner.get();
                    result = found;
                }
            }
        }
        return result;
    }

    /** Whether a call that finds {@code called} by way of {@code owner} may be one of the method that {@code row} names. */
    private boolean isAbout(Row row, String rowOwner, String owner, Resolved called) {
        boolean related = row.isConstructor() ? owner.equals(rowOwner) : hierarchy.isSubtype(owner, rowOwner);
        return related
                && row.methods(rowOwner, hierarchy).stream().anyMatch(method -> isSame(method, rowOwner, called));
    }

    /** A static method hides others and overrides none, so it has to be the very same. */
    private boolean isSame(MethodOutline method, String rowOwner, Resolved called) {
        if (!method.name().equals(called.method.name())
                || !method.descriptor().equals(called.method.descriptor())
                || method.isStatic() != called.method.isStatic()) {
            return false;
        }
        return !method.isStatic()
                || resolve(rowOwner, method.name(), method.descriptor())
                        .filter(found -> found.type.equals(called.type))
                        .isPresent();
    }

    private Optional<Found> found(Row row, String rowOwner, MethodOutline called) {
        if (row.fate() != Row.Fate.ADAPTER) {
            boolean stays = row.fate() == Row.Fate.AS_IS;
            return Optional.of(new Found(stays ? Optional.empty() : Optional.of(Substitute.call(row.fate())), ""));
        }
        Optional<String> adapter = Row.internalName(row.adapterName(), hierarchy);
        if (!adapter.isPresent()) {
            return Optional.empty();
        }
        return Adapters.fitting(row, rowOwner, called, adapter.get(), hierarchy).stream()
                .filter(method -> marks.isSuspendable(adapter.get(), method.name(), method.descriptor())
                        && marks.hasTwin(adapter.get(), method.name(), method.descriptor()))
                .findFirst()
                .map(method -> new Found(
                        Optional.of(Substitute.adapter(
                                adapter.get(), method.name(), method.descriptor(), marks.isInterface(adapter.get()))),
                        adapter.get()));
    }

    /** A method and the class in which it was found. */
    private static final class Resolved {
        private final String type;
        private final MethodOutline method;

        Resolved(String type, MethodOutline method) {
            this.type = type;
            this.method = method;
        }

        static Optional<Resolved> in(ClassOutline type, String name, String descriptor) {
            return type.method(name, descriptor).map(method -> new Resolved(type.name(), method));
        }
    }

    /** The method that the JVM finds for a call (JVMS 5.4.3.3), near enough: superclasses first, then interfaces. */
    private Optional<Resolved> resolve(String owner, String name, String descriptor) {
        List<String> open = new ArrayList<>();
        for (Optional<ClassOutline> at = hierarchy.find(owner); at.isPresent(); ) {
            Optional<Resolved> found = Resolved.in(at.get(), name, descriptor);
            if (found.isPresent() || name.equals(Row.CONSTRUCTOR)) {
                return found;
            }
            open.addAll(at.get().interfaces());
            at = at.get().superName().flatMap(hierarchy::find);
        }
        for (int i = 0; i < open.size(); i++) {
            Optional<ClassOutline> at = hierarchy.find(open.get(i));
            Optional<Resolved> found = at.flatMap(type -> Resolved.in(type, name, descriptor));
            if (found.isPresent()) {
                return found;
            }
            at.ifPresent(type -> open.addAll(type.interfaces()));
        }
        return Optional.empty();
    }
}
