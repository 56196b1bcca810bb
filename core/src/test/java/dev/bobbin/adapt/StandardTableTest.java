package dev.bobbin.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.runtime.FrameStack;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows of the instrumenter's table that name adapters, held against the adapters, and these against the JDK. */
class StandardTableTest {

    private static final Pattern ROW = Pattern.compile("([\\w.]+)#(\\w+)\\((.*)\\)\\s*-> ([\\w.]+)#(\\w+)");

    /** A row; {@code since} is the Java that has the call. */
    record Row(int since, String owner, String name, String parameters, String adapter, String adapterMethod) {

        /** The call that is adapted: the method, or a constructor. */
        Executable call() throws ReflectiveOperationException {
            Class<?> type = Class.forName(owner);
            Stream<Executable> all =
                    name.equals("new") ? Arrays.stream(type.getConstructors()) : Arrays.stream(type.getMethods());
            return all.filter(call -> (name.equals("new") || call.getName().equals(name))
                            && parametersOf(call).equals(parameters))
                    .filter(call -> !call.isSynthetic())
                    .findFirst()
                    .orElseThrow(() -> new NoSuchMethodException(toString()));
        }

        /** What stands before the arguments: the object, if there is one. */
        List<Class<?>> given(Executable call) {
            List<Class<?>> types = new ArrayList<>();
            if (call instanceof Method method && !Modifier.isStatic(method.getModifiers())) {
                types.add(classOf(owner));
            }
            types.addAll(List.of(call.getParameterTypes()));
            return types;
        }

        private static String parametersOf(Executable call) {
            return String.join(
                    ",",
                    Arrays.stream(call.getParameterTypes())
                            .map(Class::getCanonicalName)
                            .toList());
        }
    }

    static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        try (InputStream table = Instrumenter.class.getResourceAsStream("adapt/adapted-calls.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))) {
            int since = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher row = ROW.matcher(line);
                if (line.startsWith("# Java ")) {
                    since = Integer.parseInt(line.substring("# Java ".length()));
                } else if (line.isEmpty()) {
                    since = 0;
                } else if (!line.startsWith("#") && row.matches()) {
                    rows.add(new Row(since, row.group(1), row.group(2), row.group(3), row.group(4), row.group(5)));
                }
            }
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theAdapterTakesWhatTheCallTakesAndGivesWhatItGives(Row row) throws ReflectiveOperationException {
        if (row.since() > Runtime.version().feature()) {
            return; // this JDK has no such call
        }
        Executable call = row.call();
        List<Class<?>> given = row.given(call);
        Method adapter = Arrays.stream(classOf(row.adapter()).getMethods())
                .filter(method -> method.getName().equals(row.adapterMethod()) && takes(method, given))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no adapter for " + row));
        assertThat(adapter.getModifiers() & (Modifier.PUBLIC | Modifier.STATIC))
                .isEqualTo(Modifier.PUBLIC | Modifier.STATIC);
        Class<?> result = call instanceof Method method ? method.getReturnType() : call.getDeclaringClass();
        assertThat(adapter.getReturnType().isAssignableFrom(result) || result.isAssignableFrom(adapter.getReturnType()))
                .as(adapter + " instead of " + call)
                .isTrue();
        for (Class<?> thrown : adapter.getExceptionTypes()) {
            boolean declared = RuntimeException.class.isAssignableFrom(thrown)
                    || Arrays.stream(call.getExceptionTypes()).anyMatch(type -> type.isAssignableFrom(thrown));
            assertThat(declared).as(adapter + " throws " + thrown).isTrue();
        }
        assertHasTwin(adapter);
    }

    @Test
    void theTableNamesAdaptersForThreadsToChannels() throws IOException {
        assertThat(rows()).hasSizeGreaterThan(70);
    }

    @Test
    void offloadHasTheMethodsThatGeneratedCodeCalls() throws ReflectiveOperationException {
        for (String name : List.of("call", "close")) {
            Method method = Offload.class.getMethod(name, java.util.concurrent.Callable.class);
            assertThat(method.getReturnType()).isEqualTo(Object.class);
            assertHasTwin(method);
        }
    }

    private static void assertHasTwin(Method method) throws NoSuchMethodException {
        List<Class<?>> parameters = new ArrayList<>(List.of(method.getParameterTypes()));
        parameters.add(FrameStack.class);
        assertThat(method.getDeclaringClass().getMethod(method.getName() + "-co", parameters.toArray(Class<?>[]::new)))
                .isNotNull();
    }

    private static boolean takes(Method adapter, List<Class<?>> given) {
        Class<?>[] taken = adapter.getParameterTypes();
        boolean fits = taken.length == given.size();
        for (int i = 0; fits && i < taken.length; i++) {
            fits = taken[i].isAssignableFrom(given.get(i));
        }
        return fits;
    }

    private static Class<?> classOf(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
