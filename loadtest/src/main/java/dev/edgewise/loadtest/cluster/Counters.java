package dev.edgewise.loadtest.cluster;

/**
 * What the stand-in counted since its start; model requests only.
 *
 * @param answered complete answers
 * @param cancelled answers the client did not wait for
 * @param refused requests refused with an error status by validation
 * @param faults requests that met a fault
 * @param running at work now
 * @param waiting for a slot now
 * @param promptTokens tokens read
 * @param generatedTokens tokens sent, also of answers not completed
 */
public record Counters(
        long answered,
        long cancelled,
        long refused,
        long faults,
        int running,
        int waiting,
        long promptTokens,
        long generatedTokens) {}
