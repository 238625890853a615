package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.answer.Rendered;
import dev.edgewise.cache.item.AnswerItems;
import dev.edgewise.cache.item.ItemJoin;
import dev.edgewise.cache.item.ItemJoin.Part;
import dev.edgewise.cache.item.RequestItems;
import dev.edgewise.cache.item.Tallies;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.store.Labels;
import dev.edgewise.cache.store.Lookup.Stale;
import dev.edgewise.cache.store.Together;
import dev.edgewise.gateway.api.EdgeHeaders;
import dev.edgewise.gateway.lane.Aside;
import dev.edgewise.gateway.lane.Lane;
import dev.edgewise.gateway.lookup.ItemsUnderWay.Arrived;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.upstream.ForwardHeaders;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is made of a batch's items once its answer has come, and of those that other batches compute.
 *
 * <p>Threads: a request's virtual thread; what takes long is done aside.
 */
public final class BatchItems {
    /** Larger answers to batches are neither put together nor taken apart, in bytes. */
    public static final int BYTES_MAX = 32 * 1024 * 1024;

    /** Noting one takes some tenths of a microsecond. */
    static final int ITEMS_ON_LOOP_MAX = 128;

    private final Caches caches;
    private final Batches batches;

    BatchItems(Caches caches, Batches batches) {
        this.caches = caches;
        this.batches = batches;
    }

    /**
     * What a model's answer makes of a batch; null when it has not exactly one whole item for each that was asked for.
     *
     * @param asked the places of these, in the order they were asked
     * @param withStored whether the others are stored; they are the same as one of these otherwise
     * @param sure how sure the model was of each; empty when it did not say
     */
    public @Nullable BatchAnswer answer(
            Keyed keyed, BatchFound found, int[] asked, boolean withStored, Answered.Whole came, List<String> sure) {
        return batches.answer(keyed, found, asked, withStored, came, sure);
    }

    /** Takes the missing items that nobody computes, and notes who computes the others. */
    public ItemClaims claim(Keyed keyed, @Nullable BatchFound found) {
        Keyed.Keys keys = keyed.keys();
        if (found == null
                || keys == null
                || !keys.mayStore()
                || !keyed.directives().mayRead()) {
            return ItemClaims.NONE;
        }
        int[] places = found.missing();
        List<CacheKey> missing = found.missingKeys();
        return Aside.above(ITEMS_ON_LOOP_MAX, places.length, () -> {
            List<CacheKey> flights = missing.stream()
                    .map(item -> FlightKeys.ofItem(caches.answers(), keyed, item))
                    .toList();
            return caches.items().claim(places, missing, flights);
        });
    }

    /**
     * A batch of some items alone, of which nothing is stored.
     *
     * @param part the request for them
     * @param places where they stand in the whole
     * @return null when they cannot be told apart
     */
    public @Nullable BatchFound alone(Keyed part, BatchFound whole, int[] places) {
        RequestItems items = RequestItems.of(Batches.family(part), part.scanned());
        List<CacheKey> keys = whole.batch().keys();
        return items == null
                ? null
                : Batches.nothing(new Keyed.Batch(
                        items, IntStream.of(places).mapToObj(keys::get).toList()));
    }

    /**
     * The same batch with items that were computed meanwhile.
     *
     * @param arrived by place
     * @param paid those that were computed for this request
     */
    public BatchFound with(Keyed keyed, BatchFound before, Map<Integer, Arrived> arrived, Set<Integer> paid) {
        return Aside.above(ITEMS_ON_LOOP_MAX, before.count(), () -> having(keyed, before, arrived, paid));
    }

    private static BatchFound having(Keyed keyed, BatchFound before, Map<Integer, Arrived> arrived, Set<Integer> paid) {
        int count = before.count();
        var items = new BatchFound.@Nullable Item[count];
        var old = new @Nullable Stale[count];
        for (int place = 0; place < count; place++) {
            items[place] = before.item(place);
            old[place] = before.old(place);
        }
        arrived.forEach((place, item) -> items[place] = item(keyed, item, paid.contains(place)));
        int[] missing = Batches.missing(items, Batches.like(before.batch().keys()), before.distinct());
        return new BatchFound(before.batch(), items, old, before.distinct(), missing, before.why(), null);
    }

    private static BatchFound.@Nullable Item item(Keyed keyed, Arrived arrived, boolean paid) {
        BatchAnswer.Fresh item = arrived.item();
        AnswerItems answer = item.answer().item();
        Labels labels = new Labels(
                keyed.governed().tenant().id(),
                keyed.alias().name(),
                arrived.model(),
                item.confidence(),
                null,
                List.of());
        return answer == null
                ? null
                : new BatchFound.Item(
                        Together.justMade(
                                item.key(),
                                item.answer(),
                                labels,
                                Batches.keys(keyed).epoch()),
                        new Part(answer, 0),
                        paid);
    }

    /**
     * The answer of items that are all at hand.
     *
     * @param head what came with some of them, or null
     * @return null when it would be too large
     */
    public @Nullable BatchAnswer composed(Keyed keyed, BatchFound found, Answered.@Nullable Whole head) {
        boolean many = found.count() > ITEMS_ON_LOOP_MAX;
        return Aside.above(ITEMS_ON_LOOP_MAX, found.count(), () -> composed(keyed, found, head, many));
    }

    /** @param aside whether this thread is no event loop's already */
    private @Nullable BatchAnswer composed(
            Keyed keyed, BatchFound found, Answered.@Nullable Whole head, boolean aside) {
        List<BatchFound.Item> items = found.found();
        List<Part> parts = items.stream().map(BatchFound.Item::part).toList();
        AnswerItems frame = parts.getFirst().answer();
        long bytes = ItemJoin.bytes(frame, parts);
        return bytes > BYTES_MAX
                ? null
                : Aside.above(
                        Lane.LIGHT_BODY_BYTES_MAX, aside ? 0 : bytes, () -> composed(keyed, found, items, parts, head));
    }

    private BatchAnswer composed(
            Keyed keyed,
            BatchFound found,
            List<BatchFound.Item> items,
            List<Part> parts,
            Answered.@Nullable Whole head) {
        Tallies used = Tallies.sum(
                parts.stream().map(part -> Tallies.of(part.answer())).toList());
        List<Tallies> avoided = items.stream()
                .filter(item -> !item.paid())
                .map(item -> Tallies.of(item.part().answer()))
                .toList();
        CachedAnswer answer = batches.answer(
                keyed,
                Batches.joined(keyed, found.batch().items(), parts.getFirst().answer(), parts, used),
                used);
        Rendered rendered = Objects.requireNonNull(answer.held(Form.JSON));
        HeaderList passed = head == null ? new HeaderList() : ForwardHeaders.ofAnotherBody(head.passed());
        passed.add(EdgeHeaders.ETAG, rendered.etag());
        return new BatchAnswer(
                new Answered.Whole(
                        200,
                        head == null ? rendered.contentType() : head.contentType(),
                        rendered.body(),
                        passed,
                        head == null ? Answered.NO_LINES : head.origin()),
                answer,
                List.of(),
                Batches.NOTHING,
                Objects.requireNonNullElse(batches.usage(Tallies.sum(avoided)), Batches.NOTHING));
    }
}
