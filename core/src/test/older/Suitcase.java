import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;

/** A computation that is saved by one JVM, and goes on in another. */
public class Suitcase {

    /** @param arguments {@code pack} or {@code unpack}, and a file */
    public static void main(String[] arguments) throws Exception {
        Path file = Paths.get(arguments[1]);
        if (arguments[0].equals("pack")) {
            String name = "travels";
            Continuation travels = new Continuation(() -> {
                String said = name + ": " + visit(3, 0.5);
                System.out.println(said);
            });
            travels.run();
            try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
                out.writeObject(travels);
            }
        } else {
            try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(file))) {
                Continuation travels = (Continuation) in.readObject();
                while (!travels.isDone()) {
                    travels.run();
                }
            }
        }
    }

    @Suspendable
    private static String visit(int places, double cost) {
        List<String> visited = new ArrayList<>();
        long[] total = new long[1];
        for (int i = 0; i < places; i++) {
            visited.add("place " + i + " for " + stay(i * cost));
            total[0] += i;
        }
        return visited + ", " + total[0];
    }

    @Suspendable
    private static double stay(double cost) {
        Continuation.yield();
        return cost + 1;
    }
}
