package dev.edgewise.loadtest.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What the stand-in saw of one request. The head never changes; body, chunks and ending grow while the request runs.
 * Readable from any thread.
 */
public final class RecordedRequest {
    /** One header line, its name as the client wrote it. */
    public record Header(String name, String value) {}

    /** How a request ended. */
    public sealed interface Ending {
        /** Nanoseconds, on the clock of {@link System#nanoTime}. */
        long atNanos();

        /** The whole answer was handed to the network. */
        record Answered(long atNanos, int status) implements Ending {}

        /** The client went away before the answer was complete: its connection closed or its stream was reset. */
        record Cancelled(long atNanos) implements Ending {}

        /** The stand-in broke off by a fault. */
        record Broken(long atNanos, Fault fault) implements Ending {}
    }

    private static final byte[] NO_BYTES = {};

    private final long number;
    private final String method;
    private final String uri;
    private final String protocol;
    private final String connection;
    private final List<Header> headers;
    private final long receivedNanos;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private volatile byte[] body = NO_BYTES;
    private volatile int chunks;

    RecordedRequest(
            long number,
            String method,
            String uri,
            String protocol,
            String connection,
            List<Header> headers,
            long receivedNanos) {
        this.number = number;
        this.method = method;
        this.uri = uri;
        this.protocol = protocol;
        this.connection = connection;
        this.headers = headers;
        this.receivedNanos = receivedNanos;
    }

    /** The request's number at this server, from 1; also sent back as {@code x-standin-request}. */
    public long number() {
        return number;
    }

    /** The method. */
    public String method() {
        return method;
    }

    /** Path and query as sent. */
    public String uri() {
        return uri;
    }

    /** {@code HTTP/1.1} or {@code HTTP/2}. */
    public String protocol() {
        return protocol;
    }

    /** A name of the connection; equal for requests that came over the same one. */
    public String connection() {
        return connection;
    }

    /** All header lines in their order. */
    public List<Header> headers() {
        return headers;
    }

    /** The first value of a header by its name in any case; empty when it was not sent. */
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(h -> h.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    /** The body's bytes as received; empty until the body is complete. */
    public byte[] body() {
        return body.clone();
    }

    /** Parts of the answer handed to the network so far: events of a stream, or 1 for a JSON body. */
    public int chunks() {
        return chunks;
    }

    /** When the head was complete, on the clock of {@link System#nanoTime}. */
    public long receivedNanos() {
        return receivedNanos;
    }

    /** How it ended; empty while it runs. */
    public Optional<Ending> ending() {
        return Optional.ofNullable(ending.getNow(null));
    }

    /** When the client went away; empty when it did not. */
    public Optional<Long> cancelledNanos() {
        return ending().filter(Ending.Cancelled.class::isInstance).map(Ending::atNanos);
    }

    /**
     * Waits for the end. Not for an event loop.
     *
     * @throws TimeoutException when the request still runs after {@code timeout}
     */
    public Ending awaitEnding(Duration timeout) throws TimeoutException, InterruptedException {
        try {
            return ending.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    void bodyReceived(byte[] bytes) {
        body = bytes;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by one event loop only
    void chunkSent() {
        chunks++;
    }

    /** Sets the ending unless there is one. */
    void end(Ending how) {
        ending.complete(how);
    }

    @Override
    public String toString() {
        return number + " " + method + " " + uri + " " + protocol + " "
                + ending().map(Object::toString).orElse("running");
    }
}
