package dev.bobbin.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * Adds generated classes to the loader of the class that they were generated for. Only {@code ClassLoader.defineClass} puts a
 * class into any given loader; it is protected, so from Java 9 on its package is opened to this agent, which the JVM lets
 * agents do.
 */
final class ClassDefiner {

    private final Method defineClass;

    private ClassDefiner(Method defineClass) {
        this.defineClass = defineClass;
    }

    static ClassDefiner with(Instrumentation instrumentation) {
        try {
            openJavaLang(instrumentation);
            Method method = ClassLoader.class.getDeclaredMethod(
                    "defineClass", String.class, byte[].class, int.class, int.class, ProtectionDomain.class);
            method.setAccessible(true);
            return new ClassDefiner(method);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "This JVM does not let Bobbin's agent define classes: use the build plugin.", e);
        }
    }

    /** {@code instrumentation.redefineModule(java.base, {}, {}, {java.lang: this module}, {}, {})}, which Java 8 has not. */
    private static void openJavaLang(Instrumentation instrumentation) throws ReflectiveOperationException {
        Method getModule;
        try {
            getModule = Class.class.getMethod("getModule");
        } catch (NoSuchMethodException e) {
            return; // Java 8 has no modules
        }
        Object javaBase = getModule.invoke(Object.class);
        Map<String, ?> opens =
                Collections.singletonMap("java.lang", Collections.singleton(getModule.invoke(Agent.class)));
        Instrumentation.class
                .getMethod(
                        "redefineModule",
                        Class.forName("java.lang.Module"),
                        Set.class,
                        Map.class,
                        Map.class,
                        Set.class,
                        Map.class)
                .invoke(
                        instrumentation,
                        javaBase,
                        Collections.emptySet(),
                        Collections.emptyMap(),
                        opens,
                        Collections.emptySet(),
                        Collections.emptyMap());
    }

    /** Defines a class, by internal name. What the JVM finds wrong with it is thrown. */
    void define(ClassLoader loader, String name, byte[] bytes, ProtectionDomain domain) {
        try {
            defineClass.invoke(loader, name.replace('/', '.'), bytes, 0, bytes.length, domain);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error) {
                throw (Error) e.getCause();
            }
            throw new IllegalStateException("cannot define " + name, e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
