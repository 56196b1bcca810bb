package dev.bobbin.shapes;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Continuation;
import dev.bobbin.Coroutine;
import dev.bobbin.Generator;
import dev.bobbin.Greenlet;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableIterator;
import dev.bobbin.SuspendableRunnable;
import dev.bobbin.harness.Saved;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What is said when something cannot be saved, or is not what was saved. */
class SavedErrorsTest {

    private static final String CURE =
            " Let its class implement Serializable; or get the value anew after the suspension point"
                    + " instead of keeping it; or write something else in its place, in replaceObject() of an ObjectOutputStream.";

    private static final String ELSEWHERE =
            " It belongs to a thread or an event loop of this JVM, and ends with it. Keep it in no"
                    + " variable that is used after the suspension point, and find or make it anew when the computation goes on.";

    private static final class Socket {
        int port = 80;
    }

    private static final class Cart implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // that it cannot be saved is what is tested
        final Object content = new Socket();
    }

    private static final class Refusing implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws NotSerializableException {
            throw new NotSerializableException("a door is not portable");
        }
    }

    private final List<Object> trace = new ArrayList<>();

    /** Asserts what saving {@code continuation} says, and that it goes on afterwards as if nothing had happened. */
    private void assertRefused(Continuation continuation, String line, String message) throws Exception {
        continuation.run();
        assertThatThrownBy(() -> Saved.bytes(continuation))
                .isExactlyInstanceOf(NotSerializableException.class)
                .hasMessage("SavedErrorsTest.java:" + lineOf(line) + ": SavedErrorsTest." + message)
                .hasCauseExactlyInstanceOf(NotSerializableException.class);
        continuation.run();
        assertThat(continuation.isDone()).isTrue();
        assertThat(trace).hasSize(1);
    }

    private static int lineOf(String code) throws IOException {
        List<String> source = Files.readAllLines(Path.of("src/test/java/dev/bobbin/shapes/SavedErrorsTest.java"));
        for (int i = 0; i < source.size(); i++) {
            if (source.get(i).endsWith("// " + code)) {
                return i + 1;
            }
        }
        throw new AssertionError(code);
    }

    @Suspendable
    private static void holdsASocket(List<Object> trace) {
        Socket mySocket = new Socket();
        Continuation.yield(); // a socket
        trace.add(mySocket.port);
    }

    @Test
    void theVariableAndTheClassAreNamed() throws Exception {
        assertRefused(
                new Continuation(() -> holdsASocket(trace)),
                "a socket",
                "holdsASocket() waits here and cannot be saved: its variable mySocket is a " + Socket.class.getName()
                        + ", which is not Serializable." + CURE);
    }

    @Suspendable
    private static void holdsACart(List<Object> trace) {
        Object fine = "fine";
        Cart cart = new Cart();
        Continuation.yield(); // a cart
        trace.add(fine.toString() + cart.content);
    }

    @Test
    void theVariableIsNamedThatHoldsItDeepDown() throws Exception {
        assertRefused(
                new Continuation(() -> holdsACart(trace)),
                "a cart",
                "holdsACart() waits here and cannot be saved: its variable cart is a " + Cart.class.getName()
                        + ", and in it there is a " + Socket.class.getName() + ", which is not Serializable." + CURE);
    }

    @Suspendable
    private void needsItsObject() {
        Continuation.yield(); // this
        trace.add(1);
    }

    @Test
    void theObjectOfAnInstanceMethodIsAValue() throws Exception {
        assertRefused(
                new Continuation(this::needsItsObject),
                "this",
                "needsItsObject() waits here and cannot be saved: its object (this) is a "
                        + SavedErrorsTest.class.getName() + ", which is not Serializable." + CURE);
    }

    @Suspendable
    private static int one() {
        Continuation.yield();
        return 1;
    }

    @Suspendable
    private static void holdsAnOperand(List<Object> trace) {
        trace.add(pair(new Socket(), one())); // an operand
    }

    private static String pair(Socket socket, int number) {
        return socket.port + " " + number;
    }

    @Test
    void anOperandHasNoName() throws Exception {
        assertRefused(
                new Continuation(() -> holdsAnOperand(trace)),
                "an operand",
                "holdsAnOperand() waits here and cannot be saved: a value without a name is a " + Socket.class.getName()
                        + ", which is not Serializable." + CURE);
    }

    @Suspendable
    private static void loops(List<Object> trace) {
        for (String each : new ArrayList<>(List.of("x"))) {
            Continuation.yield(); // a loop
            trace.add(each);
        }
    }

    @Test
    void aLoopOverAListIsToldApart() throws Exception {
        assertRefused(
                new Continuation(() -> loops(trace)),
                "a loop",
                "loops() waits here and cannot be saved: a value without a name is a java.util.ArrayList$Itr, which is not"
                        + " Serializable. That is where a for loop stands. Let it run over an array, or over an index.");
    }

    @Suspendable
    private static void holdsALambda(List<Object> trace) {
        Supplier<String> supplier = () -> "s";
        Continuation.yield(); // a lambda
        trace.add(supplier.get());
    }

    @Test
    void aLambdaIsToldApart() {
        Continuation continuation = new Continuation(() -> holdsALambda(trace));
        continuation.run();
        assertThatThrownBy(() -> Saved.bytes(continuation))
                .isExactlyInstanceOf(NotSerializableException.class)
                .hasMessageStartingWith("SavedErrorsTest.java:")
                .hasMessageContaining("holdsALambda() waits here and cannot be saved: its variable supplier is a "
                        + SavedErrorsTest.class.getName() + "$$Lambda")
                .hasMessageEndingWith(
                        ", which is not Serializable. A lambda is made Serializable by a cast, as in"
                                + " (SuspendableRunnable & Serializable) () -> ..., or by an interface that extends Serializable.");
    }

    @Test
    void aBodyThatHasNotBegunIsToldApart() {
        assertThatThrownBy(() -> Saved.bytes(new Continuation(() -> {})))
                .isExactlyInstanceOf(NotSerializableException.class)
                .hasMessageStartingWith("What has not begun to run is saved with its body, in which there is a "
                        + SavedErrorsTest.class.getName() + "$$Lambda")
                .hasMessageEndingWith(
                        ", which is not Serializable. A lambda is made Serializable by a cast, as in"
                                + " (SuspendableRunnable & Serializable) () -> ..., or by an interface that extends Serializable.");
    }

    @Test
    void aBodyThatRefusesByItselfIsQuoted() {
        Refusing door = new Refusing();
        assertThatThrownBy(() -> Saved.bytes(new Continuation((SuspendableRunnable & Serializable) door::hashCode)))
                .isExactlyInstanceOf(NotSerializableException.class)
                .hasMessage("What has not begun to run is saved with its body, which refuses. a door is not portable");
    }

    @Suspendable
    private static void holdsACoroutine(Coroutine<?> task, List<Object> trace) {
        Continuation.yield(); // a coroutine
        trace.add(task.isDone());
    }

    @Test
    void aCoroutineIsNotSaved() {
        runBlocking(() -> {
            Coroutine<?> task = spawn(() -> {});
            assertRefused(
                    new Continuation(() -> holdsACoroutine(task, trace)),
                    "a coroutine",
                    "holdsACoroutine() waits here and cannot be saved: its variable task is a dev.bobbin.Coroutine, which is not"
                            + " Serializable." + ELSEWHERE);
        });
    }

    @Suspendable
    private static void holdsAGreenlet(List<Object> trace) {
        Greenlet greenlet = Greenlet.of(() -> {});
        Continuation.yield(); // a greenlet
        trace.add(greenlet.isDead());
    }

    @Test
    void aGreenletIsNotSaved() throws Exception {
        assertRefused(
                new Continuation(() -> holdsAGreenlet(trace)),
                "a greenlet",
                "holdsAGreenlet() waits here and cannot be saved: its variable greenlet is a dev.bobbin.Greenlet, which is not"
                        + " Serializable." + ELSEWHERE);
    }

    @Suspendable
    private static void holdsWhatRefuses(List<Object> trace) {
        Refusing door = new Refusing();
        Continuation.yield(); // refusing
        trace.add(door);
    }

    @Test
    void aValueThatRefusesByItselfIsQuoted() throws Exception {
        assertRefused(
                new Continuation(() -> holdsWhatRefuses(trace)),
                "refusing",
                "holdsWhatRefuses() waits here and cannot be saved: one of its values refuses. a door is not portable");
    }

    @Suspendable
    private static void yieldsWithASocket(Generator.Yielder<Integer> y) {
        Socket mySocket = new Socket();
        y.yield(1); // in the generator
        y.yield(mySocket.port);
    }

    @Suspendable
    private static void holdsAGenerator(List<Object> trace) {
        SuspendableIterator<Integer> numbers =
                Generator.<Integer>of(y -> yieldsWithASocket(y)).iterator();
        numbers.next();
        Continuation.yield(); // the generator
        trace.add(numbers.next());
    }

    @Test
    void whatANestedOneHoldsIsExplainedOnceAndThere() throws Exception {
        assertRefused(
                new Continuation(() -> holdsAGenerator(trace)),
                "in the generator",
                "yieldsWithASocket() waits here and cannot be saved: its variable mySocket is a "
                        + Socket.class.getName() + ", which is not Serializable." + CURE);
    }

    @Test
    void aRunningOneIsNotSaved() {
        Continuation[] self = new Continuation[1];
        self[0] = new Continuation(() -> {
            assertThatThrownBy(() -> Saved.bytes(self[0]))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "This continuation is running and cannot be saved now: its calls are on a thread's stack, or wait"
                                    + " for something that will wake them here. Do it from outside, when its body has yielded.");
            trace.add("went on");
        });
        self[0].run();
        assertThat(trace).containsExactly("went on");
    }

    @Test
    void aGeneratorThatRunsIsNotSaved() {
        List<SuspendableIterator<Integer>> self = new ArrayList<>();
        self.add(Generator.<Integer>of(y -> {
                    assertThatThrownBy(() -> Saved.bytes(self.get(0)))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageStartingWith("This generator is running and cannot be saved now");
                    y.yield(1);
                })
                .iterator());
        assertThat(self.get(0).next()).isEqualTo(1);
    }

    // ---- bytes that nobody has saved ----

    /** Writes another number than it is asked to, the {@code place}-th one. */
    private static final class Damaging extends ObjectOutputStream {
        private int place;
        private final int number;

        private Damaging(ByteArrayOutputStream bytes, int place, int number) throws IOException {
            super(bytes);
            this.place = place;
            this.number = number;
        }

        @Override
        public void writeInt(int value) throws IOException {
            super.writeInt(place-- == 0 ? number : value);
        }

        @Override
        public void writeByte(int value) throws IOException {
            super.writeByte(place == AT_BYTE - 1 ? number : value);
        }
    }

    private static final int AT_BYTE = -100;

    @Suspendable
    private static void waitsTwice() {
        Continuation.yield(); // first
        Continuation.yield(); // second
    }

    private static Continuation waiting() {
        Continuation continuation = new Continuation(SavedErrorsTest::waitsTwice);
        continuation.run();
        continuation.run();
        return continuation;
    }

    private static byte[] damaged(int place, int number) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Damaging out = new Damaging(bytes, place, number)) {
            out.writeObject(waiting());
        }
        return bytes.toByteArray();
    }

    /** What is written if the objects of classes whose name ends so are replaced. */
    private static byte[] replaced(String classEnd, Object replacement) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes) {
            {
                enableReplaceObject(true);
            }

            @Override
            protected Object replaceObject(Object object) {
                return object.getClass().getName().endsWith(classEnd) ? replacement : object;
            }
        }) {
            out.writeObject(waiting());
        }
        return bytes.toByteArray();
    }

    private static void assertInvalid(byte[] bytes, String message) {
        assertThatThrownBy(() -> Saved.read(bytes))
                .isExactlyInstanceOf(InvalidObjectException.class)
                .hasMessage(message);
    }

    @Test
    void anotherFormatIsRefused() throws Exception {
        assertInvalid(
                damaged(0, 7),
                "This continuation was saved in format 7, and this version of Bobbin reads format 1. Let the version that saved"
                        + " it run it to its end, or to where you can begin anew.");
    }

    @Test
    void damageIsFoundOut() throws Exception {
        String place = "SavedErrorsTest.java:" + lineOf("second") + ": SavedErrorsTest.waitsTwice()";
        assertInvalid(damaged(AT_BYTE, 9), "This continuation was saved with progress 9: its bytes are damaged.");
        assertInvalid(damaged(1, -1), "A saved computation has -1 methods or frames: its bytes are damaged.");
        assertInvalid(damaged(2, -5), "A saved computation has -5 methods or frames: its bytes are damaged.");
        assertInvalid(damaged(3, 2), "A saved computation has a frame of method 2 of 2: its bytes are damaged.");
        for (int state : new int[] {-1, 0, 3, Integer.MAX_VALUE}) {
            assertInvalid(
                    damaged(4, state),
                    place + " was saved in state " + state + ", which it does not have: its bytes are damaged.");
        }
        assertInvalid(
                replaced("-frame", "text"),
                place
                        + " was saved with a java.lang.String in place of its frame: its bytes are damaged, or resolveObject() has"
                        + " replaced the frame.");
        assertInvalid(
                replaced("-frame", null),
                place
                        + " was saved with no frame: its bytes are damaged, or resolveObject() has replaced the"
                        + " frame.");
        assertInvalid(replaced("$Stack", null), "A continuation was saved without its stack: its bytes are damaged.");
    }

    @Test
    void halfOfTheBytesAreNotEnough() throws Exception {
        byte[] bytes = Saved.bytes(waiting());
        for (int length = 0; length < bytes.length; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Saved.read(part)).as("%d bytes", length).isInstanceOf(IOException.class);
        }
        assertThat(Saved.<Continuation>read(bytes).isDone()).isFalse();
    }
}
