package dev.bobbin.instrument.adapt;

import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.MethodOutline;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Finds, for a method that blocks, the static method that suspends: {@code int read(InputStream self, byte[] to)}, say. */
final class Adapters {

    private static final int PUBLIC_STATIC = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC;

    private Adapters() {}

    /** The methods of the class {@code adapter} that the row's name and the call's types fit; the exact one comes first. */
    static List<MethodOutline> fitting(
            Row row, String owner, MethodOutline method, String adapter, TypeHierarchy hierarchy) {
        Type[] wanted = parameters(row, owner, method);
        Type result = result(row, owner, method);
        List<MethodOutline> found = new ArrayList<>();
        for (MethodOutline candidate :
                hierarchy.find(adapter).map(ClassOutline::methods).orElse(Collections.<MethodOutline>emptyList())) {
            if (candidate.name().equals(row.adapterMethod())
                    && (candidate.access() & PUBLIC_STATIC) == PUBLIC_STATIC
                    && accepts(candidate, wanted, hierarchy)
                    && gives(Type.getReturnType(candidate.descriptor()), result, hierarchy)) {
                boolean exact = Arrays.equals(Type.getArgumentTypes(candidate.descriptor()), wanted);
                found.add(exact ? 0 : found.size(), candidate);
            }
        }
        return found;
    }

    /** What an adapter must look like, as a message shows it: {@code fetch(com.acme.Driver,int)} of result {@code int}. */
    static String wanted(Row row, String owner, MethodOutline method) {
        return row.adapterMethod()
                + Row.sourceNames(Type.getMethodDescriptor(Type.VOID_TYPE, parameters(row, owner, method))).stream()
                        .collect(Collectors.joining(",", "(", ")"))
                + " that returns " + result(row, owner, method).getClassName().replace('$', '.');
    }

    private static Type[] parameters(Row row, String owner, MethodOutline method) {
        List<Type> types = new ArrayList<>();
        if (!row.isConstructor() && !method.isStatic()) {
            types.add(Type.getObjectType(owner));
        }
        types.addAll(Arrays.asList(Type.getArgumentTypes(method.descriptor())));
        return types.toArray(new Type[0]);
    }

    private static Type result(Row row, String owner, MethodOutline method) {
        return row.isConstructor() ? Type.getObjectType(owner) : Type.getReturnType(method.descriptor());
    }

    /** Objects may go by a more general type: an adapter that is older than a type of the JDK takes an Object for it. */
    private static boolean accepts(MethodOutline candidate, Type[] wanted, TypeHierarchy hierarchy) {
        Type[] taken = Type.getArgumentTypes(candidate.descriptor());
        boolean fits = taken.length == wanted.length;
        for (int i = 0; fits && i < taken.length; i++) {
            fits = isSubtype(wanted[i], taken[i], hierarchy);
        }
        return fits;
    }

    /** A result of a more general type is cast. */
    private static boolean gives(Type given, Type wanted, TypeHierarchy hierarchy) {
        return isSubtype(given, wanted, hierarchy) || isSubtype(wanted, given, hierarchy);
    }

    static boolean isSubtype(Type type, Type ancestor, TypeHierarchy hierarchy) {
        return type.equals(ancestor)
                || type.getSort() >= Type.ARRAY && ancestor.getDescriptor().equals("Ljava/lang/Object;")
                || type.getSort() == Type.OBJECT
                        && ancestor.getSort() == Type.OBJECT
                        && hierarchy.isSubtype(type.getInternalName(), ancestor.getInternalName());
    }
}
