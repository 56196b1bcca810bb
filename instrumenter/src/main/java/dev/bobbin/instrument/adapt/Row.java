package dev.bobbin.instrument.adapt;

import dev.bobbin.instrument.diagnostic.SourceLine;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.MethodOutline;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** One row of a table: a call that blocks, named as its source names it, and what is to take its place. Immutable. */
final class Row {

    static final String CONSTRUCTOR = "<init>";
    private static final String ANY = "*";
    private static final String OBJECT = "java/lang/Object";

    /** What is to become of the call. */
    enum Fate {
        /** A static suspendable method is called instead. */
        ADAPTER,
        /** Another thread makes the call, and the coroutine waits for it. */
        OFFLOAD,
        /** It is made by the coroutine, which sends what it wrote, if that goes to an adapted socket; else as by OFFLOAD. */
        SEND,
        /** Likewise; else it stays as it is. */
        SEND_OR_STAY,
        /** It stays as it is, though a more general row says otherwise. */
        AS_IS;

        /** By the word that tables have for all but adapters. */
        static Optional<Fate> of(String word) {
            switch (word) {
                case "offload":
                    return Optional.of(OFFLOAD);
                case "send":
                    return Optional.of(SEND);
                case "send-or-stay":
                    return Optional.of(SEND_OR_STAY);
                case "as-is":
                    return Optional.of(AS_IS);
                default:
                    return Optional.empty();
            }
        }
    }

    private final SourceLine where;
    private final int place;
    private final String owner;
    private final String name;
    private final List<String> parameters; // ["*"] for any
    private final Fate fate;
    private final String adapter;
    private final String adapterMethod;

    /**
     * @param place its number among all rows: of two that say the same, the later counts
     * @param owner the class's name with dots
     * @param name the method's name, {@code <init>} for a constructor, {@code *} for all public instance methods
     * @param parameters the types' names as in source, with dots; {@code *} alone for any
     * @param adapter the adapter's class; empty if there is none
     */
    Row(
            SourceLine where,
            int place,
            String owner,
            String name,
            List<String> parameters,
            Fate fate,
            String adapter,
            String adapterMethod) {
        this.where = where;
        this.place = place;
        this.owner = owner;
        this.name = name;
        this.parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
        this.fate = fate;
        this.adapter = adapter;
        this.adapterMethod = adapterMethod;
    }

    SourceLine where() {
        return where;
    }

    String name() {
        return name;
    }

    Fate fate() {
        return fate;
    }

    boolean isWildcard() {
        return name.equals(ANY);
    }

    boolean isConstructor() {
        return name.equals(CONSTRUCTOR);
    }

    /** The class with dots, as the table has it. */
    String ownerName() {
        return owner;
    }

    String adapterName() {
        return adapter;
    }

    String adapterMethod() {
        return adapterMethod;
    }

    /** The method as the table has it: {@code read(byte[],int,int)}. */
    String method() {
        return isWildcard()
                ? ANY
                : (isConstructor() ? "new" : name) + parameters.stream().collect(Collectors.joining(",", "(", ")"));
    }

    /** Whether the row may be about calls of this name and descriptor; whose they are is not asked. */
    boolean names(String method, String descriptor) {
        return isWildcard() ? !method.equals(CONSTRUCTOR) : method.equals(name) && takes(descriptor);
    }

    boolean takes(String descriptor) {
        return takesAny() || parameters.equals(sourceNames(descriptor));
    }

    private boolean takesAny() {
        return parameters.size() == 1 && parameters.get(0).equals(ANY);
    }

    /** The names of the parameters' types as source has them. */
    static List<String> sourceNames(String descriptor) {
        return Stream.of(Type.getArgumentTypes(descriptor))
                .map(type -> type.getClassName().replace('$', '.'))
                .collect(Collectors.toList());
    }

    /** The class of the row by internal name, if the class path has it. */
    Optional<String> owner(TypeHierarchy hierarchy) {
        return internalName(owner, hierarchy);
    }

    /** A class named as in source: the dots before a nested class are found out. */
    static Optional<String> internalName(String sourceName, TypeHierarchy hierarchy) {
        String name = sourceName.replace('.', '/');
        while (!hierarchy.find(name).isPresent()) {
            int slash = name.lastIndexOf('/');
            if (slash < 0) {
                return Optional.empty();
            }
            name = name.substring(0, slash) + '$' + name.substring(slash + 1);
        }
        return Optional.of(name);
    }

    /** The methods of {@code owner}, inherited ones included, that the row is about. */
    List<MethodOutline> methods(String ownerType, TypeHierarchy hierarchy) {
        List<MethodOutline> found = new ArrayList<>();
        List<String> open = new ArrayList<>();
        open.add(ownerType);
        for (int i = 0; i < open.size(); i++) {
            Optional<ClassOutline> type = hierarchy.find(open.get(i));
            if (!type.isPresent() || isWildcard() && open.get(i).equals(OBJECT)) {
                continue;
            }
            type.get().methods().stream().filter(this::fits).forEach(found::add);
            if (!isConstructor()) {
                hierarchy.directSupertypes(type.get()).stream()
                        .filter(supertype -> !open.contains(supertype))
                        .forEach(open::add);
            }
        }
        return found;
    }

    private boolean fits(MethodOutline method) {
        int notForOthers = Opcodes.ACC_PRIVATE | Opcodes.ACC_PROTECTED;
        if (!names(method.name(), method.descriptor()) || (method.access() & notForOthers) != 0) {
            return false;
        }
        return !isWildcard()
                || (method.access() & Opcodes.ACC_PUBLIC) != 0 && !method.isStatic() && !isOfObject(method);
    }

    private static boolean isOfObject(MethodOutline method) {
        String key = method.name() + method.descriptor();
        return key.equals("equals(Ljava/lang/Object;)Z")
                || key.equals("hashCode()I")
                || key.equals("toString()Ljava/lang/String;");
    }

    /**
     * Whether this row counts before {@code other}, for a call that both are about: that of a more special class does, then the one that
     * says more of the method, then the later one.
     */
    boolean overrules(Row other, String ownOwner, String othersOwner, TypeHierarchy hierarchy) {
        if (!ownOwner.equals(othersOwner)) {
            if (hierarchy.isSubtype(ownOwner, othersOwner)) {
                return true;
            }
            if (hierarchy.isSubtype(othersOwner, ownOwner)) {
                return false;
            }
        }
        return generality() == other.generality() ? place > other.place : generality() < other.generality();
    }

    private int generality() {
        return isWildcard() ? 2 : takesAny() ? 1 : 0;
    }
}
