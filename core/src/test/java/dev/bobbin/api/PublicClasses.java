package dev.bobbin.api;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What users see of the core: public classes of packages that are for them, and what these declare in public. */
final class PublicClasses {

    private static final Path CLASSES = Path.of(dev.bobbin.Coroutines.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .getPath());

    private PublicClasses() {}

    /** All of them, by their names; those of {@code dev.bobbin.runtime} are for generated code. */
    static List<Class<?>> all() {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            List<Class<?>> all = new ArrayList<>();
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String name = CLASSES.relativize(file)
                        .toString()
                        .replace(".class", "")
                        .replace('/', '.');
                if (name.startsWith("dev.bobbin.")
                        && !name.startsWith("dev.bobbin.runtime.")
                        && !name.contains("-")
                        && !name.endsWith("package-info")) {
                    Class<?> found = Class.forName(name, false, PublicClasses.class.getClassLoader());
                    if (isPublic(found) && !found.isSynthetic()) {
                        all.add(found);
                    }
                }
            }
            all.sort(Comparator.comparing(Class::getName));
            return all;
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        for (Class<?> at = type; at != null; at = at.getDeclaringClass()) {
            if (!Modifier.isPublic(at.getModifiers())) {
                return false;
            }
        }
        return true;
    }

    /** The constructors and methods that {@code type} declares in public, without those that tools have made. */
    static List<Executable> members(Class<?> type) {
        return Stream.concat(Arrays.stream(type.getDeclaredConstructors()), Arrays.stream(type.getDeclaredMethods()))
                .filter(each -> Modifier.isPublic(each.getModifiers()))
                .filter(each -> !each.isSynthetic() && !each.getName().contains("-"))
                .filter(each -> !isMadeForAnEnum(each))
                .sorted(Comparator.comparing((Executable each) -> each instanceof Method)
                        .thenComparing(PublicClasses::text))
                .toList();
    }

    private static boolean isMadeForAnEnum(Executable member) {
        return member.getDeclaringClass().isEnum()
                && List.of("values", "valueOf").contains(member.getName());
    }

    /** As people write it: {@code Semaphore.tryAcquire(Duration limit)}. */
    static String text(Executable member) {
        String owner =
                member.getDeclaringClass().getName().replaceAll(".*\\.", "").replace('$', '.');
        String parameters = Arrays.stream(member.getParameters())
                .map(each -> each.getType().getSimpleName() + " " + each.getName())
                .collect(Collectors.joining(", ", "(", ")"));
        return (member instanceof Constructor ? "new " + owner : owner + "." + ((Method) member).getName())
                + parameters;
    }
}
