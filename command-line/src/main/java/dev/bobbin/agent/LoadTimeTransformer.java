package dev.bobbin.agent;

import dev.bobbin.instrument.LoadedClasses;
import dev.bobbin.instrument.Options;
import dev.bobbin.instrument.contract.Contract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.ref.WeakReference;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.WeakHashMap;

/**
 * What the JVM asks of each class that it is about to load. What is generated for one is put where its loader finds it. If that
 * loader looks nowhere, frames and twins are defined at once, and interfaces of lambdas, which extend others of the user's, by the
 * class's initializer. Errors are printed: what is thrown here, the JVM swallows.
 */
final class LoadTimeTransformer implements ClassFileTransformer {

    private static final String[] NEVER = {
        "java/",
        "javax/",
        "jdk/",
        "sun/",
        "com/sun/",
        "dev/bobbin/shaded/",
        "dev/bobbin/instrument/",
        "dev/bobbin/agent/"
    };

    private final LoaderAccess access;
    private final GeneratedClasses places;
    private final Options options;
    private final Map<ClassLoader, LoadedClasses> loaders = Collections.synchronizedMap(new WeakHashMap<>());

    LoadTimeTransformer(LoaderAccess access, GeneratedClasses places, Options options) {
        this.access = access;
        this.places = places;
        this.options = options;
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
        if (loader == null || name == null || redefined != null || isOfPlatform(name)) {
            return null;
        }
        try {
            Map<String, byte[]> changed = new TreeMap<>(classesOf(loader).instrument(name, bytes));
            byte[] instrumented = changed.remove(name);
            if (instrumented == null || changed.isEmpty() || places.put(loader, name, changed)) {
                return instrumented;
            }
            Map<String, byte[]> interfaces = new TreeMap<>();
            changed.forEach((generated, code) -> {
                if (Contract.isTwinName(generated)) {
                    interfaces.put(generated, code);
                } else {
                    access.define(loader, generated, code, domain);
                }
            });
            return interfaces.isEmpty() ? instrumented : DeferredClasses.define(loader, name, instrumented, interfaces);
        } catch (Throwable thrown) {
            System.err.println("Bobbin's agent cannot instrument " + name.replace('/', '.') + ": " + thrown);
            thrown.printStackTrace();
            return null;
        }
    }

    private static boolean isOfPlatform(String name) {
        for (String prefix : NEVER) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The one instrumenter for {@code loader}. It is made under no lock: it reads through the loader, which may take locks of its
     * own that another thread, on its way to here, holds.
     */
    private LoadedClasses classesOf(ClassLoader loader) {
        LoadedClasses known = loaders.get(loader);
        if (known == null) {
            LoadedClasses made = newClassesOf(loader);
            LoadedClasses first = loaders.putIfAbsent(loader, made);
            known = first != null ? first : made;
        }
        return known;
    }

    private LoadedClasses newClassesOf(ClassLoader loader) {
        WeakReference<ClassLoader> reference = new WeakReference<>(loader); // the map's values must not keep its keys
        try {
            return LoadedClasses.of(name -> read(reference.get(), name), options, System.err::println);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<byte[]> read(ClassLoader loader, String name) {
        if (loader == null) {
            return Optional.empty();
        }
        try (InputStream in = loader.getResourceAsStream(name + ".class")) {
            if (in == null) {
                return Optional.empty();
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes.write(buffer, 0, n);
            }
            return Optional.of(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
