package dev.bobbin.runtime;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The frame on the current thread's stack that cannot be saved: the caller of the innermost plain entry. It is looked for
 * when something is refused, never on the way.
 *
 * <pre>
 *   Orders.price-co         instrumented
 *   Orders.price            its plain entry
 *   Report.render      <-   called it as ordinary code does
 *   Report.all-co           instrumented again: a coroutine's
 * </pre>
 */
final class PlainFrame {

    private static final String TWIN = "-co";
    private static final String BODY = "-body";
    private static final String SUPER = "-super";
    private static final String RESUME = "-resume";
    private static final String GUARD = "-guard";
    private static final String LAMBDA = "lambda$";

    /** What the instrumenter puts behind the name of an interface whose twins lie in another one, which it extends. */
    static final String TWINS_APART = "$$Twins";

    private static final String GENERATOR =
            PlainFrame.class.getName().replace(".runtime." + PlainFrame.class.getSimpleName(), ".Generator");

    /** What proxies made at run time are called by those who make them. */
    private static final Pattern PROXY = Pattern.compile(
            "\\$\\$SpringCGLIB|\\$\\$EnhancerBy|\\$Proxy\\d|\\$MockitoMock\\$|\\$ByteBuddy\\$|_\\$\\$_|\\$HibernateProxy\\$");

    private final StackTraceElement frame;
    private final StackTraceElement entry;
    private final Optional<StackTraceElement>
            through; // the JDK's method that the frame called, if it did not call the entry
    private final Optional<StackTraceElement> calledBy; // the JDK's method that called the frame, if one did
    private final boolean suspendable;
    private final boolean ofSuspendableLambda; // a lambda's, that a suspendable interface's method has called
    private final boolean insideContinuation;

    private PlainFrame(
            StackTraceElement frame,
            StackTraceElement entry,
            Optional<StackTraceElement> through,
            Optional<StackTraceElement> calledBy,
            boolean suspendable,
            boolean ofSuspendableLambda,
            boolean insideContinuation) {
        this.frame = frame;
        this.entry = entry;
        this.through = through;
        this.calledBy = calledBy;
        this.suspendable = suspendable;
        this.ofSuspendableLambda = ofSuspendableLambda;
        this.insideContinuation = insideContinuation;
    }

    static Optional<PlainFrame> find() {
        StackTraceElement[] stack = new Throwable().getStackTrace();
        for (int i = 1; i + 1 < stack.length; i++) {
            if (isPlainEntry(stack[i], stack[i - 1])) {
                Optional<PlainFrame> behindProxy = behindProxy(stack, i);
                if (behindProxy.isPresent()) {
                    return behindProxy;
                }
                int caller = i + 1;
                while (caller + 1 < stack.length && isOfJdk(stack[caller])) {
                    caller++;
                }
                Optional<StackTraceElement> through =
                        caller == i + 1 ? Optional.empty() : Optional.of(stack[caller - 1]);
                return Optional.of(new PlainFrame(
                        stack[caller],
                        stack[i],
                        through,
                        Optional.of(stack[Math.min(caller + 1, stack.length - 1)])
                                .filter(PlainFrame::isOfJdk),
                        isSuspendable(stack, caller),
                        isSuspendableLambda(stack, caller),
                        runsContinuation(stack, i + 1)));
            }
        }
        return Optional.empty();
    }

    /** The frame of the nearest suspendable method, if it came to the entry at {@code entry} by way of a proxy. */
    private static Optional<PlainFrame> behindProxy(StackTraceElement[] stack, int entry) {
        Optional<StackTraceElement> proxy = Optional.empty();
        for (int at = entry + 1; at + 1 < stack.length; at++) {
            boolean isProxy = PROXY.matcher(stack[at].getClassName()).find();
            if (isProxy) {
                proxy = Optional.of(stack[at]);
            } else if (!stack[at].getMethodName().endsWith(GUARD) && isSuspendable(stack, at)) {
                return proxy.isPresent()
                        ? Optional.of(new PlainFrame(
                                stack[at],
                                stack[entry],
                                proxy,
                                Optional.empty(),
                                true,
                                false,
                                runsContinuation(stack, at)))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Whether the frame was called, in the end, by a continuation that is being run. */
    boolean isInsideContinuation() {
        return insideContinuation;
    }

    String explanation() {
        if (through.isPresent() && PROXY.matcher(through.get().getClassName()).find()) {
            return place(frame) + ": " + name(frame) + " comes to " + name(entry) + " through a proxy, "
                    + simpleName(through.get())
                    + ", which stands between two suspendable methods: called in a coroutine,"
                    + " the frames of the proxy and of its advice cannot be saved. Call it in Coroutines.blocking(), where it"
                    + " may wait, or do what must wait in a method without advice.";
        }
        if (through.isPresent()) {
            return place(frame) + ": " + name(frame) + " comes to " + name(entry) + " through "
                    + name(through.get())
                    + ", which stands between two suspendable methods: called in a coroutine, its own"
                    + " frame cannot be saved. Call " + method(entry)
                    + " directly, or do what must wait before or after.";
        }
        if (suspendable || ofSuspendableLambda && ForgottenBuild.isInstrumented(frame.getClassName())) {
            return place(frame) + ": " + name(frame) + " is suspendable, but in a coroutine it calls " + name(entry)
                    + " as if that were not: through a type whose method is not suspendable, such as Iterator or Runnable, by"
                    + " a method handle, or because it was instrumented before that was marked. Mark the method of that type"
                    + " @Suspendable if it is yours, or else declare what is called by a suspendable type, and build the class"
                    + " anew.";
        }
        String cure = ForgottenBuild.isOf(frame.getClassName())
                ? "Its class is marked, but was not instrumented: build it with the bobbin-maven-plugin, its goals instrument"
                        + " and, for tests, test-instrument. They come after the compiler: mvn process-classes, not mvn compile."
                : cureByMark();
        return place(frame) + ": " + name(frame) + " stands between two suspendable methods: called in a coroutine, it"
                + " calls " + name(entry) + ". Its own frame cannot be saved. " + cure;
    }

    private String cureByMark() {
        if (ofSuspendableLambda) {
            return "Its functional interface is suspendable, so either this class was not instrumented: build it with the"
                    + " bobbin-maven-plugin; or the call goes through a type whose method is not suspendable, such as Iterator"
                    + " or Runnable: mark that method @Suspendable if it is yours, or else declare what is called by a"
                    + " suspendable type.";
        }
        if (!frame.getMethodName().startsWith(LAMBDA) && calledBy.isPresent()) {
            return "It is called by " + name(calledBy.get())
                    + ", which cannot suspend: do what must wait before or after.";
        }
        return frame.getMethodName().startsWith(LAMBDA)
                ? "Do what suspends outside the lambda, or mark the method of its functional interface @Suspendable. If it"
                        + " is marked, this class was not instrumented: build it with the bobbin-maven-plugin."
                : "Mark " + method(frame) + " @Suspendable and build it with the bobbin-maven-plugin.";
    }

    String explanationOnThreadOf(String owner) {
        return place(frame) + ": " + name(frame) + " calls " + name(entry) + ", which must wait, on the thread of "
                + owner + ". It would stop if it were blocked. Wait in a coroutine instead: spawn one there.";
    }

    static String place(StackTraceElement element) {
        return element.getFileName() == null
                ? element.getClassName()
                : element.getFileName() + (element.getLineNumber() > 0 ? ":" + element.getLineNumber() : "");
    }

    private static String simpleName(StackTraceElement element) {
        return element.getClassName().substring(element.getClassName().lastIndexOf('.') + 1);
    }

    /** Class and method as their author knows them. */
    static String name(StackTraceElement element) {
        String simple = isOfGenerator(element)
                ? generatorType(element)
                : without(TWINS_APART, without(TWIN, simpleName(element))).replace('$', '.');
        if (element.getMethodName().startsWith(LAMBDA)) {
            String[] parts = element.getMethodName().split("\\$");
            return "a lambda in " + (parts.length > 2 ? lambdaPlace(simple, parts[1]) : simple);
        }
        return simple + "." + method(element);
    }

    /** What runs a generator is no class of its users: they know its iterator, and what its body yields by. */
    private static boolean isOfGenerator(StackTraceElement element) {
        String type = element.getClassName();
        return type.startsWith(GENERATOR) && type.endsWith("Run");
    }

    private static String generatorType(StackTraceElement element) {
        return element.getMethodName().startsWith("yield") ? "Generator.Yielder" : "SuspendableIterator";
    }

    /** javac says "static" and "new" for what has no name of its own; that of Java 8 says "null" in a lambda, of whichever method. */
    private static String lambdaPlace(String type, String method) {
        switch (method) {
            case "static":
                return "the static initialiser of " + type;
            case "new":
                return "the constructor of " + type;
            case "null":
                return "a lambda of " + type;
            default:
                return type + "." + method + "()";
        }
    }

    private static String without(String suffix, String name) {
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
    }

    private static String method(StackTraceElement element) {
        return userMethod(element.getMethodName()) + "()";
    }

    /** The name of the user's method of which {@code method} is a generated part. */
    static String userMethod(String method) {
        if (method.endsWith(TWIN)) {
            return method.substring(0, method.length() - TWIN.length());
        }
        if (method.endsWith(BODY)) {
            return method.substring(0, method.length() - BODY.length());
        }
        if (method.endsWith(SUPER)) {
            return method.substring(0, method.length() - SUPER.length());
        }
        int resume = method.lastIndexOf(RESUME);
        return resume > 0 ? method.substring(0, resume) : method;
    }

    /** A plain entry calls the fast path of its own name, or the twin that a lambda implements. */
    private static boolean isPlainEntry(StackTraceElement caller, StackTraceElement callee) {
        boolean twinCalled = callee.getMethodName().equals(caller.getMethodName() + TWIN)
                || callee.getMethodName().equals(caller.getMethodName() + BODY);
        boolean lambdaCalled =
                caller.getClassName().endsWith(TWIN) && callee.getMethodName().endsWith(TWIN);
        return twinCalled && callee.getClassName().equals(caller.getClassName()) || lambdaCalled;
    }

    /** Whether a method is part of a suspendable one, or is itself one in which nothing suspends: then its twin calls it. */
    private static boolean isSuspendable(StackTraceElement[] stack, int at) {
        String method = stack[at].getMethodName();
        return !userMethod(method).equals(method)
                || at + 1 < stack.length
                        && (stack[at + 1].getMethodName().equals(method + TWIN)
                                || stack[at + 1].getMethodName().equals(method + SUPER))
                        && stack[at + 1].getClassName().equals(stack[at].getClassName());
    }

    /** Whether a method is the body of a lambda in which nothing suspends, for an interface whose method may: its twin calls it. */
    private static boolean isSuspendableLambda(StackTraceElement[] stack, int at) {
        return stack[at].getMethodName().startsWith(LAMBDA)
                && at + 1 < stack.length
                && stack[at + 1].getMethodName().endsWith(TWIN);
    }

    private static boolean isOfJdk(StackTraceElement element) {
        String type = element.getClassName();
        return type.startsWith("java.") || type.startsWith("jdk.") || type.startsWith("sun.");
    }

    private static boolean runsContinuation(StackTraceElement[] stack, int from) {
        for (int i = from; i < stack.length; i++) {
            if (stack[i].getClassName().equals(FrameStack.class.getName())) {
                return true;
            }
        }
        return false;
    }
}
