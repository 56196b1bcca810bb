package dev.bobbin.instrument.emit;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.mark.Marks;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.MethodOutline;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The generated sub-interfaces that suspendable lambdas implement. Each lies beside its functional interface and is made in
 * the build that compiles it; for an interface of a library that was built without the instrumenter, one is made beside the
 * class that needs it.
 */
public final class SuspendingInterfaces {

    private final TypeHierarchy hierarchy;
    private final Marks marks;
    private final Set<String> build;
    private final boolean oneByOne;

    private SuspendingInterfaces(TypeHierarchy hierarchy, Marks marks, Set<String> build, boolean oneByOne) {
        this.hierarchy = hierarchy;
        this.marks = marks;
        this.build = build;
        this.oneByOne = oneByOne;
    }

    /** For the classes of {@code build}, given by internal name, which are all worked on. */
    public static SuspendingInterfaces of(TypeHierarchy hierarchy, Marks marks, Set<String> build) {
        return new SuspendingInterfaces(hierarchy, marks, build, false);
    }

    /**
     * The same for classes that are worked on one by one, who knows when: so each class brings what its lambdas need, and what
     * two of them bring is the same.
     */
    public static SuspendingInterfaces oneByOne(TypeHierarchy hierarchy, Marks marks, Set<String> build) {
        return new SuspendingInterfaces(hierarchy, marks, build, true);
    }

    /** The sub-interface beside {@code type}, a class of this build; nothing if it is no suspendable functional interface. */
    public Map<String, byte[]> beside(ClassOutline type) {
        Map<String, byte[]> made = new TreeMap<>();
        List<MethodOutline> methods = marks.functionalMethods(type);
        if (!methods.isEmpty()) {
            String name = Contract.suspendingInterface(type.name());
            made.put(name, Lambdas.suspendingInterface(name, type.name(), type.access(), methods));
        }
        return made;
    }

    /**
     * The sub-interface of {@code functionalInterface} for the lambdas of {@code user}.
     *
     * @param made takes the bytes of one that had to be made for {@code user}
     * @return its internal name
     */
    String forLambdasOf(String user, String functionalInterface, Map<String, byte[]> made) {
        String beside = Contract.suspendingInterface(functionalInterface);
        if (build.contains(functionalInterface) || hierarchy.find(beside).isPresent()) {
            if (oneByOne && !hierarchy.find(beside).isPresent()) {
                hierarchy.find(functionalInterface).ifPresent(type -> made.putAll(beside(type)));
            }
            return beside;
        }
        String own = Contract.suspendingInterface(
                user + "$" + functionalInterface.substring(functionalInterface.lastIndexOf('/') + 1));
        ClassOutline type = hierarchy
                .find(functionalInterface)
                .orElseThrow(() -> new AssertionError("no functional interface " + functionalInterface));
        made.put(own, Lambdas.suspendingInterface(own, functionalInterface, 0, marks.functionalMethods(type)));
        return own;
    }
}
