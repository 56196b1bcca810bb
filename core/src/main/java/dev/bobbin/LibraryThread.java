package dev.bobbin;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Makes the threads that serve all of a program and outlive whoever came first. A thread keeps much of the one that makes it: its
 * context class loader, its inheritable thread-locals, and the classes on its stack, for the access checks of old. An application
 * whose class loader is thrown away, to be loaded anew, would live on in there. So these have none of that.
 */
final class LibraryThread {

    private static final Constructor<Thread> WITHOUT_LOCALS = withoutLocals();

    private LibraryThread() {}

    /**
     * A daemon thread that has not started.
     *
     * @param contextLoader what code that runs in it finds as its context class loader
     */
    static Thread daemon(Runnable task, String name, ClassLoader contextLoader) {
        PrivilegedAction<Thread> make = () -> make(task, name);
        Thread thread;
        try {
            thread = AccessController.doPrivileged(make); // the stack counts from here on only
        } catch (NoClassDefFoundError
                | NoSuchMethodError gone) { // it is to leave the JDK, with what it is good for here
            thread = make.run();
        }
        thread.setDaemon(true);
        thread.setContextClassLoader(contextLoader);
        return thread;
    }

    private static Thread make(Runnable task, String name) {
        try {
            return WITHOUT_LOCALS == null
                    ? new Thread(task, name)
                    : WITHOUT_LOCALS.newInstance(null, task, name, 0L, false);
        } catch (InvocationTargetException | IllegalAccessException | InstantiationException e) {
            throw new AssertionError("a public constructor of a public class", e);
        }
    }

    /** The constructor of Java 9 that leaves out inheritable thread-locals; null before. */
    private static Constructor<Thread> withoutLocals() {
        try {
            return Thread.class.getConstructor(
                    ThreadGroup.class, Runnable.class, String.class, long.class, boolean.class);
        } catch (NoSuchMethodException java8) {
            return null;
        }
    }
}
