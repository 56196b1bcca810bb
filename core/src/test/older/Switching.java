import dev.bobbin.Continuation;
import dev.bobbin.Generator;
import dev.bobbin.Greenlet;
import dev.bobbin.Suspendable;
import dev.bobbin.runtime.NotSuspendableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Continuations, saved and copied ones too; generators; greenlets; the error for a frame that cannot suspend. */
public class Switching {

    private static final List<String> SAID = new ArrayList<>();

    static void run() throws Exception {
        continuations();
        generators();
        greenlets();
        forgottenMark();
    }

    private static void continuations() throws Exception {
        Continuation first = new Continuation(() -> count("a", 3));
        first.run();
        EachInTurn.equal("count", first.getStackTrace().get(0).getMethodName());
        Continuation copy = first.copy();
        Continuation read = read(saved(first));
        for (Continuation each : Arrays.asList(first, copy, read)) {
            while (!each.isDone()) {
                each.run();
            }
        }
        EachInTurn.equal("[a1, a2, a3, sum 6, a2, a3, sum 6, a2, a3, sum 6]", SAID.toString());
    }

    @Suspendable
    private static void count(String name, int to) {
        long sum = 0;
        for (int i = 1; i <= to; i++) {
            SAID.add(name + i);
            Continuation.yield();
            sum += i;
        }
        SAID.add("sum " + sum);
    }

    private static byte[] saved(Continuation continuation) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(continuation);
        }
        return bytes.toByteArray();
    }

    private static Continuation read(byte[] saved) throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(saved))) {
            return (Continuation) in.readObject();
        }
    }

    private static void generators() {
        Generator<Integer> numbers = Generator.of(out -> {
            out.yield(1);
            out.yieldAll(Generator.<Integer>of(inner -> {
                inner.yield(2);
                inner.yield(3);
            }));
            out.yieldAll(Arrays.asList(4, 5));
        });
        EachInTurn.equal("1, 2, 3, 4, 5", numbers.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        EachInTurn.equal(10, Generator.OfInt.of(out -> squares(out)).stream().limit(3).map(i -> i * 2).sum());
        EachInTurn.equal(0.75, Generator.OfDouble.of(out -> {
            out.yield(0.5);
            out.yield(0.25);
        }).stream().sum());
    }

    @Suspendable
    private static void squares(Generator.OfInt.Yielder out) {
        for (int i = 0; ; i++) {
            out.yield(i * i);
        }
    }

    private static void greenlets() {
        Greenlet echo = Greenlet.<String>of(word -> {
            Object next = word;
            while (!"end".equals(next)) {
                next = Greenlet.current().parent().switchTo(next + "!");
            }
            return "ended";
        });
        EachInTurn.equal("hello!", echo.switchTo("hello"));
        EachInTurn.equal("again!", echo.switchTo("again"));
        EachInTurn.equal("ended", echo.switchTo("end"));
        EachInTurn.equal(true, echo.isDead());
    }

    private static void forgottenMark() {
        Continuation wrong = new Continuation(() -> Arrays.asList(2, 1).sort((a, b) -> {
            Continuation.yield();
            return a - b;
        }));
        String said = EachInTurn.thrown(NotSuspendableException.class, wrong::run).getMessage();
        EachInTurn.equal(
                "Switching.java:0: a lambda in Switching.forgottenMark() stands between two suspendable methods",
                said.substring(0, said.indexOf(": called")).replaceFirst(":\\d+:", ":0:"));
    }
}
