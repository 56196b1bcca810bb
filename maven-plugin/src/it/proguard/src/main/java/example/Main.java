package example;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;

import dev.bobbin.Channel;
import dev.bobbin.Coroutine;
import dev.bobbin.Generator;
import dev.bobbin.Suspendable;
import dev.bobbin.runtime.NotSuspendableException;
import java.util.ArrayList;
import java.util.List;

public final class Main {

    private static int sum;

    private Main() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        for (int n : Generator.<Integer>of(y -> {
            for (int a = 0, b = 1; a < 30; b += a, a = b - a) {
                y.yield(a);
            }
        })) {
            System.out.print(n + " ");
        }
        System.out.println();

        Shop.Item[] items = {new Shop.Item("tea"), new Shop.Item("rum")};
        Shop unseen = (Shop) Class.forName("example.DearShop").getConstructor().newInstance();
        System.out.println(runBlocking(() -> new Shop().total(items)) + " " + runBlocking(() -> unseen.total(items)));

        runBlocking(() -> {
            Channel<Long> channel = Channel.buffered(2);
            Coroutine<?> sender = spawn(() -> {
                for (long i = 1; i <= 5; i++) {
                    channel.send(i * i);
                }
                channel.close();
            });
            List<Long> received = new ArrayList<>();
            for (long value : channel) {
                received.add(value);
            }
            sender.join();
            System.out.println(received);
        });

        try {
            runBlocking(() -> unmarked());
        } catch (NotSuspendableException e) {
            System.out.println(e.getMessage());
        }
        runBlocking(() -> System.out.println(mixed(3, 0.5, "x") + " " + sum));
    }

    static void unmarked() {
        rest();
    }

    @Suspendable
    static void rest() {
        sleep(1);
    }

    /** Operands under calls, a loop, a handler and values of every size. */
    @Suspendable
    static String mixed(int n, double d, String s) {
        long total = 1L << 40;
        for (int i = 0; i < n; i++) {
            try {
                total += i * number(i) + (long) (d * number(i + 1));
                s = s + number(i) + new Shop.Item(s + number(7)).name();
            } catch (IllegalStateException e) {
                s += e.getMessage() + number(9);
            } finally {
                sum += number(1);
            }
        }
        return s + total;
    }

    @Suspendable
    static int number(int n) {
        sleep(1);
        if (n == 2) {
            throw new IllegalStateException("two");
        }
        return n;
    }
}
