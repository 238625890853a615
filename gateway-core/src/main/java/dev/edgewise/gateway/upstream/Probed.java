package dev.edgewise.gateway.upstream;

/** What came of a probe. */
public sealed interface Probed {
    /** The endpoint gave a sign of life. */
    Probed ALIVE = new Alive();

    /** A sign of life. */
    record Alive() implements Probed {}

    /** @param cause why there was no sign of life, without secrets */
    record Failed(String cause) implements Probed {}

    /** By the status of the answer: the endpoint may refuse the probe, but not fail. */
    static Probed status(int status, String path) {
        return status < 500 ? ALIVE : new Failed("it answered " + status + " to GET " + path);
    }

    /** No answer within the time. */
    static Probed late(long timeoutMillis) {
        return new Failed("it did not answer within " + timeoutMillis + " ms");
    }

    /** No answer at all. */
    static Probed broken(UpstreamFault fault) {
        return new Failed(fault.told());
    }
}
