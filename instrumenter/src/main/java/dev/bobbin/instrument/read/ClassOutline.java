package dev.bobbin.instrument.read;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one class file says about itself, without its code: enough to decide who may suspend. */
public final class ClassOutline {

    private static final int MANY = 32;

    private final int version;
    private final int access;
    private final String name;
    private final String superName;
    private final List<String> interfaces;
    private final boolean sealed;
    private final boolean marked;
    private final Set<String> suppressed;
    private final Optional<Boolean> adapts;
    private final int format;
    private final Optional<String> generatedFor;
    private final List<MethodOutline> methods;
    private volatile Map<String, List<MethodOutline>> byName; // null until somebody asks; two threads make the same

    ClassOutline(
            int version,
            int access,
            String name,
            String superName,
            List<String> interfaces,
            boolean sealed,
            boolean marked,
            Set<String> suppressed,
            Optional<Boolean> adapts,
            int format,
            Optional<String> generatedFor,
            List<MethodOutline> methods) {
        this.version = version;
        this.access = access;
        this.name = name;
        this.superName = superName;
        this.interfaces = interfaces;
        this.sealed = sealed;
        this.marked = marked;
        this.suppressed = suppressed;
        this.adapts = adapts;
        this.format = format;
        this.generatedFor = generatedFor;
        this.methods = methods;
    }

    public int version() {
        return version;
    }

    public int access() {
        return access;
    }

    public String name() {
        return name;
    }

    /** The superclass, empty only for {@code java/lang/Object} and {@code module-info}. */
    public Optional<String> superName() {
        return Optional.ofNullable(superName);
    }

    public List<String> interfaces() {
        return interfaces;
    }

    /** Whether only the classes that it names may be its subtypes. */
    public boolean isSealed() {
        return sealed;
    }

    /** Whether the type itself, or the package if this is a {@code package-info}, is annotated. */
    public boolean isMarked() {
        return marked;
    }

    /** The ids of the warnings that the type, or the package if this is a {@code package-info}, does not want. */
    public Set<String> suppressedWarnings() {
        return suppressed;
    }

    /** What the type, or the package if this is a {@code package-info}, says of whether blocking calls are adapted in it. */
    public Optional<Boolean> adaptsBlockingCalls() {
        return adapts;
    }

    /** The format it was instrumented in; 0 if it was not. */
    public int format() {
        return format;
    }

    /** The class this one was generated for, if the instrumenter made it. */
    public Optional<String> generatedFor() {
        return generatedFor;
    }

    public List<MethodOutline> methods() {
        return methods;
    }

    /** The method of this name and descriptor that this class itself declares. */
    public Optional<MethodOutline> method(String methodName, String descriptor) {
        for (MethodOutline method : named(methodName)) {
            if (method.name().equals(methodName) && method.descriptor().equals(descriptor)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }

    /** The methods among which those of this name are: all of them, unless they are so many that an index is worth its making. */
    private List<MethodOutline> named(String methodName) {
        if (methods.size() < MANY) {
            return methods;
        }
        Map<String, List<MethodOutline>> index = byName;
        if (index == null) {
            index = new HashMap<>();
            for (MethodOutline method : methods) {
                index.computeIfAbsent(method.name(), name -> new ArrayList<>()).add(method);
            }
            byName = index;
        }
        return index.getOrDefault(methodName, Collections.<MethodOutline>emptyList());
    }

    /** The package, as class files spell it. */
    public String packageName() {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    @Override
    public String toString() {
        return name;
    }
}
