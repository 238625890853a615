package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.answer.Completeness;
import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.answer.Rendered;
import dev.edgewise.cache.answer.ReplyCheck;
import dev.edgewise.cache.answer.Usage;
import dev.edgewise.cache.item.AnswerItems;
import dev.edgewise.cache.item.ItemJoin;
import dev.edgewise.cache.item.ItemJoin.Part;
import dev.edgewise.cache.item.ItemJoin.Tagged;
import dev.edgewise.cache.item.RequestItems;
import dev.edgewise.cache.item.Tallies;
import dev.edgewise.cache.key.ApiFamily;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.store.CacheEntry;
import dev.edgewise.cache.store.Lookup;
import dev.edgewise.cache.store.Lookup.Hit;
import dev.edgewise.cache.store.Lookup.Stale;
import dev.edgewise.cache.store.Together;
import dev.edgewise.gateway.api.EdgeHeaders;
import dev.edgewise.gateway.lane.Aside;
import dev.edgewise.gateway.lane.Lane;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.upstream.ForwardHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Batches of embeddings, labels and ranks by their items: each is kept as the answer to a request for it alone, and an answer
 * is put together of those that are stored. Items of different models never come together.
 *
 * <p>Threads: a request's virtual thread; what takes long is done aside.
 */
final class Batches {
    /** An item takes some microseconds to look up. */
    private static final int ITEMS_ON_LOOP_MAX = 32;

    static final Usage NOTHING = new Usage(0, 0, 0, 0);

    private final Caches caches;
    /** Of what says nothing but a usage. */
    private final ReplyCheck check = new ReplyCheck(1 << 20);

    private final ReplyCheck whole = new ReplyCheck(Integer.MAX_VALUE);

    Batches(Caches caches) {
        this.caches = caches;
    }

    /** Looks for each item; where all are found, their answer is put together, unless it would be larger than {@code bytesMax}. */
    BatchFound find(Keyed keyed, Keyed.Batch batch, long bytesMax) {
        return Aside.above(ITEMS_ON_LOOP_MAX, batch.keys().size(), () -> found(keyed, batch, null, bytesMax));
    }

    /** The same once more for the items that were missing, after others may have brought them. */
    BatchFound again(Keyed keyed, BatchFound before, long bytesMax) {
        return Aside.above(
                ITEMS_ON_LOOP_MAX, before.missing().length, () -> found(keyed, before.batch(), before, bytesMax));
    }

    private BatchFound found(Keyed keyed, Keyed.Batch batch, @Nullable BatchFound before, long bytesMax) {
        List<CacheKey> keys = batch.keys();
        var items = new BatchFound.@Nullable Item[keys.size()];
        var old = new @Nullable Stale[keys.size()];
        int[] like = like(keys);
        Forwarded why = Forwarded.MISS;
        for (int place = keys.size() - 1; place >= 0; place--) {
            BatchFound.Item known = before == null ? null : before.item(place);
            if (known != null) {
                items[place] = known;
            } else if (like[place] == place) {
                Lookup result = caches.answers().lookup(keys.get(place), Form.JSON, null, keyed.directives());
                items[place] = item(result);
                old[place] = Together.old(result);
                why = items[place] == null ? telling(why, Forwarded.of(result)) : why;
            }
        }
        int[] distinct = IntStream.range(0, like.length)
                .filter(place -> like[place] == place)
                .toArray();
        BatchFound.@Nullable Item[] fresh = withoutStale(items);
        int[] missing = missing(items, like, distinct);
        if (missing.length > 0 && !keyed.directives().onlyIfCached()) {
            // Its caller waits in any case, and one call brings what is missing and what is stale.
            items = fresh;
            missing = missing(items, like, distinct);
        }
        // Here, and not where it is sent: one way to another thread is enough.
        int sought = before == null ? keys.size() : before.missing().length;
        boolean aside = sought > ITEMS_ON_LOOP_MAX;
        Caches.Found together = missing.length > 0 ? null : together(keyed, batch, found(items), bytesMax, aside);
        Forwarded fetched = missing.length < distinct.length ? Forwarded.PARTIAL : why;
        return new BatchFound(batch, items, old, distinct, missing, fetched, together);
    }

    /** Leaves those of one kind alone, at each of their places; comes back with the places of the others. */
    static int[] missing(BatchFound.@Nullable Item[] items, int[] like, int[] distinct) {
        String kind = mostCommon(items);
        for (int place = 0; place < items.length; place++) {
            BatchFound.Item item = items[like[place]];
            items[place] = item != null && item.kind().equals(kind) ? item : null;
        }
        return IntStream.of(distinct).filter(place -> items[place] == null).toArray();
    }

    private static BatchFound.@Nullable Item[] withoutStale(BatchFound.@Nullable Item[] items) {
        var fresh = items.clone();
        for (int place = 0; place < fresh.length; place++) {
            BatchFound.Item item = fresh[place];
            fresh[place] = item != null && item.isOutdated() ? null : item;
        }
        return fresh;
    }

    /** Of what was found, the stale items that the caller is to fetch anew: each is one caller's at a time. */
    StaleItems claim(BatchFound found, Duration lease) {
        List<Integer> places = new ArrayList<>();
        List<CacheEntry> entries = new ArrayList<>();
        for (int place : found.distinct()) {
            BatchFound.Item item = found.item(place);
            if (item != null && item.isOutdated() && caches.answers().claimRefresh(item.entry(), lease)) {
                places.add(place);
                entries.add(item.entry());
            }
        }
        return new StaleItems(places, entries);
    }

    /** A batch of which nothing is to be taken from the store. */
    static BatchFound nothing(Keyed.Batch batch) {
        int count = batch.keys().size();
        int[] like = like(batch.keys());
        int[] distinct =
                IntStream.range(0, count).filter(place -> like[place] == place).toArray();
        return new BatchFound(
                batch,
                new BatchFound.@Nullable Item[count],
                new @Nullable Stale[count],
                distinct,
                distinct.clone(),
                Forwarded.STALE,
                null);
    }

    private static List<BatchFound.Item> found(BatchFound.@Nullable Item[] items) {
        List<BatchFound.Item> found = new ArrayList<>(items.length);
        for (BatchFound.Item item : items) {
            if (item != null) {
                found.add(item);
            }
        }
        return found;
    }

    /** How many items are stored, without counting that anybody asked. */
    int stored(Keyed keyed, Keyed.Batch batch) {
        return (int) batch.keys().stream()
                .map(caches.answers()::peek)
                .filter(entry -> entry != null
                        && caches.found(caches.answers().judge(entry, Form.JSON, keyed.directives())) != null)
                .count();
    }

    /** Of the reasons why two items are not sent, the one that says more than that there is none. */
    private static Forwarded telling(Forwarded one, Forwarded other) {
        return one == Forwarded.MISS || other == Forwarded.REQUEST ? other : one;
    }

    /** For each place the first one that has the same key. */
    static int[] like(List<CacheKey> keys) {
        Map<CacheKey, Integer> first = HashMap.newHashMap(keys.size());
        int[] like = new int[keys.size()];
        for (int place = 0; place < like.length; place++) {
            Integer known = first.putIfAbsent(keys.get(place), place);
            like[place] = known == null ? place : known;
        }
        return like;
    }

    private BatchFound.@Nullable Item item(Lookup result) {
        Caches.Found found = caches.found(result);
        return found == null ? null : item(found);
    }

    private static BatchFound.@Nullable Item item(Caches.Found found) {
        AnswerItems answer = found.hit().entry().answer().item();
        return answer == null ? null : new BatchFound.Item(found.hit(), new Part(answer, 0));
    }

    private static String mostCommon(BatchFound.@Nullable Item[] items) {
        Map<String, Integer> counts = new HashMap<>();
        for (BatchFound.Item item : items) {
            if (item != null) {
                counts.merge(item.kind(), 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .max(Comparator.comparingInt((Map.Entry<String, Integer> entry) -> entry.getValue())
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .orElse("");
    }

    /**
     * The answer of stored items alone; null when it would be larger than {@code bytesMax}.
     *
     * @param aside whether this thread is no event loop's already
     */
    private Caches.@Nullable Found together(
            Keyed keyed, Keyed.Batch batch, List<BatchFound.Item> items, long bytesMax, boolean aside) {
        List<Part> parts = items.stream().map(BatchFound.Item::part).toList();
        long bytes = ItemJoin.bytes(parts.getFirst().answer(), parts);
        return bytes > bytesMax
                ? null
                : Aside.above(Lane.LIGHT_BODY_BYTES_MAX, aside ? 0 : bytes, () -> together(keyed, batch, items, parts));
    }

    private Caches.Found together(Keyed keyed, Keyed.Batch batch, List<BatchFound.Item> items, List<Part> parts) {
        AnswerItems frame = parts.getFirst().answer();
        Tallies used = Tallies.sum(
                parts.stream().map(part -> Tallies.of(part.answer())).toList());
        CachedAnswer answer = answer(keyed, joined(keyed, batch.items(), frame, parts, used), used);
        Rendered rendered = Objects.requireNonNull(answer.held(Form.JSON));
        List<Hit> hits = items.stream().map(BatchFound.Item::hit).toList();
        String sure = least(
                hits.stream().map(hit -> hit.entry().labels().confidence()).toList());
        return new Caches.Found(Together.of(keys(keyed).canonical(), hits, answer, sure), rendered);
    }

    /** The answer with stored ones past their lifetime in place of those that could not be had; null when one is missing. */
    Caches.@Nullable Found insteadOfError(Keyed keyed, BatchFound found, long bytesMax) {
        List<BatchFound.Item> items = new ArrayList<>();
        int[] like = like(found.batch().keys());
        var stood = new BatchFound.@Nullable Item[like.length];
        for (int place = 0; place < like.length; place++) {
            BatchFound.Item item = like[place] < place ? stood[like[place]] : standsIn(keyed, found, place);
            if (item == null
                    || !items.isEmpty() && !item.kind().equals(items.getFirst().kind())) {
                return null;
            }
            stood[place] = item;
            items.add(item);
        }
        return together(keyed, found.batch(), items, bytesMax, false);
    }

    /** The item at that place as it is now: what was found may have been purged since. */
    private BatchFound.@Nullable Item standsIn(Keyed keyed, BatchFound found, int place) {
        BatchFound.Item item = found.item(place);
        Caches.Found now;
        if (item == null) {
            now = caches.insteadOfError(found.old(place));
        } else {
            Hit hit = item.hit();
            now = caches.near(hit.entry().key(), Form.JSON, keyed.directives());
            now = now == null
                    ? caches.insteadOfError(new Stale(hit.entry(), hit.ageS(), -hit.ttlLeftS(), Form.JSON))
                    : now;
        }
        return now == null ? null : item(now);
    }

    /**
     * What a model's answer makes of a batch: its items, and the stored ones in between.
     *
     * @param asked the places of the items that were asked for, in the order they were asked
     * @param withStored whether the others are stored; they are the same as one of these otherwise
     * @param sure how sure the model was of each; empty when it did not say
     * @return null when the answer has not exactly one whole item for each that goes with the stored ones
     */
    @Nullable
    BatchAnswer answer(
            Keyed keyed, BatchFound found, int[] asked, boolean withStored, Answered.Whole came, List<String> sure) {
        return Aside.above(
                Lane.LIGHT_BODY_BYTES_MAX,
                came.body().length,
                () -> taken(keyed, found, asked, withStored, came, sure));
    }

    private @Nullable BatchAnswer taken(
            Keyed keyed, BatchFound found, int[] asked, boolean withStored, Answered.Whole came, List<String> sure) {
        if (!(whole.json(family(keyed), came.status(), 1, came.body()) instanceof Completeness.Complete complete)) {
            return null;
        }
        AnswerItems fresh = AnswerItems.read(family(keyed), came.body(), asked.length);
        List<BatchFound.Item> stored = withStored ? found.found() : List.of();
        if (fresh == null
                || !stored.isEmpty()
                        && !stored.getFirst().part().answer().kind().equals(fresh.kind())) {
            return null;
        }
        RequestItems items = found.batch().items();
        List<CacheKey> keys = found.batch().keys();
        List<Tallies> shares =
                Tallies.of(fresh).split(IntStream.of(asked).map(items::bytes).toArray());
        Map<CacheKey, Integer> places = HashMap.newHashMap(asked.length);
        for (int i = 0; i < asked.length; i++) {
            places.putIfAbsent(keys.get(asked[i]), i);
        }
        List<Part> parts = new ArrayList<>(keys.size());
        List<Tallies> used = new ArrayList<>(keys.size());
        List<Tallies> avoided = new ArrayList<>();
        for (int place = 0; place < keys.size(); place++) {
            int mine = places.getOrDefault(keys.get(place), -1);
            Part part = mine < 0 ? Objects.requireNonNull(found.item(place)).part() : new Part(fresh, mine);
            Tallies share = mine < 0 ? Tallies.of(part.answer()) : shares.get(mine);
            parts.add(part);
            used.add(share);
            boolean paid = mine < 0 && Objects.requireNonNull(found.item(place)).paid();
            if (mine < 0 && !paid || mine >= 0 && asked.length < keys.size() && asked[mine] != place) {
                avoided.add(share);
            }
        }
        if (ItemJoin.bytes(fresh, parts) > BatchItems.BYTES_MAX) {
            return null;
        }
        boolean untouched = asked.length == keys.size() && items.top() == keys.size();
        Tallies sum = Tallies.sum(used);
        Tagged joined = joined(keyed, items, fresh, parts, sum);
        // One that lies otherwise in its bytes than it is put together has a tag of its own.
        boolean otherwise = untouched && !Arrays.equals(joined.body(), came.body());
        byte[] body = otherwise ? came.body() : joined.body();
        CachedAnswer answer = otherwise ? answer(keyed, body, sum) : answer(keyed, joined, sum);
        HeaderList passed = untouched ? came.passed().copy() : ForwardHeaders.ofAnotherBody(came.passed());
        passed.add(
                EdgeHeaders.ETAG, Objects.requireNonNull(answer.held(Form.JSON)).etag());
        return new BatchAnswer(
                new Answered.Whole(came.status(), came.contentType(), body, passed, came.origin()),
                answer,
                IntStream.range(0, asked.length)
                        .mapToObj(i -> new BatchAnswer.Fresh(
                                keys.get(asked[i]),
                                answer(
                                        keyed,
                                        ItemJoin.join(fresh, List.of(new Part(fresh, i)), false, 1, shares.get(i)),
                                        shares.get(i)),
                                sure.size() == asked.length ? sure.get(i) : ""))
                        .toList(),
                complete.usage(),
                avoided.isEmpty() ? NOTHING : Objects.requireNonNullElse(usage(Tallies.sum(avoided)), NOTHING));
    }

    /** How sure the least sure one is; empty when nobody says. */
    static String least(List<String> confidences) {
        return confidences.stream()
                .filter(confidence -> !confidence.isEmpty())
                .min(Comparator.comparingDouble(Double::parseDouble))
                .orElse("");
    }

    static Tagged joined(Keyed keyed, RequestItems asked, AnswerItems frame, List<Part> parts, Tallies used) {
        return ItemJoin.tagged(frame, parts, family(keyed) == ApiFamily.RERANK, asked.top(), used);
    }

    private CachedAnswer answer(Keyed keyed, byte[] body, Tallies used) {
        return CachedAnswer.ofJson(family(keyed), body, complete(used));
    }

    CachedAnswer answer(Keyed keyed, Tagged joined, Tallies used) {
        return CachedAnswer.ofJson(family(keyed), joined.body(), complete(used), joined.tag());
    }

    private Completeness.Complete complete(Tallies used) {
        return new Completeness.Complete(usage(used), false, null);
    }

    @Nullable
    Usage usage(Tallies tallies) {
        return check.usage(tallies.document());
    }

    static ApiFamily family(Keyed keyed) {
        return Keying.family(keyed.arrival().api());
    }

    static Keyed.Keys keys(Keyed keyed) {
        return Objects.requireNonNull(keyed.keys(), "a batch has keys");
    }
}
