package dev.edgewise.routing;

import static dev.edgewise.routing.Outcome.CACHED;
import static dev.edgewise.routing.Outcome.CENTRAL;
import static dev.edgewise.routing.Outcome.LOCAL;
import static dev.edgewise.routing.Outcome.REFUSED;
import static dev.edgewise.routing.Outcome.RULED;
import static dev.edgewise.routing.Outcome.UNAVAILABLE;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The closed list of reasons for how a request was answered, as sent in {@code Edge-Why}, counted in metrics and
 * written to the ledger. A reason is added here and in {@code docs/reasons.md} together; none is ever renamed.
 */
public enum Why {
    /** Both places could answer and nothing spoke against the node. */
    FITS_LOCAL(
            "fits-local",
            "Both the node and the centre could answer; the node's model was ready and fits the request.",
            "Nothing. Ask with `Edge-Prefer: quality` or `Edge-Target: central` for the larger model.",
            LOCAL),
    /** The alias has no central model. */
    ONLY_LOCAL("only-local", "The model is served on the node only.", "Nothing.", LOCAL),
    /** The alias has no local model. */
    ONLY_CENTRAL("only-central", "The model has no twin on the node, so it is always forwarded.", "Nothing.", CENTRAL),
    /** The caller or the route prefers latency and this place was predicted to begin earlier. */
    PREFER_LATENCY(
            "prefer-latency",
            "Latency was preferred and this place was predicted to begin its answer first.",
            "Nothing.",
            LOCAL,
            CENTRAL),
    /** The caller or the route prefers quality. */
    PREFER_QUALITY(
            "prefer-quality", "Quality was preferred, so the larger central model answered.", "Nothing.", CENTRAL),
    /** The caller or the route prefers low cost. */
    PREFER_COST("prefer-cost", "Low cost was preferred; the node's model costs no central tokens.", "Nothing.", LOCAL),
    /** {@code Edge-Target: edge} was sent. */
    TARGET_EDGE(
            "target-edge",
            "`Edge-Target: edge` was asked for. With 503: the model has no twin on the node.",
            "With 503: drop the header, or ask for a model that `/v1/models` lists as served locally.",
            LOCAL,
            UNAVAILABLE),
    /** {@code Edge-Target: central} was sent. */
    TARGET_CENTRAL(
            "target-central",
            "`Edge-Target: central` was asked for. With 503: the model is not served centrally.",
            "With 503: drop the header, or ask for a model that `/v1/models` lists as served centrally.",
            CENTRAL,
            UNAVAILABLE),
    /** No central endpoint answers. */
    CENTRAL_DOWN(
            "central-down",
            "No central endpoint in an allowed region is answering, or every one that was tried failed.",
            "With 503: retry after `Retry-After`. The operator looks at `/admin/v1/clusters` and the endpoints' logs.",
            LOCAL,
            UNAVAILABLE),
    /** Every central endpoint has as many requests as it may have. */
    CENTRAL_BUSY(
            "central-busy",
            "Every central endpoint in an allowed region already carries its maximum of requests.",
            "With 503: retry after `Retry-After`. The operator adds endpoints or raises the limit per endpoint.",
            LOCAL,
            UNAVAILABLE),
    /** The node's queue for the model is full or too long. */
    LOCAL_BUSY(
            "local-busy",
            "The node's queue for the model was full, or its predicted wait too long.",
            "With 503: retry after `Retry-After`, or allow the centre.",
            CENTRAL,
            UNAVAILABLE),
    /** The node's model failed while answering. */
    LOCAL_FAILED(
            "local-failed",
            "The node's model failed on this request, or fails to load.",
            "The operator looks at `./edgewise model show NAME` and the node's log.",
            CENTRAL,
            UNAVAILABLE),
    /** The node's model is not in memory. */
    LOCAL_NOT_READY(
            "local-not-ready",
            "The node's model is not pulled, not loaded, or still loading.",
            "With 503: retry after `Retry-After`. The operator runs `./edgewise model pull` or `model load`.",
            CENTRAL,
            UNAVAILABLE),
    /** The node's model cannot do what is asked. */
    LOCAL_UNFIT(
            "local-unfit",
            "The node's model cannot do what was asked: operation, tools, images, schema, or length of the prompt.",
            "Nothing.",
            CENTRAL),
    /** No central endpoint stands in a region the data may go to. */
    RESIDENCY(
            "residency",
            "Policy keeps the request's data in certain regions, and the cluster has no endpoint there.",
            "With 503: the operator adds an endpoint in an allowed region, or gives the model a local twin.",
            LOCAL,
            UNAVAILABLE),
    /** The local answer was not sure enough. */
    LOW_CONFIDENCE(
            "low-confidence", "The node's answer was below the confidence its route demands.", "Nothing.", CENTRAL),
    /** The other place would have been too late. */
    DEADLINE(
            "deadline",
            "The preferred place was predicted to miss the request's deadline. With 503: every place was.",
            "With 503: send a longer `Edge-Deadline`.",
            LOCAL,
            CENTRAL,
            UNAVAILABLE),
    /** Nothing that is configured can do what is asked. */
    NO_ROUTE(
            "no-route",
            "Nothing configured for this model can do what was asked; the request is refused with 400.",
            "Ask for another model, or leave out what the model cannot do; the message says what that is.",
            REFUSED),
    /** The first endpoint failed and another one answered. */
    FAILOVER(
            "failover",
            "A central endpoint failed before its first byte, and another one answered.",
            "The operator looks at `/admin/v1/clusters` for the failing endpoint.",
            CENTRAL),
    /** A stored answer was sent. */
    CACHE_HIT(
            "cache-hit",
            "A stored answer was sent; `Age` says how old it is.",
            "Nothing. Send `Cache-Control: no-cache` for a fresh answer.",
            CACHED),
    /** A stale answer was sent and a new one is being fetched. */
    STALE_WHILE_REVALIDATE(
            "stale-while-revalidate",
            "A stored answer past its lifetime was sent at once, and a new one is being fetched for the next caller.",
            "Nothing. Send `Cache-Control: no-cache` for a fresh answer, or `min-fresh=0` to never get a stale one.",
            CACHED),
    /** A stale answer was sent because a fresh one could not be had. */
    STALE_IF_ERROR(
            "stale-if-error",
            "A fresh answer could not be had, so a stored one past its lifetime was sent; `Cache-Status` says what failed.",
            "Send `Cache-Control: stale-if-error=0` to get the error instead. The operator looks at `/admin/v1/clusters`.",
            CACHED),
    /** A stale answer was sent because the caller accepts one. */
    MAX_STALE(
            "max-stale",
            "A stored answer past its lifetime was sent, as the request's `Cache-Control: max-stale` accepts it.",
            "Nothing.",
            CACHED),
    /** An answer was shared that another caller was already waiting for. */
    COALESCED(
            "coalesced",
            "Another caller was already waiting for the same answer, and this one got it too.",
            "Nothing. Send `Cache-Control: no-cache` for an answer of one's own.",
            CACHED),
    /** The operator wrote the answer to this question. */
    PINNED(
            "pinned",
            "The operator wrote the answer to this question; `Edge-Policy` names it.",
            "Nothing. `Cache-Control: no-cache` asks the model instead.",
            RULED),
    /** A policy rule answered or refused. */
    POLICY(
            "policy",
            "A region's policy gave a preset answer or refused; `Edge-Policy` names the rule.",
            "The operator runs `./edgewise explain` with the request.",
            RULED);

    private static final Map<String, Why> BY_WIRE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Why::wire, Function.identity()));

    private final String wire;
    private final String meaning;
    private final String remedy;

    // Unmodifiable from the constructor on, which the checker cannot see in the type.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<Outcome> outcomes;

    Why(String wire, String meaning, String remedy, Outcome first, Outcome... more) {
        this.wire = wire;
        this.meaning = meaning;
        this.remedy = remedy;
        this.outcomes = Collections.unmodifiableSet(EnumSet.of(first, more));
    }

    /** The code as sent in {@code Edge-Why}: lower case, words joined by hyphens. */
    public String wire() {
        return wire;
    }

    /** One or two sentences for documentation and {@code explain}. */
    public String meaning() {
        return meaning;
    }

    /** What the caller or the operator can do about it; {@code Nothing.} where nothing is wrong. */
    public String remedy() {
        return remedy;
    }

    /** The outcomes this reason can accompany; never empty. */
    public Set<Outcome> outcomes() {
        return outcomes;
    }

    /** Whether this reason can accompany {@code outcome}. */
    public boolean explains(Outcome outcome) {
        return outcomes.contains(outcome);
    }

    /** The reason with that wire code, or empty for any other text. */
    public static Optional<Why> ofWire(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }
}
