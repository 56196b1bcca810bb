package dev.bobbin.discarded;

import static dev.bobbin.Coroutines.sleep;

import dev.bobbin.Suspendable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A program of {@link DiscardedApplicationTest}'s: loads an application again and again, each time by a loader of its own, as
 * servers and tools that reload code do, and says of each use of Bobbin whether the loader is collected afterwards.
 */
public final class DiscardedApplication {

    private static final int MOST_COLLECTIONS = 100;

    /** A library's class, which stays. */
    public static class OfLibrary {

        /** What subclasses may override. */
        @Suspendable
        public int price() {
            sleep(1);
            return 1;
        }
    }

    static final String PLAIN = "dev.bobbin.discarded.DiscardedApplication$Plain";

    /** Loads the application anew, and a class that no instrumenter has seen. */
    private static final class Loader extends ClassLoader {

        Loader() {
            super(DiscardedApplication.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            if (name.equals(PLAIN)) {
                return define(name, plain());
            }
            return name.startsWith(DiscardedUse.class.getName())
                    ? define(name, read(name))
                    : super.loadClass(name, resolve);
        }

        private Class<?> define(String name, byte[] bytes) {
            return defineClass(name, bytes, 0, bytes.length);
        }

        private byte[] read(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        private static byte[] plain() {
            String superclass = OfLibrary.class.getName().replace('.', '/');
            ClassWriter plain = new ClassWriter(ClassWriter.COMPUTE_MAXS);
            plain.visit(Opcodes.V1_8, Opcodes.ACC_PUBLIC, PLAIN.replace('.', '/'), null, superclass, null);
            MethodVisitor init = plain.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
            init.visitCode();
            init.visitVarInsn(Opcodes.ALOAD, 0);
            init.visitMethodInsn(Opcodes.INVOKESPECIAL, superclass, "<init>", "()V", false);
            init.visitInsn(Opcodes.RETURN);
            init.visitMaxs(0, 0);
            init.visitEnd();
            plain.visitEnd();
            return plain.toByteArray();
        }
    }

    /** Says of each use whether it was discarded. */
    public static void main(String[] args) throws Exception {
        for (DiscardedUse use : DiscardedUse.values()) {
            System.out.println(use + (isCollected(load(use.name())) ? " is gone" : " is still there"));
        }
    }

    private static PhantomReference<Loader> load(String use) throws Exception {
        Loader loader = new Loader();
        Throwable[] failure = new Throwable[1];
        Thread application = new Thread(() -> {
            try {
                Class<?> uses = loader.loadClass(DiscardedUse.class.getName());
                var go = uses.getDeclaredMethod("go");
                go.setAccessible(true);
                go.invoke(uses.getMethod("valueOf", String.class).invoke(null, use));
            } catch (Throwable thrown) {
                failure[0] = thrown;
            }
        });
        application.setContextClassLoader(loader);
        application.start();
        application.join();
        if (failure[0] != null) {
            throw new AssertionError(use, failure[0]);
        }
        return new PhantomReference<>(loader, new ReferenceQueue<>());
    }

    private static boolean isCollected(PhantomReference<Loader> loader) throws InterruptedException {
        for (int i = 0; i < MOST_COLLECTIONS && !loader.refersTo(null); i++) {
            System.gc();
            Thread.sleep(10); // what other threads have at hand still
        }
        return loader.refersTo(null);
    }

    private DiscardedApplication() {}
}
