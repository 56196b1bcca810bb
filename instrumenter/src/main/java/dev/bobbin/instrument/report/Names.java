package dev.bobbin.instrument.report;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.objectweb.asm.Type;

/** Names as their authors know them, and short enough for a page. */
final class Names {

    private Names() {}

    /** {@code java.util.Map$Entry[]} is {@code Map.Entry[]}. */
    static String simple(String type) {
        String inPackage = type.substring(type.lastIndexOf('.') + 1);
        return inPackage.indexOf('$', 1) < 0 ? inPackage : inPackage.replace('$', '.');
    }

    static String packageOf(String className) {
        int dot = className.lastIndexOf('.');
        return dot < 0 ? "" : className.substring(0, dot);
    }

    /** {@code total(List, int)}. */
    static String signature(String name, String descriptor) {
        return Arrays.stream(Type.getArgumentTypes(descriptor))
                .map(type -> simple(type.getClassName()))
                .collect(Collectors.joining(", ", name + "(", ")"));
    }

    static String result(String descriptor) {
        return simple(Type.getReturnType(descriptor).getClassName());
    }

    static String ofMethod(MethodReport method) {
        String name = method.name();
        int end = name.lastIndexOf('$');
        return method.kind().equals("lambda") && end > "lambda$".length()
                ? ofLambda(name.substring("lambda$".length(), end))
                : signature(name, method.descriptor());
    }

    /**
     * javac names the body of the second lambda of {@code main} {@code lambda$main$1}; {@code main} is what its author knows.
     *
     * @param around what javac gives for the method around it; that of Java 8 does not know it for a lambda in a lambda
     */
    static String ofLambda(String around) {
        switch (around) {
            case "new":
                return "lambda in a constructor";
            case "static":
                return "lambda in the static initialiser";
            case "null":
                return "lambda in a lambda";
            case "reference":
            case "adapted":
                return "method reference";
            default:
                return "lambda in " + around + "()";
        }
    }
}
