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
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Ten slow queries at once, by plain JDBC, in coroutines of one thread. The database is H2, in memory. No arguments. */
public final class JdbcH2 {

    private static final String URL = "jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1";

    private JdbcH2() {}

    public static void main(String[] args) {
        runBlocking(() -> {
            fill();
            long start = System.nanoTime();
            List<Coroutine<String>> queries = new ArrayList<>();
            for (int id = 1; id <= 10; id++) {
                int wanted = id;
                queries.add(spawn(() -> nameOf(wanted)));
            }
            for (Coroutine<String> query : queries) {
                System.out.println(query.get());
            }
            System.out.println("10 queries of 600 ms each took " + (System.nanoTime() - start) / 1_000_000 + " ms");
        });
    }

    @Suspendable
    private static void fill() throws SQLException {
        try (Connection connection = DriverManager.getConnection(URL);
                Statement statement = connection.createStatement()) {
            statement.execute("create table items(id int primary key, name varchar)");
            statement.execute("insert into items select x, 'item ' || x from system_range(1, 10)");
            statement.execute("create alias pause for \"java.lang.Thread.sleep(long)\"");
        }
    }

    @Suspendable
    private static String nameOf(int id) throws SQLException {
        try (Connection connection = DriverManager.getConnection(URL)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("call pause(600)"); // the database takes its time
            }
            try (PreparedStatement query = connection.prepareStatement("select name from items where id = ?")) {
                query.setInt(1, id);
                try (ResultSet rows = query.executeQuery()) {
                    rows.next();
                    return rows.getString(1);
                }
            }
        }
    }
}
