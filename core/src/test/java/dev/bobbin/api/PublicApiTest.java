package dev.bobbin.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.runtime.FrameStack;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericDeclaration;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What users can call is what {@code core/api.txt} says: a change of it is seen in a review. {@code -DupdateExpected} writes it
 * anew.
 */
class PublicApiTest {

    private static final Path EXPECTED = Path.of("api.txt");

    @Test
    void isWhatTheFileSays() throws IOException {
        String api = PublicClasses.all().stream().map(PublicApiTest::text).collect(Collectors.joining("\n"));
        if (System.getProperty("updateExpected") != null) {
            Files.writeString(EXPECTED, api);
        }
        String expected = Files.readString(EXPECTED);
        String advice = " in %s; if that is meant, -DupdateExpected writes it down";
        assertThat(without(lines(api), lines(expected)))
                .as("new" + advice, EXPECTED)
                .isEmpty();
        assertThat(without(lines(expected), lines(api)))
                .as("gone" + advice, EXPECTED)
                .isEmpty();
        assertThat(api.equals(expected)).as("the same order" + advice, EXPECTED).isTrue();
    }

    private static Set<String> without(Set<String> lines, Set<String> others) {
        Set<String> rest = new LinkedHashSet<>(lines);
        rest.removeAll(others);
        return rest;
    }

    /** Each line after the name of its class. */
    private static Set<String> lines(String api) {
        Set<String> lines = new LinkedHashSet<>();
        String owner = "";
        for (String line : api.split("\n")) {
            if (line.endsWith("{")) {
                owner = line.substring(0, line.length() - 2);
                lines.add(owner);
            } else if (line.startsWith(" ")) {
                lines.add(owner + ": " + line.strip());
            }
        }
        return lines;
    }

    private static String text(Class<?> type) {
        Stream<String> fields = Arrays.stream(type.getDeclaredFields())
                .filter(each -> Modifier.isPublic(each.getModifiers()) && !each.isSynthetic())
                .map(PublicApiTest::text);
        Stream<String> members = PublicClasses.members(type).stream().map(PublicApiTest::text);
        return header(type) + " {\n"
                + Stream.concat(fields, members)
                        .map(each -> "    " + each + "\n")
                        .collect(Collectors.joining())
                + "}\n";
    }

    private static String header(Class<?> type) {
        String kind = type.isAnnotation()
                ? "@interface"
                : type.isInterface() ? "interface" : type.isEnum() ? "enum" : "class";
        boolean isFinal = Modifier.isFinal(type.getModifiers()) && !type.isEnum();
        boolean isAbstract = Modifier.isAbstract(type.getModifiers()) && !type.isInterface();
        Optional<Class<?>> superclass = Optional.<Class<?>>ofNullable(type.getSuperclass())
                .filter(each -> each != Object.class && !type.isEnum() && Modifier.isPublic(each.getModifiers()));
        String interfaces = Arrays.stream(type.getGenericInterfaces())
                .filter(each -> !type.isAnnotation() && isForUsers(each))
                .map(PublicApiTest::name)
                .collect(Collectors.joining(", "));
        return (isFinal ? "final " : isAbstract ? "abstract " : "")
                + kind + " " + type.getName().replace('$', '.') + variables(type)
                + superclass.map(each -> " extends " + name(each)).orElse("")
                + (interfaces.isEmpty() ? "" : (type.isInterface() ? " extends " : " implements ") + interfaces);
    }

    /** Not what the instrumenter has added. */
    private static boolean isForUsers(Type type) {
        return !type.getTypeName().contains("-");
    }

    private static String text(Field field) {
        return modifiers(field.getModifiers() & Modifier.fieldModifiers()) + name(field.getGenericType()) + " "
                + field.getName();
    }

    private static String text(Executable member) {
        String variables = variables(member);
        String result = member instanceof Method ? name(((Method) member).getGenericReturnType()) + " " : "";
        String called = member instanceof Method
                ? member.getName()
                : member.getDeclaringClass().getSimpleName();
        Type[] types = member.getGenericParameterTypes();
        StringBuilder parameters = new StringBuilder();
        for (int i = 0; i < types.length; i++) {
            String type = name(types[i]);
            if (member.isVarArgs() && i == types.length - 1) {
                type = type.replaceAll("\\[]$", "...");
            }
            parameters.append(i == 0 ? "" : ", ").append(type).append(' ').append(member.getParameters()[i].getName());
        }
        String exceptions = Arrays.stream(member.getGenericExceptionTypes())
                .map(PublicApiTest::name)
                .collect(Collectors.joining(", "));
        boolean isDefault = member instanceof Method && ((Method) member).isDefault();
        int kept = Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL;
        int mask = member.getDeclaringClass().isInterface() ? Modifier.STATIC : kept;
        return modifiers(member.getModifiers() & mask) + (isDefault ? "default " : "")
                + (suspends(member) ? "suspendable " : "")
                + (variables.isEmpty() ? "" : variables + " ") + result + called + "(" + parameters + ")"
                + (exceptions.isEmpty() ? "" : " throws " + exceptions);
    }

    /** Whether the instrumenter has made a twin of it; the annotation itself is not there at run time. */
    private static boolean suspends(Executable member) {
        Class<?>[] types = Arrays.copyOf(member.getParameterTypes(), member.getParameterCount() + 1);
        types[types.length - 1] = FrameStack.class;
        return Arrays.stream(member.getDeclaringClass().getDeclaredMethods())
                .anyMatch(each -> each.getName().equals(member.getName() + "-co")
                        && Arrays.equals(each.getParameterTypes(), types));
    }

    private static String modifiers(int modifiers) {
        String text = Modifier.toString(modifiers & ~(Modifier.PUBLIC | Modifier.SYNCHRONIZED | Modifier.TRANSIENT));
        return text.isEmpty() ? "" : text + " ";
    }

    private static String variables(GenericDeclaration declaration) {
        TypeVariable<?>[] variables = declaration.getTypeParameters();
        return variables.length == 0
                ? ""
                : Arrays.stream(variables).map(PublicApiTest::withBounds).collect(Collectors.joining(", ", "<", ">"));
    }

    private static String withBounds(TypeVariable<?> variable) {
        List<String> bounds = Arrays.stream(variable.getBounds())
                .filter(each -> each != Object.class)
                .map(PublicApiTest::name)
                .toList();
        return variable.getName() + (bounds.isEmpty() ? "" : " extends " + String.join(" & ", bounds));
    }

    /** Without the packages that every reader knows. */
    private static String name(Type type) {
        return type.getTypeName()
                .replaceAll("java\\.(lang|util|time|io)\\.(?=[A-Z])", "")
                .replaceAll("java\\.util\\.(concurrent|function|stream)\\.(?=[A-Z])", "")
                .replaceAll("dev\\.bobbin\\.([a-z]+\\.)*(?=[A-Z])", "")
                .replace('$', '.');
    }
}
