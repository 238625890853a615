package dev.edgewise.gateway.request;

import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.item.RequestItems;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.cache.semantic.Question;
import dev.edgewise.routing.Wish;
import dev.edgewise.routing.model.ModelAlias;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A governed request that was read and, where its answer may be reused, has its cache key.
 *
 * @param governed whose request it is and what holds for it; no key exists without it
 * @param scanned the body, read once
 * @param alias the model asked for, allowed to this tenant
 * @param wish where the caller wants it answered
 * @param directives what the caller asks of the cache
 * @param keys where its answer is kept, or null when it is not to be reused
 * @param notKept why it is not
 * @param form the form the answer is wanted in
 * @param user whose, within the tenant, what is kept of the request is; empty for all of its users, null for nobody's
 * @param heard its question as far as it was read already, or null when it was not
 */
public record Keyed(
        Governed governed,
        Scanned scanned,
        ModelAlias alias,
        Wish wish,
        CacheDirectives directives,
        @Nullable Keys keys,
        NotKept notKept,
        Form form,
        @Nullable String user,
        @Nullable Heard heard) {
    /**
     * What was found out about a request's question.
     *
     * @param question the question, or null when it could not be read
     * @param near which of the operator's own questions was near, and why its answer is not sent; empty for none
     * @param similarity cosine of both, 0 for none
     * @param guard the rule that keeps its answer back; empty for none
     */
    public record Heard(@Nullable Question question, String near, double similarity, String guard) {}

    /**
     * Where an answer is kept.
     *
     * @param canonical the key that every way of asking the same shares
     * @param raw the key over the unread body, or null when it was not computed
     * @param mayStore whether the answer may be stored
     * @param epoch the last purge before the request came in
     * @param exactOnly whether only an answer to the very same request will do
     * @param varied names of the request's lines that are part of the keys, because answers vary by them
     * @param batch its items, where each is kept under a key of its own; null when the answer is kept as a whole
     */
    public record Keys(
            CacheKey canonical,
            @Nullable CacheKey raw,
            boolean mayStore,
            long epoch,
            boolean exactOnly,
            List<String> varied,
            @Nullable Batch batch) {}

    /**
     * The items of a request for more than one.
     *
     * @param keys of each item, in their order: the key of a request for it alone
     */
    public record Batch(RequestItems items, List<CacheKey> keys) {
        /** Copies the list. */
        public Batch {
            keys = List.copyOf(keys);
        }
    }

    /** The same, of whose question that is known. */
    public Keyed heard(Heard known) {
        return new Keyed(governed, scanned, alias, wish, directives, keys, notKept, form, user, known);
    }

    /** The same caller's request with another body. */
    public Keyed asking(Scanned other) {
        return new Keyed(
                new Governed(governed.identified(), other.body(), governed.effects()),
                other,
                alias,
                wish,
                directives,
                keys,
                notKept,
                form,
                user,
                heard);
    }

    /** Whether only some items of a batch are asked, in another body than the caller's. */
    public boolean isPart() {
        Batch batch = keys == null ? null : keys.batch();
        return batch != null && !batch.items().areOf(scanned);
    }

    /** The same, whose answer is not found by the unread body: what holds for its question is asked anew each time. */
    public Keyed alwaysRead() {
        Keys found = keys;
        return found == null
                ? this
                : new Keyed(
                        governed,
                        scanned,
                        alias,
                        wish,
                        directives,
                        new Keys(
                                found.canonical,
                                null,
                                found.mayStore,
                                found.epoch,
                                found.exactOnly,
                                found.varied,
                                found.batch),
                        notKept,
                        form,
                        user,
                        heard);
    }

    public Arrival arrival() {
        return governed.arrival();
    }
}
