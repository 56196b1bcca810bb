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

    public SuspendingInterfaces(TypeHierarchy hierarchy, Marks marks, Set<String> build) {
        this.hierarchy = hierarchy;
        this.marks = marks;
        this.build = build;
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
