package dev.edgewise.gateway.admin;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.HashMap;
import java.util.Map;

/**
 * The admin plane's open connections. Each is closed when a request on it, or the wait for the next one, takes too
 * long: that ends unused connections, heads sent a byte at a time, and readers who take nothing alike. On the admin
 * plane's event loop.
 */
final class AdminConnections {
    /** Open connections; one more is closed at once. */
    static final int CONNECTIONS_MAX = 128;

    /** Longest request, and longest wait for one, in milliseconds. */
    static final long STEP_MILLIS_MAX = 60_000;

    private static final long LOOK_MILLIS = 1_000;

    private final Map<HttpConnection, Long> sinceNanos = new HashMap<>();
    private int inFlight;

    AdminConnections(Vertx vertx) {
        vertx.setPeriodic(LOOK_MILLIS, look -> closeOverdue());
    }

    void opened(HttpConnection connection) {
        if (sinceNanos.size() >= CONNECTIONS_MAX) {
            connection.close();
            return;
        }
        sinceNanos.put(connection, System.nanoTime());
        connection.closeHandler(closed -> sinceNanos.remove(connection));
    }

    /** A request begins; false when there are too many already. */
    boolean begin(HttpConnection connection) {
        step(connection);
        if (inFlight >= AdminServer.IN_FLIGHT_MAX) {
            return false;
        }
        inFlight++;
        return true;
    }

    /** A request that began has ended, whatever became of it. */
    void end(HttpConnection connection) {
        step(connection);
        inFlight--;
    }

    /** A request on it takes long, and somebody minds it. */
    void alive(HttpConnection connection) {
        step(connection);
    }

    private void step(HttpConnection connection) {
        sinceNanos.computeIfPresent(connection, (known, before) -> System.nanoTime());
    }

    private void closeOverdue() {
        long now = System.nanoTime();
        sinceNanos.entrySet().stream()
                .filter(entry -> now - entry.getValue() > STEP_MILLIS_MAX * 1_000_000)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(HttpConnection::close);
    }
}
