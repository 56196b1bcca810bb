package dev.bobbin.instrument.mark;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.MethodOutline;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Who may suspend. A method may if it, its type or its package is annotated; if it overrides or implements one that may; or
 * if it is what a compiler's bridge or accessor for such a method calls. A class instrumented before says it by its twins.
 *
 * <p>Safe for use by several threads: answers are computed from class files alone, and remembered.
 */
public final class Marks {

    private final TypeHierarchy hierarchy;
    private final Set<String> build;
    private final Set<String> inferred;
    private final boolean meetAdvice;
    private final Map<MethodName, Boolean> calls = new ConcurrentHashMap<>();
    private final Map<MethodOutline, Boolean> declared = new ConcurrentHashMap<>();
    private final Map<String, Optional<MethodOutline>> plainOverrides = new ConcurrentHashMap<>();

    /**
     * @param hierarchy the classes of the build and of its class path
     * @param build internal names of the classes being instrumented: each gets the twins it needs
     */
    public Marks(TypeHierarchy hierarchy, Set<String> build) {
        this(hierarchy, build, Collections.emptySet());
    }

    private Marks(TypeHierarchy hierarchy, Set<String> build, Set<String> inferred) {
        this.hierarchy = hierarchy;
        this.build = build;
        this.inferred = inferred;
        this.meetAdvice =
                Contract.ADVICE.stream().anyMatch(type -> hierarchy.find(type).isPresent());
    }

    /**
     * Takes more methods for suspendable than were marked: those that can only be called where they are known, and that call
     * one that suspends.
     *
     * @param classes the classes being instrumented, by internal name
     * @param suspensions calls that suspend besides those of suspendable methods
     * @return the marks with what was inferred
     */
    public Marks inferring(Map<String, byte[]> classes, Suspensions suspensions) {
        return with(Inference.infer(hierarchy, classes, this, suspensions));
    }

    /** These marks, and {@code methods}, as {@link Inference#key} spells them. */
    Marks with(Set<String> methods) {
        return new Marks(hierarchy, build, methods);
    }

    /** What was inferred: class, method and descriptor of each, as class files spell them, in order. */
    public Set<String> inferred() {
        return Collections.unmodifiableSet(inferred);
    }

    /** Whether a call that names this method may suspend: some class it could be found in declares it suspendable. */
    public boolean isSuspendable(String owner, String name, String descriptor) {
        if (owner.startsWith("java/") || owner.startsWith("[") || name.charAt(0) == '<') {
            return false;
        }
        MethodName key = new MethodName(owner, name, descriptor);
        Boolean known = calls.get(key);
        if (known == null) {
            known = !declarations(owner, name, descriptor).isEmpty();
            calls.put(key, known);
        }
        return known;
    }

    /**
     * Whether a suspending call of this method would find a twin that fits: not if the method is annotated in a library that
     * was built without the instrumenter, or with one of another format.
     */
    public boolean hasTwin(String owner, String name, String descriptor) {
        for (ClassOutline declaring : declarations(owner, name, descriptor)) {
            if (hasTwins(declaring)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the class path has a framework that puts advice around methods by proxies that know nothing of twins. */
    boolean meetAdvice() {
        return meetAdvice;
    }

    /** A static method that {@code type} declares, that others can call and that is suspendable. */
    public Optional<MethodOutline> suspendableStatic(String type) {
        return hierarchy
                .find(type)
                .flatMap(outline -> outline.methods().stream()
                        .filter(method -> method.isStatic() && !method.isPrivate() && !method.isSynthetic())
                        .filter(method -> isSuspendable(outline, method))
                        .findFirst());
    }

    /** Whether {@code type} is compiled together with what is instrumented, so that its author can mark its methods. */
    public boolean isOfBuild(String type) {
        return build.contains(type);
    }

    /**
     * Whether a call by {@code opcode} may suspend. Of one that leaves no choice to its receiver, such as {@code super.m()}, only
     * the method counts that it reaches. If that has no twin, the call stays as it is, or it would get to the twin that an
     * interface has for implementations without one, which calls the receiver's own method, and so whoever called {@code super.m()}.
     */
    public boolean maySuspend(int opcode, String owner, String name, String descriptor) {
        boolean mayBe = isSuspendable(owner, name, descriptor);
        return opcode == Opcodes.INVOKESPECIAL ? mayBe && reachesTwin(owner, name, descriptor) : mayBe;
    }

    private boolean reachesTwin(String owner, String name, String descriptor) {
        Optional<ClassOutline> reached = reachedExactly(owner, name, descriptor);
        if (!reached.isPresent()) {
            return false;
        }
        boolean isSuspendable = reached.get()
                .method(name, descriptor)
                .filter(method -> isSuspendable(reached.get(), method))
                .isPresent();
        return isSuspendable && (hasTwins(reached.get()) || !hasTwin(owner, name, descriptor)); // that is refused
    }

    /**
     * Whether {@code invokespecial} calls a method that others may override: its twin asks the receiver, so there is another way
     * past it.
     */
    boolean reachesOverridable(String owner, String name, String descriptor) {
        int never = Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL | Opcodes.ACC_BRIDGE;
        return reachedExactly(owner, name, descriptor)
                .filter(type -> (type.access() & Opcodes.ACC_FINAL) == 0)
                .flatMap(type -> type.method(name, descriptor))
                .filter(method -> (method.access() & never) == 0)
                .isPresent();
    }

    /** The type whose method {@code invokespecial} calls (JVMS 6.5); empty if there is none with code. */
    private Optional<ClassOutline> reachedExactly(String owner, String name, String descriptor) {
        for (Optional<ClassOutline> at = hierarchy.find(owner); at.isPresent(); ) {
            Optional<MethodOutline> found = at.get().method(name, descriptor);
            if (found.isPresent()) {
                return found.get().isAbstract() ? Optional.empty() : at;
            }
            at = at.get().superName().flatMap(hierarchy::find);
        }
        List<ClassOutline> defaults = new ArrayList<>();
        hierarchy
                .find(owner)
                .ifPresent(type -> hierarchy.supertypes(type).stream()
                        .filter(at -> at.method(name, descriptor)
                                .filter(method -> !method.isAbstract() && !method.isStatic() && !method.isPrivate())
                                .isPresent())
                        .forEach(at -> addIfUnrelated(at, defaults)));
        return defaults.stream().findFirst();
    }

    /** {@code type}, or, if the class {@code user} may not name it, the nearest superclass that it may. */
    Type asNamedBy(String user, Type type) {
        if (type.getSort() == Type.OBJECT) {
            return Type.getObjectType(hierarchy.nearestAccessible(type.getInternalName(), user));
        } else if (type.getSort() == Type.ARRAY) {
            Type element = asNamedBy(user, type.getElementType());
            return Type.getType(type.getDescriptor().substring(0, type.getDimensions()) + element.getDescriptor());
        }
        return type;
    }

    /** Whether {@code method}, which {@code type} itself declares, is suspendable. */
    public boolean isSuspendable(ClassOutline type, MethodOutline method) {
        Boolean known = declared.get(method);
        if (known == null) {
            known = findSuspendable(type, method);
            declared.put(method, known);
        }
        return known;
    }

    private boolean findSuspendable(ClassOutline type, MethodOutline method) {
        if (method.isInitializer() || Contract.takesStack(method.descriptor())) {
            return false;
        }
        if ((type.access() & Opcodes.ACC_ANNOTATION) != 0) {
            return false; // what implements it is a proxy of the JDK's, which knows the elements and nothing else
        }
        if (type.format() > 0) {
            return hasTwin(type, method);
        }
        if (method.isAccessor()) {
            return method.forwardsTo()
                    .filter(target -> isSuspendable(target.owner(), target.name(), target.descriptor()))
                    .isPresent();
        }
        MethodOutline target = method.isBridge() ? target(type, method).orElse(method) : method;
        if (isSuspendableByItself(type, method) || isSuspendableByItself(type, target)) {
            return true;
        }
        for (MethodOutline bridge : type.methods()) {
            if (bridge.isBridge()
                    && target(type, bridge).filter(target::equals).isPresent()
                    && isSuspendableByItself(type, bridge)) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code method} of a class that was instrumented has a twin. That of an interface's abstract one may lie above it. */
    private boolean hasTwin(ClassOutline type, MethodOutline method) {
        String twin = Contract.twinName(method.name());
        String descriptor = Contract.twinDescriptor(method.descriptor());
        boolean mayLieAbove = (type.access() & Opcodes.ACC_INTERFACE) != 0 && method.isAbstract();
        List<ClassOutline> places = mayLieAbove ? hierarchy.lineage(type) : Collections.singletonList(type);
        return places.stream().anyMatch(at -> at.method(twin, descriptor).isPresent());
    }

    /** Whether {@code type}, an interface, inherits a twin of {@code method}, which it declares. */
    boolean inheritsTwin(ClassOutline type, MethodOutline method) {
        return hierarchy.supertypes(type).stream()
                .filter(this::hasTwins)
                .anyMatch(at -> at.method(method.name(), method.descriptor())
                        .filter(overridden -> !overridden.isStatic() && !overridden.isPrivate())
                        .filter(overridden -> isSuspendable(at, overridden))
                        .isPresent());
    }

    /** Whether {@code method} is annotated and takes the continuation by hand: rewritten in place, never called as one. */
    public boolean takesStackByHand(ClassOutline type, MethodOutline method) {
        return method.isMarked() && Contract.takesStack(method.descriptor()) && type.format() == 0;
    }

    /**
     * The suspendable methods that an instance of the functional interface {@code type} must implement; more than one only
     * where generic interfaces specialise each other. Empty if it is no functional interface or cannot suspend.
     */
    public List<MethodOutline> functionalMethods(ClassOutline type) {
        if ((type.access() & Opcodes.ACC_INTERFACE) == 0 || type.isSealed()) {
            return Collections.emptyList(); // JLS 9.8
        }
        List<ClassOutline> line = hierarchy.lineage(type);
        Map<String, List<ClassOutline>> declaring = new LinkedHashMap<>();
        for (ClassOutline at : line) {
            for (MethodOutline method : at.methods()) {
                if (!method.isStatic() && !method.isPrivate() && !Contract.isTwinName(method.name())) {
                    String key = method.name() + method.descriptor();
                    addIfUnrelated(at, declaring.computeIfAbsent(key, k -> new ArrayList<>()));
                }
            }
        }
        List<MethodOutline> found = new ArrayList<>();
        for (ClassOutline at : line) {
            for (MethodOutline method : at.methods()) {
                List<ClassOutline> inherited = declaring.get(method.name() + method.descriptor());
                if (inherited != null && inherited.get(0) == at && method.isAbstract() && !isOfObject(method)) {
                    found.add(method);
                }
            }
        }
        boolean oneName = found.stream().map(MethodOutline::name).distinct().count() == 1;
        boolean suspends = found.stream().allMatch(m -> isSuspendable(type.name(), m.name(), m.descriptor()));
        return oneName && suspends ? Collections.unmodifiableList(found) : Collections.<MethodOutline>emptyList();
    }

    /**
     * A method of a library's class that overrides an instrumented one and names suspendable methods, but was not instrumented
     * itself; empty if {@code type} neither declares nor inherits one.
     */
    public Optional<MethodOutline> plainOverride(String type) {
        if (type.startsWith("java/") || type.startsWith("[")) {
            return Optional.empty();
        }
        Optional<MethodOutline> known = plainOverrides.get(type);
        if (known == null) {
            known = findPlainOverride(
                    type); // under no lock: it may read class files through a loader that takes its own
            plainOverrides.put(type, known);
        }
        return known;
    }

    private Optional<MethodOutline> findPlainOverride(String type) {
        for (Optional<ClassOutline> at = hierarchy.find(type); at.isPresent(); ) {
            ClassOutline outline = at.get();
            if (build.contains(outline.name()) || outline.format() != 0) {
                return Optional.empty();
            }
            for (MethodOutline method : outline.methods()) {
                boolean written = !method.isStatic() && !method.isAbstract() && !method.isSynthetic();
                if (written
                        && isSuspendable(outline, method)
                        && hasTwin(outline.name(), method.name(), method.descriptor())
                        && hierarchy
                                .read(outline.name())
                                .filter(bytes -> Concern.namesSuspendable(bytes, this))
                                .isPresent()) {
                    return Optional.of(method);
                }
            }
            at = outline.superName().filter(name -> !name.startsWith("java/")).flatMap(hierarchy::find);
        }
        return Optional.empty();
    }

    /** Whether {@code type} is an interface that the class path knows. */
    public boolean isInterface(String type) {
        return hierarchy
                .find(type)
                .filter(outline -> (outline.access() & Opcodes.ACC_INTERFACE) != 0)
                .isPresent();
    }

    /** Whether {@code type} is an iterator whose steps may suspend. */
    public boolean isSuspendableIterator(String type) {
        return isSuspendable(type, "hasNext", "()Z") || isSuspendable(type, "next", "()Ljava/lang/Object;");
    }

    /** Whether {@code bytes}, the class of {@code outline}, has anything in it that concerns suspension. */
    public boolean concerns(ClassOutline outline, byte[] bytes) {
        return Concern.isConcerned(outline, bytes, this);
    }

    /** Whether {@code type} has a suspendable method of this name, whatever its parameters. */
    boolean hasSuspendable(String type, String name) {
        if (type.startsWith("java/")) {
            return false;
        }
        Optional<ClassOutline> start = hierarchy.find(type);
        if (!start.isPresent()) {
            return false;
        }
        List<ClassOutline> line = hierarchy.lineage(start.get());
        return line.stream()
                .anyMatch(at -> at.methods().stream()
                        .anyMatch(method -> method.name().equals(name) && isSuspendable(at, method)));
    }

    /** Whether a superclass of {@code type} has twins that ask which class they were called on. */
    public boolean inheritsTwins(ClassOutline type) {
        return (type.access() & Opcodes.ACC_INTERFACE) == 0
                && superclasses(type).stream().anyMatch(at -> hasTwins(at) && declaresVirtual(at));
    }

    /**
     * Whether no class above {@code type}, compiled without the instrumenter, overrides a suspendable method of a class above
     * that: an instance of {@code type} has the twin of whatever it inherits.
     */
    public boolean overridesWithTwins(ClassOutline type) {
        boolean plainBelow = false;
        for (ClassOutline at : superclasses(type)) {
            if (plainBelow && hasTwins(at)) {
                return false;
            }
            plainBelow |= !hasTwins(at) && declaresVirtual(at);
        }
        return true;
    }

    /**
     * The suspendable methods of which {@code type} would inherit two unrelated default twins: it implements interfaces that
     * know nothing of each other, and takes the implementation from a superclass that knows of neither.
     */
    public List<MethodOutline> conflictingTwins(ClassOutline type) {
        List<ClassOutline> line = hierarchy.lineage(type);
        Map<String, List<ClassOutline>> interfaces = new LinkedHashMap<>();
        Map<String, MethodOutline> methods = new LinkedHashMap<>();
        Set<String> inClasses = new LinkedHashSet<>();
        for (ClassOutline at : line) {
            boolean isInterface = (at.access() & Opcodes.ACC_INTERFACE) != 0;
            for (MethodOutline method : at.methods()) {
                String key = method.name() + method.descriptor();
                if (method.isStatic() || method.isPrivate() || !isSuspendable(at, method)) {
                    continue;
                }
                methods.putIfAbsent(key, method);
                if (!isInterface || at == type) {
                    inClasses.add(key);
                } else {
                    addIfUnrelated(at, interfaces.computeIfAbsent(key, k -> new ArrayList<>()));
                }
            }
        }
        interfaces.forEach((key, unrelated) -> {
            if (unrelated.size() == 1 || inClasses.contains(key)) {
                methods.remove(key);
            }
        });
        methods.keySet().retainAll(interfaces.keySet());
        return Collections.unmodifiableList(new ArrayList<>(methods.values()));
    }

    /** Adds an interface to those of which none extends another: the more specific one stays. */
    private void addIfUnrelated(ClassOutline added, List<ClassOutline> unrelated) {
        if (unrelated.stream().noneMatch(other -> hierarchy.supertypes(other).contains(added))) {
            List<ClassOutline> overridden = hierarchy.supertypes(added);
            unrelated.removeIf(overridden::contains);
            unrelated.add(added);
        }
    }

    /** The superclasses that the class path knows, nearest first, the JDK's left out. */
    private List<ClassOutline> superclasses(ClassOutline type) {
        List<ClassOutline> found = new ArrayList<>();
        Optional<ClassOutline> at = Optional.of(type);
        while (at.isPresent()) {
            at = at.get().superName().filter(name -> !name.startsWith("java/")).flatMap(hierarchy::find);
            at.ifPresent(found::add);
        }
        return found;
    }

    private boolean hasTwins(ClassOutline type) {
        return build.contains(type.name()) || type.format() == Contract.FORMAT;
    }

    private boolean declaresVirtual(ClassOutline type) {
        return type.methods().stream().anyMatch(m -> !m.isStatic() && !m.isPrivate() && isSuspendable(type, m));
    }

    /**
     * The types in which a call of this method could find it, as far as they declare it suspendable: where the JVM resolves
     * it (JVMS 5.4.3.3), and, since a class that was compiled without the instrumenter may have overridden it there, whatever
     * that overrides. A static or private method hides others and overrides none.
     */
    private List<ClassOutline> declarations(String owner, String name, String descriptor) {
        Optional<ClassOutline> start = hierarchy.find(owner);
        if (!start.isPresent()) {
            return Collections.emptyList();
        }
        List<ClassOutline> line = hierarchy.lineage(start.get());
        List<ClassOutline> declaring = new ArrayList<>();
        Optional<ClassOutline> resolved = Optional.empty();
        for (ClassOutline at : line) {
            Optional<MethodOutline> found = at.method(name, descriptor);
            if (!found.isPresent() || at != start.get() && isNotInherited(at, found.get())) {
                continue;
            }
            boolean isAlone = found.get().isStatic() || found.get().isPrivate();
            if (!resolved.isPresent()) {
                resolved = Optional.of(at);
            } else if (isAlone || !isVisible(at, found.get(), resolved.get())) {
                continue;
            }
            if (isSuspendable(at, found.get())) {
                declaring.add(at);
            }
            if (isAlone) {
                break;
            }
        }
        return declaring;
    }

    /** By an annotation, or because it overrides one that is suspendable; bridges not yet looked at. */
    private boolean isSuspendableByItself(ClassOutline type, MethodOutline method) {
        if (method.isMarked() || !inferred.isEmpty() && inferred.contains(Inference.key(type, method))) {
            return true;
        }
        boolean written =
                !method.isSynthetic() && (method.access() & Opcodes.ACC_NATIVE) == 0 && !isOfEnum(type, method);
        if (written && (type.isMarked() || isPackageMarked(type))) {
            return true;
        }
        if (method.isStatic() || method.isPrivate()) {
            return false;
        }
        for (ClassOutline supertype : hierarchy.supertypes(type)) {
            Optional<MethodOutline> overridden = supertype
                    .method(method.name(), method.descriptor())
                    .filter(m -> !m.isStatic() && !m.isPrivate() && isVisible(supertype, m, type));
            if (overridden.isPresent() && isSuspendable(supertype, overridden.get())) {
                return true;
            }
        }
        return false;
    }

    /** Whether compilers made {@code method} for an enum, without saying so. Where others switch on it, initialisers call it. */
    private static boolean isOfEnum(ClassOutline type, MethodOutline method) {
        String key = method.name() + method.descriptor();
        return (type.access() & Opcodes.ACC_ENUM) != 0
                && method.isStatic()
                && (key.equals("values()[L" + type.name() + ";")
                        || key.equals("valueOf(Ljava/lang/String;)L" + type.name() + ";"));
    }

    private boolean isPackageMarked(ClassOutline type) {
        return hierarchy
                .find(type.packageName() + "/package-info")
                .filter(ClassOutline::isMarked)
                .isPresent();
    }

    private static boolean isVisible(ClassOutline declaring, MethodOutline method, ClassOutline from) {
        return (method.access() & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)) != 0
                || declaring.packageName().equals(from.packageName());
    }

    private static boolean isNotInherited(ClassOutline declaring, MethodOutline method) {
        return method.isPrivate() || method.isStatic() && (declaring.access() & Opcodes.ACC_INTERFACE) != 0;
    }

    private static Optional<MethodOutline> target(ClassOutline type, MethodOutline bridge) {
        return bridge.forwardsTo().flatMap(reference -> type.method(reference.name(), reference.descriptor()));
    }

    private static boolean isOfObject(MethodOutline method) {
        String key = method.name() + method.descriptor();
        return key.equals("equals(Ljava/lang/Object;)Z")
                || key.equals("hashCode()I")
                || key.equals("toString()Ljava/lang/String;");
    }
}
