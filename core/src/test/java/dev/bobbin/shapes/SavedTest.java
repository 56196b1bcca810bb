package dev.bobbin.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Continuation;
import dev.bobbin.Generator;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableIterator;
import dev.bobbin.SuspendableRunnable;
import dev.bobbin.harness.Saved;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Continuations and generators that are written to bytes while they wait, and read. */
class SavedTest {

    /** Not in the programs: what they do after they were read must be seen, too. */
    private static final List<Object> TRACE = new ArrayList<>();

    /** Anything but serializable. */
    private static final class Socket {
        int port = 80;
    }

    @BeforeEach
    void forget() {
        TRACE.clear();
    }

    private static Continuation of(SuspendableRunnable body) {
        return new Continuation(body);
    }

    /** Runs {@code continuation} to its end; at each step what goes on is what was read. */
    private static void runSaved(Continuation continuation) throws Exception {
        Continuation at = continuation;
        for (at.run(); !at.isDone(); at.run()) {
            at = Saved.again(at);
        }
    }

    @Suspendable
    private static void greet(String name, int times) {
        for (int i = 1; i <= times; i++) {
            Continuation.yield();
            TRACE.add(name + i);
        }
    }

    @Shape("J1")
    @Test
    void goesOnFromItsBytesAsOftenAsTheyAreRead() throws Exception {
        Continuation waiting = of(() -> greet("a", 3));
        waiting.run();
        waiting.run();
        byte[] bytes = Saved.bytes(waiting);
        for (int i = 0; i < 2; i++) {
            Continuation read = Saved.read(bytes);
            assertThat(read.isDone()).isFalse();
            assertThat(read.getStackTrace()).isEqualTo(waiting.getStackTrace());
            read.run();
            read.run();
            assertThat(read.isDone()).isTrue();
        }
        assertThat(TRACE).containsExactly("a1", "a2", "a3", "a2", "a3");
        assertThat(Saved.bytes(waiting))
                .as("it does not know that it was saved")
                .isEqualTo(bytes);
    }

    @Shape("H6")
    @Test
    void oneThatHasNotBegunIsSavedWithItsBody() throws Exception {
        String captured = "b";
        Continuation read = Saved.again(of((SuspendableRunnable & Serializable) () -> greet(captured, 1)));
        assertThat(read.isDone()).isFalse();
        assertThat(read.getStackTrace()).isEmpty();
        runSaved(read);
        assertThat(TRACE).containsExactly("b1");
    }

    @Shape("H6")
    @Test
    void aSerializableLambdaWaitsAndIsKeptInVariables() throws Exception {
        interface Step extends Serializable {
            @Suspendable
            String apply(String before);
        }
        String captured = "c";
        runSaved(of(() -> {
            Step step = before -> {
                Continuation.yield(); // the lambda's own frame
                return before + captured;
            };
            String first = step.apply("1");
            Continuation.yield(); // the lambda in a frame
            String second = step.apply("2");
            TRACE.addAll(List.of(first, second));
        }));
        assertThat(TRACE).containsExactly("1c", "2c");
    }

    @Shape("J1")
    @Test
    void oneThatHasEndedStaysSo() throws Exception {
        Continuation ended = of(() -> {});
        ended.run();
        Continuation failed = of(() -> {
            throw new IOException("no more");
        });
        assertThatThrownBy(failed::run).hasMessage("no more");
        for (Continuation each : List.of(ended, failed)) {
            Continuation read = Saved.again(each);
            assertThat(read.isDone()).isTrue();
            assertThatThrownBy(read::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("This continuation has ended");
        }
    }

    @Suspendable
    private static void withDead(String live) {
        Socket socket = new Socket();
        TRACE.add(socket.port);
        Continuation.yield(); // socket is not read again
        TRACE.add(live);
        socket = new Socket();
        Continuation.yield();
        TRACE.add(socket.port);
    }

    @Shape("B14")
    @Test
    void aDeadVariableIsNotSaved() throws Exception {
        Continuation waiting = of(() -> withDead("live"));
        waiting.run();
        waiting = Saved.again(waiting);
        waiting.run();
        assertThat(TRACE).containsExactly(80, "live");
        Continuation alive = waiting;
        assertThatThrownBy(() -> Saved.bytes(alive)).isInstanceOf(NotSerializableException.class);
    }

    @Suspendable
    private static void reusesItsFrame() {
        for (int i = 0; i < 4; i++) {
            if (i == 1) {
                Continuation.yield();
            } else {
                Socket socket = i == 0 ? new Socket() : null;
                Object text = "alive";
                Continuation.yield();
                TRACE.add(socket == null ? text : socket.port);
            }
        }
    }

    @Shape("B14")
    @Test
    void whatAnEarlierStateHasLeftInTheFrameIsNotSaved() throws Exception {
        Continuation waiting = of(() -> reusesItsFrame());
        waiting.run();
        waiting.run(); // the same frame, in the other state
        runSaved(Saved.again(waiting));
        assertThat(TRACE).containsExactly(80, "alive", "alive");
    }

    @Suspendable
    private static void keepsAllTypes() {
        boolean z = true;
        byte b = -2;
        char c = 'c';
        short s = -300;
        int i = 70_000;
        long l = 1L << 40;
        float f = -0.0f;
        double d = Double.MIN_VALUE;
        String text = "text";
        Integer boxed = 1000;
        BigInteger big = BigInteger.TEN;
        int[] ints = {1, 2};
        Object[][] arrays = {{"x"}, null};
        TimeUnit constant = TimeUnit.DAYS;
        Set<TimeUnit> set = EnumSet.of(TimeUnit.HOURS);
        List<String> list = List.of("l");
        Class<?> type = String.class;
        Object nothing = null;
        IllegalStateException failure = new IllegalStateException("kept");
        Continuation.yield();
        TRACE.addAll(Arrays.asList(z, b, c, s, i, l, f, d, text, boxed, big, ints[1], arrays[0][0], arrays[1]));
        TRACE.addAll(Arrays.asList(constant, set, list, type, nothing, failure.getMessage()));
    }

    private static final List<Object> ALL_TYPES = Arrays.asList(
            true,
            (byte) -2,
            'c',
            (short) -300,
            70_000,
            1L << 40,
            -0.0f,
            Double.MIN_VALUE,
            "text",
            1000,
            BigInteger.TEN,
            2,
            "x",
            null,
            TimeUnit.DAYS,
            EnumSet.of(TimeUnit.HOURS),
            List.of("l"),
            String.class,
            null,
            "kept");

    @Shape("J1")
    @Test
    void valuesOfAllTypesAreSaved() throws Exception {
        runSaved(of(() -> keepsAllTypes()));
        assertThat(TRACE).isEqualTo(ALL_TYPES);
    }

    @Shape("J3")
    @Test
    void eachObjectCanBeInterceptedOnItsWayOutAndIn() throws Exception {
        Continuation waiting = of(() -> keepsAllTypes());
        waiting.run();
        Set<String> out = new TreeSet<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream stream = new ObjectOutputStream(bytes) {
            {
                enableReplaceObject(true);
            }

            @Override
            protected Object replaceObject(Object object) {
                out.add(object.getClass().getSimpleName());
                return object.equals("text") ? "replaced" : object;
            }
        }) {
            stream.writeObject(waiting);
        }
        assertThat(out)
                .contains(
                        "Continuation",
                        "SavedTest$keepsAllTypes-frame",
                        "String",
                        "Integer",
                        "BigInteger",
                        "int[]",
                        "Object[][]",
                        "Object[]",
                        "TimeUnit",
                        "SerializationProxy", // of the EnumSet
                        "CollSer", // of the List.of()
                        "IllegalStateException")
                .doesNotContain("Start");
        Set<String> in = new TreeSet<>();
        Continuation read;
        try (ObjectInputStream stream = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())) {
            {
                enableResolveObject(true);
            }

            @Override
            protected Object resolveObject(Object object) {
                in.add(object.getClass().getSimpleName());
                return object.equals(1000) ? Integer.valueOf(2000) : object;
            }
        }) {
            read = (Continuation) stream.readObject();
        }
        assertThat(in).contains("SavedTest$keepsAllTypes-frame", "RegularEnumSet", "BigInteger", "int[]");
        read.run();
        List<Object> changed = new ArrayList<>(ALL_TYPES);
        changed.set(changed.indexOf("text"), "replaced");
        changed.set(changed.indexOf(1000), 2000);
        assertThat(TRACE).isEqualTo(changed);
    }

    @Test
    void aFilterDecidesWhatMayBeRead() throws Exception {
        Continuation waiting = of(() -> keepsAllTypes());
        waiting.run();
        byte[] bytes = Saved.bytes(waiting);
        String jdk = "java.base/*";
        assertThatThrownBy(() -> filtered(bytes, "dev.bobbin.*;dev.bobbin.runtime.*;" + jdk + ";!*"))
                .isInstanceOf(InvalidClassException.class)
                .hasMessage("filter status: REJECTED");
        filtered(bytes, "dev.bobbin.*;dev.bobbin.shapes.SavedTest$*;" + jdk + ";!*")
                .run();
        assertThat(TRACE).isEqualTo(ALL_TYPES);
    }

    private static Continuation filtered(byte[] bytes, String pattern) throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            in.setObjectInputFilter(ObjectInputFilter.Config.createFilter(pattern));
            return (Continuation) in.readObject();
        }
    }

    @Suspendable
    private static void knowsItself(Continuation[] self) {
        Continuation.yield();
        try {
            self[0].copy();
            TRACE.add("another");
        } catch (IllegalStateException running) {
            TRACE.add("itself");
        }
    }

    @Shape("J1")
    @Test
    void oneThatHoldsItselfIsReadAsOne() throws Exception {
        Continuation[] self = new Continuation[1];
        self[0] = of(() -> knowsItself(self));
        self[0].run();
        Continuation[] read = Saved.again(self);
        assertThat(read[0]).isNotSameAs(self[0]);
        read[0].run();
        assertThat(TRACE).containsExactly("itself");
        assertThat(read[0].isDone()).isTrue();
        assertThat(self[0].isDone()).isFalse();
    }

    @Suspendable
    private static void inAllBlocks(int fail) throws IOException {
        String step = "-";
        for (String each : new String[] {"x", "y"}) {
            try (Closing closing = new Closing(each)) {
                Continuation.yield();
                if (fail == 1) {
                    throw new IOException("body");
                }
                step += closing.name;
            } catch (IOException e) {
                Continuation.yield();
                TRACE.add("caught " + e.getMessage() + " + " + e.getSuppressed().length);
            } finally {
                Continuation.yield();
                TRACE.add("finally " + each + step);
            }
        }
    }

    private record Closing(String name) implements Serializable, AutoCloseable {
        @Override
        @Suspendable
        public void close() throws IOException {
            Continuation.yield();
            TRACE.add("close " + name);
            if (name.equals("y")) {
                throw new IOException("close");
            }
        }
    }

    @Shape("J1")
    @Test
    void exceptionsInFlightAndFinallyBlocksGoOn() throws Exception {
        for (int fail = 0; fail < 2; fail++) {
            int way = fail;
            TRACE.clear();
            Continuation inOne = of(() -> inAllBlocks(way));
            while (!inOne.isDone()) {
                inOne.run();
            }
            List<Object> expected = List.copyOf(TRACE);
            assertThat(expected).hasSizeGreaterThan(4);
            TRACE.clear();
            runSaved(of(() -> inAllBlocks(way)));
            assertThat(TRACE).isEqualTo(expected);
        }
    }

    // ---- generators and nested continuations ----

    @Suspendable
    private static void count(Generator.Yielder<Integer> y) {
        y.yield(1);
        y.yieldAll(Generator.of(inner -> {
            inner.yield(2);
            inner.yield(3);
        }));
        y.yield(4);
    }

    @Shape("J1")
    @Test
    void aGeneratorsIteratorIsSavedByItself() throws Exception {
        List<Integer> taken = new ArrayList<>();
        SuspendableIterator<Integer> numbers =
                Generator.<Integer>of(SavedTest::count).iterator();
        while (numbers.hasNext()) {
            numbers = Saved.again(numbers); // with an element still to be handed out
            taken.add(numbers.next());
            numbers = Saved.again(numbers);
        }
        assertThat(taken).containsExactly(1, 2, 3, 4);
        assertThat(Saved.again(numbers).hasNext()).isFalse();
    }

    @Shape("J1")
    @Test
    void whatAGeneratorHasHandedOutIsNotSaved() throws Exception {
        SuspendableIterator<Object> values = Generator.<Object>of(y -> {
                    y.yield(new Socket());
                    y.yield("second");
                })
                .iterator();
        values.next();
        assertThat(Saved.again(values).next()).isEqualTo("second");
    }

    @Shape("J1")
    @Test
    void generatorsOfPrimitivesAreSaved() throws Exception {
        SuspendableIterator.OfInt ints = Generator.OfInt.of(y -> {
                    y.yield(1);
                    y.yield(2);
                })
                .iterator();
        assertThat(ints.nextInt()).isEqualTo(1);
        assertThat(ints.hasNext()).isTrue();
        assertThat(Saved.again(ints).nextInt()).isEqualTo(2);
        SuspendableIterator.OfLong longs = Generator.OfLong.of(y -> {
                    y.yield(1L << 40);
                    y.yield(2);
                })
                .iterator();
        assertThat(longs.hasNext()).isTrue();
        assertThat(Saved.again(longs).nextLong()).isEqualTo(1L << 40);
        SuspendableIterator.OfDouble doubles = Generator.OfDouble.of(y -> {
                    y.yield(0.5);
                    y.yield(0.25);
                })
                .iterator();
        doubles.nextDouble();
        assertThat(Saved.again(doubles).nextDouble()).isEqualTo(0.25);
    }

    @Shape("J1")
    @Test
    void aGeneratorIsSavedWithItsBodyAndItsRuns() throws Exception {
        Generator<Integer> numbers =
                Generator.of((dev.bobbin.SuspendableConsumer<Generator.Yielder<Integer>> & Serializable) y -> {
                    try {
                        y.yield(1);
                        y.yield(2);
                    } finally {
                        TRACE.add("closed");
                    }
                });
        numbers.iterator().next();
        Generator<Integer> read = Saved.again(numbers);
        assertThat(read).containsExactly(1, 2);
        read.close();
        assertThat(TRACE)
                .as("the one that is run here, and the one that was half-way")
                .containsExactly("closed", "closed");
    }

    @Suspendable
    private static void pulls() {
        int sum = 0;
        for (int number : Generator.<Integer>of(SavedTest::count)) {
            Continuation inner = new Continuation(() -> {
                TRACE.add("in " + number);
                Continuation.yield();
                TRACE.add("out " + number);
            });
            inner.run();
            Continuation.yield();
            inner.run();
            sum += number;
        }
        TRACE.add(sum);
    }

    @Shape({"J1", "J2"})
    @Test
    void nestedContinuationsAndGeneratorsAreSavedAlong() throws Exception {
        runSaved(of(() -> pulls()));
        assertThat(TRACE).containsExactly("in 1", "out 1", "in 2", "out 2", "in 3", "out 3", "in 4", "out 4", 10);
    }
}
