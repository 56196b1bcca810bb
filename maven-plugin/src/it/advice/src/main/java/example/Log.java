package example;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What has happened, in order. */
final class Log {
    private static final List<String> ENTRIES = new CopyOnWriteArrayList<>();

    private Log() {}

    static void add(String entry) {
        ENTRIES.add(entry);
    }

    static List<String> taken() {
        List<String> taken = List.copyOf(ENTRIES);
        ENTRIES.clear();
        return taken;
    }
}
