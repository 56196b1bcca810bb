package dev.bobbin.samples.adapted;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;

import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Ten slow queries at once to PostgreSQL, by plain JDBC, in coroutines of one thread. Arguments: the JDBC URL. */
public final class JdbcPostgres {

    private JdbcPostgres() {}

    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("Usage: JdbcPostgres URL, such as jdbc:postgresql://localhost/test?user=me");
            System.exit(2);
        }
        runBlocking(() -> {
            long start = System.nanoTime();
            List<Coroutine<Integer>> queries = new ArrayList<>();
            for (int i = 1; i <= 10; i++) {
                int number = i;
                queries.add(spawn(() -> square(args[0], number)));
            }
            for (Coroutine<Integer> query : queries) {
                System.out.println(query.get());
            }
            System.out.println("10 queries of 600 ms each took " + (System.nanoTime() - start) / 1_000_000 + " ms");
        });
    }

    @Suspendable
    private static int square(String url, int number) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement query = connection.prepareStatement("select ? * ?, pg_sleep(0.6)")) {
            query.setInt(1, number);
            query.setInt(2, number);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }
}
