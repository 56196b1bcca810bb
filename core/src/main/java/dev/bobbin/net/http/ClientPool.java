package dev.bobbin.net.http;

import dev.bobbin.EventLoop;
import dev.bobbin.net.Tls;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Connections that are kept for the next request to the same server, for a short time: most servers keep theirs longer. Static,
 * since a pool is worth something only if all calls share it.
 */
final class ClientPool {

    private static final long KEPT_NANOS = 10_000_000_000L;
    private static final int MOST_A_SERVER = 64;

    /** A server, as seen from one event loop, since sockets belong to loops, and by who trusts it. */
    static final class Key {
        private final String host;
        private final int port;
        private final Tls tls; // null for plain connections
        private final EventLoop loop;

        Key(Target target, Tls tls, EventLoop loop) {
            this.host = target.host();
            this.port = target.port();
            this.tls = tls;
            this.loop = loop;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key
                    && host.equals(((Key) other).host)
                    && port == ((Key) other).port
                    && tls == ((Key) other).tls
                    && loop == ((Key) other).loop;
        }

        @Override
        public int hashCode() {
            return 31 * (31 * host.hashCode() + port) + System.identityHashCode(loop);
        }
    }

    private static final class Kept {
        final ClientConnection connection;
        final long since = System.nanoTime();

        Kept(ClientConnection connection) {
            this.connection = connection;
        }

        boolean isOld() {
            return System.nanoTime() - since > KEPT_NANOS;
        }
    }

    // Guarded by the class's monitor.
    private static final Map<Key, ArrayDeque<Kept>> KEPT = new HashMap<>(); // the newest first
    private static boolean sweepIsDue;

    private ClientPool() {}

    /** A connection that was used not long ago; null if there is none. */
    static synchronized ClientConnection take(Key key) {
        ArrayDeque<Kept> kept = KEPT.get(key);
        if (kept == null || kept.peekFirst().isOld()) {
            return null; // the sweep has the old ones
        }
        ClientConnection newest = kept.removeFirst().connection;
        if (kept.isEmpty()) {
            KEPT.remove(key);
        }
        return newest;
    }

    static synchronized void keep(Key key, ClientConnection connection) {
        ArrayDeque<Kept> kept = KEPT.computeIfAbsent(key, k -> new ArrayDeque<>());
        if (kept.size() == MOST_A_SERVER || key.loop.hasEnded()) {
            connection.close();
            if (kept.isEmpty()) {
                KEPT.remove(key);
            }
            return;
        }
        kept.addFirst(new Kept(connection));
        scheduleSweep();
    }

    private static void scheduleSweep() {
        if (!sweepIsDue) {
            sweepIsDue = true;
            EventLoop.shared().schedule(KEPT_NANOS, ClientPool::sweep);
        }
    }

    private static synchronized void sweep() {
        sweepIsDue = false;
        Iterator<ArrayDeque<Kept>> all = KEPT.values().iterator();
        while (all.hasNext()) {
            ArrayDeque<Kept> kept = all.next();
            while (!kept.isEmpty() && kept.peekLast().isOld()) {
                kept.removeLast().connection.close();
            }
            if (kept.isEmpty()) {
                all.remove();
            }
        }
        if (!KEPT.isEmpty()) {
            scheduleSweep();
        }
    }
}
