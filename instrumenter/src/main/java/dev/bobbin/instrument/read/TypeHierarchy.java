package dev.bobbin.instrument.read;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.Opcodes;

/** Classes by name, each read once, and how they descend from each other. Safe for use by several threads. */
public final class TypeHierarchy {

    private static final String OBJECT = "java/lang/Object";

    private final ClassPath classPath;
    private final Map<String, Optional<ClassOutline>> outlines = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> ancestors = new ConcurrentHashMap<>();
    private final Map<ClassOutline, List<ClassOutline>> lineages = new ConcurrentHashMap<>();

    public TypeHierarchy(ClassPath classPath) {
        this.classPath = classPath;
    }

    /**
     * The class of this internal name; empty if the class path has none.
     *
     * @throws UnreadableClassException if what the class path has is no class file
     */
    public Optional<ClassOutline> find(String name) {
        Optional<ClassOutline> known = outlines.get(name);
        if (known == null) {
            known = name.startsWith("[")
                    ? Optional.empty()
                    : classPath.find(name).map(bytes -> OutlineReader.read(name, bytes));
            // Of two threads that read it at once, both go on with the same: outlines are told apart by their identity.
            Optional<ClassOutline> first = outlines.putIfAbsent(name, known);
            known = first != null ? first : known;
        }
        return known;
    }

    /** The direct supertypes of {@code type}, superclass first. */
    public List<String> directSupertypes(ClassOutline type) {
        Optional<String> superclass = type.superName();
        List<String> supertypes = new ArrayList<>();
        if (superclass.isPresent()) {
            supertypes.add(superclass.get());
        }
        supertypes.addAll(type.interfaces());
        return supertypes;
    }

    /** {@code type} and all its supertypes that the class path knows, nearest first, the JDK's left out. */
    public List<ClassOutline> lineage(ClassOutline type) {
        List<ClassOutline> known = lineages.get(type);
        if (known == null) {
            known = Collections.unmodifiableList(findLineage(type));
            lineages.put(type, known);
        }
        return known;
    }

    /** All supertypes of {@code type} that the class path knows, nearest first, itself and the JDK's left out. */
    public List<ClassOutline> supertypes(ClassOutline type) {
        List<ClassOutline> lineage = lineage(type);
        return lineage.subList(1, lineage.size());
    }

    /**
     * The class, {@code owner} or one that it extends, in which a call that names this method of {@code owner} finds it first; the
     * JDK's left out.
     */
    public Optional<ClassOutline> declaring(String owner, String method, String descriptor) {
        for (Optional<ClassOutline> at = find(owner); at.isPresent(); ) {
            if (at.get().method(method, descriptor).isPresent()) {
                return at;
            }
            at = at.get().superName().filter(name -> !name.startsWith("java/")).flatMap(this::find);
        }
        return Optional.empty();
    }

    private List<ClassOutline> findLineage(ClassOutline type) {
        List<ClassOutline> found = new ArrayList<>();
        Set<ClassOutline> seen = new HashSet<>();
        found.add(type);
        for (int i = 0; i < found.size(); i++) {
            for (String supertype : directSupertypes(found.get(i))) {
                if (!supertype.startsWith("java/")) {
                    find(supertype).filter(seen::add).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    /** Whether {@code type} is {@code ancestor} or descends from it; the JDK's types count, as far as they can be found. */
    public boolean isSubtype(String type, String ancestor) {
        return type.equals(ancestor) || ancestors(type).contains(ancestor);
    }

    /** {@code type} and all from which it descends, nearest first; the JDK's types count, as far as they can be found. */
    public Set<String> ancestors(String type) {
        Set<String> known = ancestors.get(type);
        if (known == null) {
            known = Collections.unmodifiableSet(findAncestors(type));
            ancestors.put(type, known);
        }
        return known;
    }

    private Set<String> findAncestors(String type) {
        Set<String> found = new LinkedHashSet<>();
        found.add(type);
        List<String> open = new ArrayList<>(found);
        for (int i = 0; i < open.size(); i++) {
            find(open.get(i))
                    .ifPresent(outline -> directSupertypes(outline).stream()
                            .filter(found::add)
                            .forEach(open::add));
        }
        return found;
    }

    /** The class file of this internal name; empty if the class path has none. */
    public Optional<byte[]> read(String name) {
        return classPath.find(name);
    }

    /** Whether making an instance of {@code name} could run user code of a static initialiser. */
    public boolean mayRunInitializer(String name) {
        for (String at = name; !at.startsWith("java/"); ) {
            Optional<ClassOutline> outline = find(at);
            if (!outline.isPresent()
                    || !outline.get().interfaces().isEmpty()
                    || outline.get().method("<clinit>", "()V").isPresent()) {
                return true;
            }
            at = outline.get().superName().orElse(OBJECT);
        }
        return false;
    }

    /**
     * The nearest class that both types extend, as a verifier merges them: interfaces count as {@code Object}. Used for class
     * files that are too old to carry the answer.
     */
    public String commonSuperclass(String one, String other) {
        Set<String> ancestors = new LinkedHashSet<>(superclasses(one));
        for (String candidate : superclasses(other)) {
            if (ancestors.contains(candidate)) {
                return candidate;
            }
        }
        return OBJECT;
    }

    /** {@code type} or the nearest of its superclasses that code of {@code user} may name: public, or of the same package. */
    public String nearestAccessible(String type, String user) {
        String at = type;
        while (!packageOf(at).equals(packageOf(user))) {
            Optional<ClassOutline> outline = find(at);
            if (!outline.isPresent() || (outline.get().access() & Opcodes.ACC_PUBLIC) != 0) {
                break;
            }
            at = outline.get().superName().orElse(OBJECT);
        }
        return at;
    }

    private static String packageOf(String type) {
        return type.substring(0, type.lastIndexOf('/') + 1);
    }

    private List<String> superclasses(String name) {
        List<String> chain = new ArrayList<>();
        for (String at = name; at != null; ) {
            Optional<ClassOutline> outline = find(at);
            if (outline.isPresent() && (outline.get().access() & Opcodes.ACC_INTERFACE) != 0) {
                break;
            }
            chain.add(at);
            at = outline.flatMap(ClassOutline::superName).orElse(null);
        }
        if (!chain.contains(OBJECT)) {
            chain.add(OBJECT);
        }
        return chain;
    }
}
