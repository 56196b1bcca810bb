package example;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;

final class Database {

    private Database() {}

    static String query(String sql) {
        return "";
    }

    @Suspendable
    static String ask(String sql) {
        Continuation.yield();
        return query(sql);
    }
}
