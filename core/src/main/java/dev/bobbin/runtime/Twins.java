package dev.bobbin.runtime;

import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks after classes that override a suspendable method but were compiled without the instrumenter, so that they have no
 * twin: mocks, proxies made at run time, classes of other libraries. A call of the inherited twin must reach their method.
 *
 * <p>Called by generated code, and only for receivers of other classes than the one that declares the twin. Each class is
 * looked at once.
 */
public final class Twins {

    private static final String SUFFIX = "-co";
    private static final String OF_PACKAGE = "package ";

    /**
     * The methods that a class itself declares and that a twin could belong to, each as name and descriptor. Those that only
     * the class's own package can override are there twice.
     */
    private static final ClassValue<Set<String>> DECLARED = new ClassValue<Set<String>>() {
        @Override
        protected Set<String> computeValue(Class<?> type) {
            Set<String> declared = new HashSet<>();
            try {
                for (Method method : type.getDeclaredMethods()) {
                    if (!isTwin(method)
                            || method.isSynthetic()) { // a foreign one is overridden by whoever overrides all
                        add(method.getName() + descriptorOf(method), method.getModifiers(), declared);
                    }
                }
            } catch (LinkageError e) { // a method that nobody calls names a class that is not there
                ClassFile.of(type, e).forEachMethod((method, modifiers) -> add(method, modifiers, declared));
            }
            return declared;
        }
    };

    /** For each class, the methods that were asked for, and whether they go past their twin. */
    private static final ClassValue<Map<String, Boolean>> BYPASSED = new ClassValue<Map<String, Boolean>>() {
        @Override
        protected Map<String, Boolean> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };

    /** Whether every method of a class that overrides a suspendable one has a twin. */
    private static final ClassValue<Boolean> SOUND = new ClassValue<Boolean>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isSound(type);
        }
    };

    /**
     * Whether the superclasses of a class may remember it in a static field. Where one is of another loader, it would keep the
     * class's own loader alive, with all of an application that was meant to be thrown away.
     */
    private static final ClassValue<Boolean> MAY_BE_REMEMBERED = new ClassValue<Boolean>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            for (Class<?> at = type.getSuperclass(); at != null; at = at.getSuperclass()) {
                ClassLoader loader = at.getClassLoader();
                if (loader != null && loader != type.getClassLoader()) {
                    return false;
                }
            }
            return true;
        }
    };

    private Twins() {}

    /**
     * Whether the receiver is a proxy that puts advice around the methods it was told of, but knows nothing of twins.
     *
     * @param receiver the object that is called; null for one that is not there
     * @return true if its method must be called instead of the twin
     */
    public static boolean isAdvised(Object receiver) {
        return receiver != null && AdvisedProxies.have(receiver.getClass());
    }

    /**
     * Whether the receiver overrides a method, but not its twin.
     *
     * @param receiver the object whose twin was called
     * @param owner the class that declares that twin
     * @param name the method's name
     * @param descriptor its descriptor
     * @return true if the twin must call the method instead of running its own body
     */
    public static boolean bypassed(Object receiver, Class<?> owner, String name, String descriptor) {
        Class<?> type = receiver.getClass();
        return !SOUND.get(type) && isBypassed(type, owner, name + descriptor);
    }

    /**
     * The receiver's class, for its superclasses to remember that none of its methods is without the twin it needs.
     *
     * @param receiver an object
     * @return its class; null if some twin would be bypassed, or if it is not to be remembered, since its loader is another one
     */
    public static Class<?> verified(Object receiver) {
        Class<?> type = receiver.getClass();
        return SOUND.get(type) && MAY_BE_REMEMBERED.get(type) ? type : null;
    }

    /**
     * A serialized lambda as it was before instrumentation: what javac's deserialization method knows.
     *
     * @param lambda as it was read
     * @param capturing the class that made it
     * @return the same if it does not suspend; else one with the original interface, method and body
     */
    public static SerializedLambda original(SerializedLambda lambda, Class<?> capturing) {
        if (!lambda.getFunctionalInterfaceMethodName().endsWith(SUFFIX)) {
            return lambda;
        }
        Object[] captured = new Object[lambda.getCapturedArgCount()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = lambda.getCapturedArg(i);
        }
        return new SerializedLambda(
                capturing,
                withoutSuffix(lambda.getFunctionalInterfaceClass()),
                withoutSuffix(lambda.getFunctionalInterfaceMethodName()),
                withoutStack(lambda.getFunctionalInterfaceMethodSignature()),
                lambda.getImplMethodKind(),
                lambda.getImplClass(),
                withoutSuffix(lambda.getImplMethodName()),
                withoutStack(lambda.getImplMethodSignature()),
                withoutStack(lambda.getInstantiatedMethodType()),
                captured);
    }

    /**
     * Explains the JVM's refusal to choose between two twins that a class inherits.
     *
     * @param thrown what a call of a twin has thrown
     * @return an error that names the cure, if {@code thrown} is about twins; else the same
     */
    static Throwable explain(IncompatibleClassChangeError thrown) {
        String message = String.valueOf(thrown.getMessage());
        boolean explainedBefore =
                thrown.getCause() instanceof IncompatibleClassChangeError; // on a stack inside of this one
        if (explainedBefore || !message.contains(SUFFIX)) {
            return thrown;
        }
        if (thrown instanceof NoSuchMethodError) { // AbstractMethodError: some JVMs say that of two that conflict
            Error explained =
                    new NoSuchMethodError("Of two classes that were built with the bobbin-maven-plugin, one calls a "
                            + "method of the other that is not suspendable there, or not any more (" + message
                            + "). Build both anew, the one that declares the method first.");
            explained.initCause(thrown);
            return explained;
        }
        Error explained =
                new IncompatibleClassChangeError("A class implements two suspendable interfaces that both have "
                        + "the method called here, and it was compiled without the bobbin-maven-plugin, so it has no twin of its own ("
                        + message + "). Build that class with the plugin, or let it implement one of the two.");
        explained.initCause(thrown);
        return explained;
    }

    private static void add(String method, int modifiers, Set<String> declared) {
        if (!Modifier.isStatic(modifiers) && !Modifier.isPrivate(modifiers)) {
            declared.add((Modifier.isAbstract(modifiers) ? "abstract " : "") + method);
            if ((modifiers & (Modifier.PUBLIC | Modifier.PROTECTED)) == 0) {
                declared.add(OF_PACKAGE + method);
            }
        }
    }

    private static boolean isBypassed(Class<?> type, Class<?> owner, String method) {
        Map<String, Boolean> known = BYPASSED.get(type);
        String key = owner.getName() + '.' + method;
        Boolean answer = known.get(key);
        if (answer == null) {
            answer = findBypassed(type, owner, method);
            known.put(key, answer);
        }
        return answer;
    }

    /** The first class or interface, in the order in which the JVM selects methods, that declares the method decides. */
    private static boolean findBypassed(Class<?> type, Class<?> owner, String method) {
        String twin = twinOf(method);
        boolean isOfPackage = DECLARED.get(owner).contains(OF_PACKAGE + method);
        for (Class<?> at : lineage(type)) {
            if (at == owner) {
                return false;
            }
            boolean overrides = !isOfPackage || samePackage(at, owner); // JVMS 5.4.5
            if (overrides && DECLARED.get(at).contains(method)) {
                return !declaresTwin(at, twin) && (owner.isAssignableFrom(at) || !at.isInterface());
            }
        }
        return false;
    }

    private static boolean samePackage(Class<?> one, Class<?> other) {
        return one.getClassLoader() == other.getClassLoader()
                && packageOf(one.getName()).equals(packageOf(other.getName()));
    }

    private static String packageOf(String type) {
        return type.substring(0, type.lastIndexOf('.') + 1);
    }

    private static boolean isSound(Class<?> type) {
        List<Class<?>> lineage = lineage(type);
        for (int i = 0; i < lineage.size(); i++) {
            for (String method : DECLARED.get(lineage.get(i))) {
                String twin = twinOf(method);
                if (method.indexOf(' ') >= 0 || declaresTwin(lineage.get(i), twin)) {
                    continue;
                }
                for (Class<?> other : lineage.subList(i + 1, lineage.size())) {
                    if (declaresTwin(other, twin)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean declaresTwin(Class<?> type, String twin) {
        return DECLARED.get(type).contains(twin) || DECLARED.get(type).contains("abstract " + twin);
    }

    /** The class and its superclasses, then all its interfaces, the more specific first. */
    static List<Class<?>> lineage(Class<?> type) {
        List<Class<?>> lineage = new ArrayList<>();
        Set<Class<?>> interfaces = new LinkedHashSet<>();
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            lineage.add(at);
            addInterfaces(at, interfaces);
        }
        List<Class<?>> sorted = new ArrayList<>();
        for (Class<?> candidate : interfaces) {
            int place = 0;
            while (place < sorted.size() && !sorted.get(place).isAssignableFrom(candidate)) {
                place++;
            }
            sorted.add(place, candidate);
        }
        lineage.addAll(sorted);
        return lineage;
    }

    private static void addInterfaces(Class<?> type, Set<Class<?>> interfaces) {
        for (Class<?> direct : type.getInterfaces()) {
            if (interfaces.add(direct)) {
                addInterfaces(direct, interfaces);
            }
        }
    }

    private static String descriptorOf(Method method) {
        return MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                .toMethodDescriptorString();
    }

    private static String twinOf(String method) {
        int parameters = method.indexOf('(');
        int end = method.indexOf(')');
        return method.substring(0, parameters)
                + SUFFIX
                + method.substring(parameters, end)
                + "L"
                + FrameStack.class.getName().replace('.', '/')
                + ";"
                + method.substring(end);
    }

    private static boolean isTwin(Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        return method.getName().endsWith(SUFFIX)
                && parameters.length > 0
                && parameters[parameters.length - 1] == FrameStack.class;
    }

    private static String withoutSuffix(String name) {
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private static String withoutStack(String descriptor) {
        return descriptor.replace("L" + FrameStack.class.getName().replace('.', '/') + ";)", ")");
    }
}
