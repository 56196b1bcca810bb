package example;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;
import java.util.List;

public final class Report {

    @Suspendable
    public void sort(List<String> lines) {
        lines.sort((a, b) -> rank(a) - b.length());
    }

    @Suspendable
    private static int rank(String line) {
        Continuation.yield();
        return line.length();
    }
}
