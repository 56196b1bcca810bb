package dev.bobbin.agent;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The two protected methods by which a class loader comes to know classes that it was not made for. From Java 9 on their
 * packages are opened to this agent, which the JVM lets agents do.
 */
final class LoaderAccess {

    private final Method defineClass;
    private final Method addUrl;

    private LoaderAccess(Method defineClass, Method addUrl) {
        this.defineClass = defineClass;
        this.addUrl = addUrl;
    }

    static LoaderAccess with(Instrumentation instrumentation) {
        try {
            openPackages(instrumentation);
            Method defineClass = ClassLoader.class.getDeclaredMethod(
                    "defineClass", String.class, byte[].class, int.class, int.class, ProtectionDomain.class);
            defineClass.setAccessible(true);
            Method addUrl = URLClassLoader.class.getDeclaredMethod("addURL", URL.class);
            addUrl.setAccessible(true);
            return new LoaderAccess(defineClass, addUrl);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "This JVM does not let Bobbin's agent define classes: use the build plugin.", e);
        }
    }

    /**
     * {@code instrumentation.redefineModule(java.base, {}, {}, {java.lang, java.net: this module}, {}, {})}, which Java 8 has
     * not.
     */
    private static void openPackages(Instrumentation instrumentation) throws ReflectiveOperationException {
        Method getModule;
        try {
            getModule = Class.class.getMethod("getModule");
        } catch (NoSuchMethodException e) {
            return; // Java 8 has no modules
        }
        Set<?> us = Collections.singleton(getModule.invoke(Agent.class));
        Map<String, Object> opens = new HashMap<>();
        opens.put("java.lang", us);
        opens.put("java.net", us);
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
                        getModule.invoke(Object.class),
                        Collections.emptySet(),
                        Collections.emptyMap(),
                        opens,
                        Collections.emptySet(),
                        Collections.emptyMap());
    }

    /** Defines a class, by internal name, unless {@code loader} has it already. What the JVM finds wrong with it is thrown. */
    void define(ClassLoader loader, String name, byte[] bytes, ProtectionDomain domain) {
        try {
            call(defineClass, loader, name.replace('/', '.'), bytes, 0, bytes.length, domain);
        } catch (LinkageError e) {
            if (!has(loader, name)) {
                throw e;
            }
        }
    }

    private static boolean has(ClassLoader loader, String name) {
        try {
            return Class.forName(name.replace('/', '.'), false, loader).getClassLoader() == loader;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Lets {@code loader} look into {@code directory} after everything else. */
    void addDirectory(URLClassLoader loader, File directory) {
        try {
            call(addUrl, loader, directory.toURI().toURL());
        } catch (MalformedURLException e) {
            throw new AssertionError("every directory has a URL", e);
        }
    }

    private static void call(Method method, ClassLoader loader, Object... arguments) {
        try {
            method.invoke(loader, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error) {
                throw (Error) e.getCause();
            }
            throw new IllegalStateException(loader + " does not take a class", e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError("opened when the agent started", e);
        }
    }
}
