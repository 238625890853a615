package dev.edgewise.gateway.account;

import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.Phase;
import dev.edgewise.gateway.request.RequestRecord;
import java.util.concurrent.TimeUnit;

/**
 * Phase 10, account: runs for every request, whatever became of it. Never waits: the line is written by a thread of
 * its own.
 *
 * <p>Threads: any.
 */
public final class Accounting {
    private static final Phase[] PHASES = Phase.values();

    private final Metrics metrics;
    private final RequestLog log;

    public Accounting(Metrics metrics, RequestLog log) {
        this.metrics = metrics;
        this.log = log;
    }

    /** What a request did, or, where {@link RequestRecord#refresh} says so, what the node did for one without its client. */
    public void account(Arrival arrival, RequestRecord record) {
        record.spent(Phase.ACCOUNT);
        long ownNanos = 0;
        for (Phase phase : PHASES) {
            long spent = record.spentNanos(phase);
            if (spent > 0) {
                metrics.phaseNanos(phase).add(spent);
                ownNanos += spent;
            }
        }
        if (!record.refresh) {
            asked(arrival, record, ownNanos);
        }
        used(record);
        if (!log.offer(arrival, record, ownNanos)) {
            metrics.logDropped().increment();
        }
    }

    private void asked(Arrival arrival, RequestRecord record, long ownNanos) {
        metrics.overhead().record(ownNanos, TimeUnit.NANOSECONDS);
        metrics.requests(arrival.api(), record.servedBy, record.why, record.status)
                .increment();
        metrics.latency(record.servedBy).record(record.elapsedNanos(), TimeUnit.NANOSECONDS);
        if (record.firstByteNanos >= 0) {
            metrics.firstByte(record.servedBy).record(record.firstByteNanos, TimeUnit.NANOSECONDS);
        }
        if (!Double.isNaN(record.similarity)) {
            metrics.similarity(record.servedBy).record(record.similarity);
        }
        if (record.truncated) {
            metrics.truncated().increment();
        }
        if (record.clientGone) {
            metrics.clientGone().increment();
        }
    }

    private void used(RequestRecord record) {
        if (record.usageUnknown) {
            metrics.usageUnknown().increment();
        }
        if (!record.tellsTokens()) {
            metrics.estimatedTokens().increment((double) record.textEvents);
        } else if (record.promptTokens > 0 || record.completionTokens > 0) {
            metrics.promptTokens().increment((double) record.promptTokens);
            metrics.completionTokens().increment((double) record.completionTokens);
        }
        if (record.earlierPromptTokens > 0 || record.earlierCompletionTokens > 0) {
            metrics.promptTokens().increment((double) record.earlierPromptTokens);
            metrics.completionTokens().increment((double) record.earlierCompletionTokens);
        }
        if (record.costNanos > 0) {
            metrics.costNanos().add(record.costNanos);
        }
        if (record.avoidedNanos > 0) {
            metrics.avoidedNanos().add(record.avoidedNanos);
        }
        if (record.itemsAsked > 0 && !record.refresh) {
            metrics.itemsFound().increment(record.itemsFound);
            metrics.itemsAsked().increment(record.itemsAsked);
        }
        if (record.attempts > 0) {
            metrics.attempts().increment(record.attempts);
        }
    }
}
