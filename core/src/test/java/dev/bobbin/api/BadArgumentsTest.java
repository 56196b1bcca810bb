package dev.bobbin.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is wrong about an argument is said at once, and by its name: each public method is called with each kind of it. */
@Timeout(240)
class BadArgumentsTest {

    private static final Duration LONG = Duration.ofSeconds(8);

    /** Where null is a value like any other. */
    private static final Set<String> NULL_IS_A_VALUE = Set.of(
            "AsyncResult.set(Object result): result",
            "AsyncResult.trySet(Object result): result",
            "Channel.close(Throwable why): why",
            "CoroutineLocal.set(Object value): value",
            "Greenlet.switchTo(Object what): what",
            "WakeUp.success(Object value): value",
            "TimedWait.await(Wait wait, Duration limit, Object ifOver): ifOver",
            "SuspendableStream.fold(Object first, Combination combine): first",
            "new GreenletExit(String message): message");

    /** What stands in for calls of the JDK does with bad arguments what these do. */
    private static final String LIKE_THE_JDK = "dev.bobbin.adapt";

    /** Where a negative number is one like any other. */
    private static final Set<String> NEGATIVE_IS_A_VALUE = Set.of(
            "ByteWriter.write(long number): number",
            "ByteWriter.writeByte(int value): value",
            "ByteWriter.writeInt(int value): value",
            "ByteWriter.writeLong(long value): value",
            "ByteWriter.writeShort(int value): value",
            "ConnectionInputStream.read(byte[] bytes, int offset, int length): offset", // as of any InputStream
            "ConnectionInputStream.read(byte[] bytes, int offset, int length): length",
            "ConnectionInputStream.skip(long count): count",
            "ConnectionOutputStream.write(byte[] bytes, int offset, int length): offset",
            "ConnectionOutputStream.write(byte[] bytes, int offset, int length): length",
            "ConnectionOutputStream.write(int value): value",
            "EventLoop.schedule(long delayNanos, Runnable task): delayNanos", // counts as 0: what is late is due
            "MutualWait.await(Call call, long nanos): nanos", // only looks, as waits of the JDK do
            "Simulation.shuffled(long seed): seed");

    /** What only a live server or a handshake gives out: looked at in the tests of these. */
    private static final Set<String> NOT_AT_HAND = Set.of("HttpReply");

    /** A call with one bad argument. */
    private record Call(Executable member, Parameter bad) {
        @Override
        public String toString() {
            return PublicClasses.text(member) + ": " + bad.getName();
        }
    }

    @Test
    void nullIsRefusedByTheNameOfTheParameter() throws Exception {
        Set<String> values = new TreeSet<>(NULL_IS_A_VALUE);
        List<String> wrong = new ArrayList<>();
        int calls = 0;
        for (Call call : callsWith(parameter -> !parameter.getType().isPrimitive())) {
            if (values.remove(call.toString())) {
                Throwable thrown = thrownBy(call, null);
                if (thrown != null) {
                    wrong.add(call + " is no value: " + thrown);
                }
                continue;
            }
            calls++;
            Throwable thrown = thrownBy(call, null);
            boolean named = (thrown instanceof NullPointerException || thrown instanceof IllegalArgumentException)
                    && thrown.getMessage() != null
                    && thrown.getMessage().matches("(?s).*\\b" + call.bad().getName() + "\\b.*")
                    && !thrown.getMessage().contains("because");
            if (!named) {
                wrong.add(call + " -> " + thrown);
            }
        }
        assertThat(values).as("exceptions that are none").isEmpty();
        assertThat(wrong).as("of %s calls", calls).isEmpty();
        assertThat(calls).isGreaterThan(150);
    }

    @Test
    void aNegativeNumberOrTimeIsRefusedByItsValue() throws Exception {
        Set<String> values = new TreeSet<>(NEGATIVE_IS_A_VALUE);
        List<String> wrong = new ArrayList<>();
        int calls = 0;
        for (Call call : callsWith(parameter -> negative(parameter).isPresent())) {
            if (values.remove(call.toString())) {
                continue;
            }
            calls++;
            Throwable thrown = thrownBy(call, negative(call.bad()).get());
            boolean said = thrown instanceof IllegalArgumentException
                    && thrown.getMessage() != null
                    && thrown.getMessage().contains("-1");
            if (!said) {
                wrong.add(call + " -> " + thrown);
            }
        }
        assertThat(values).as("exceptions that are none").isEmpty();
        assertThat(wrong).as("of %s calls", calls).isEmpty();
        assertThat(calls).isGreaterThan(40);
    }

    private static Optional<Object> negative(Parameter parameter) {
        Class<?> type = parameter.getType();
        return type == int.class
                ? Optional.of(-1)
                : type == long.class
                        ? Optional.of(-1L)
                        : type == Duration.class ? Optional.of(Duration.ofSeconds(-1)) : Optional.empty();
    }

    private static List<Call> callsWith(Predicate<Parameter> bad) {
        List<Call> calls = new ArrayList<>();
        for (Class<?> type : PublicClasses.all()) {
            if (type.getPackageName().equals(LIKE_THE_JDK)) {
                continue;
            }
            for (Executable member : PublicClasses.members(type)) {
                // An interface's own methods are the users': they check their arguments as they like.
                boolean needsAnother = NOT_AT_HAND.contains(type.getSimpleName());
                if (!type.isInterface() && !needsAnother || Modifier.isStatic(member.getModifiers())) {
                    addCalls(member, bad, calls);
                }
            }
        }
        return calls;
    }

    private static void addCalls(Executable member, Predicate<Parameter> bad, List<Call> calls) {
        if (member.getName().equals("equals")) {
            return;
        }
        for (Parameter parameter : member.getParameters()) {
            if (bad.test(parameter)) {
                calls.add(new Call(member, parameter));
            }
        }
    }

    /** What the call throws; null if nothing. */
    private static Throwable thrownBy(Call call, Object bad) throws Exception {
        try {
            return Samples.within(LONG, () -> {
                try (Samples samples = new Samples()) {
                    Parameter[] parameters = call.member().getParameters();
                    Object[] arguments = new Object[parameters.length];
                    for (int i = 0; i < parameters.length; i++) {
                        arguments[i] = parameters[i].equals(call.bad()) ? bad : samples.of(parameters[i]);
                    }
                    return invoke(call.member(), samples, arguments);
                }
            });
        } catch (TimeoutException e) {
            return new AssertionError("it waits for ever");
        }
    }

    private static Throwable invoke(Executable member, Samples samples, Object[] arguments) throws Exception {
        try {
            if (member instanceof Constructor) {
                ((Constructor<?>) member).newInstance(arguments);
            } else {
                boolean isStatic = Modifier.isStatic(member.getModifiers());
                ((Method) member).invoke(isStatic ? null : samples.of(member.getDeclaringClass()), arguments);
            }
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }
}
