package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.gateway.lane.Aside;
import dev.edgewise.gateway.lookup.ItemsUnderWay.Arrived;
import dev.edgewise.gateway.lookup.ItemsUnderWay.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a batch has computed itself, for others too, and what it waits for. To be closed when its own items are stored. */
public final class ItemClaims implements AutoCloseable {
    /** Of what is no batch, or shares nothing. */
    static final ItemClaims NONE = new ItemClaims(new ItemsUnderWay(), List.of(), Map.of(), Map.of());

    private final ItemsUnderWay all;
    private final List<Integer> own;
    private final Map<CacheKey, Promise> promises;
    private final Map<Integer, CompletableFuture<Optional<Arrived>>> others;

    ItemClaims(
            ItemsUnderWay all,
            List<Integer> own,
            Map<CacheKey, Promise> promises,
            Map<Integer, CompletableFuture<Optional<Arrived>>> others) {
        this.all = all;
        this.own = own;
        this.promises = promises;
        this.others = others;
    }

    /** Whether other batches are having some of the items computed. */
    public boolean hasOthers() {
        return !others.isEmpty();
    }

    /** The places of the items that nobody else computes. */
    public int[] own() {
        return own.stream().mapToInt(place -> place).toArray();
    }

    /** Gives those that were computed to whoever waits for them. */
    public void land(List<BatchAnswer.Fresh> items, String model) {
        for (BatchAnswer.Fresh item : items) {
            Promise promise = promises.get(item.key());
            if (promise != null) {
                promise.told().complete(Optional.of(new Arrived(item, model)));
            }
        }
    }

    /**
     * Waits until the others have told what became of theirs, for {@code nanosMax} at most. To be called when this one's own have
     * landed, and from no event loop.
     *
     * @param left is done when nobody wants them any more
     * @return those that were computed by then, by place
     */
    public Map<Integer, Arrived> await(long nanosMax, CompletableFuture<?> left) {
        try {
            CompletableFuture.anyOf(
                            left, CompletableFuture.allOf(others.values().toArray(CompletableFuture[]::new)))
                    .get(Math.max(0, nanosMax), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an item under way failed", e);
        } catch (TimeoutException late) {
            // What has come by then is of use.
        }
        Map<Integer, Arrived> arrived = new HashMap<>();
        others.forEach((place, told) -> told.getNow(Optional.empty()).ifPresent(item -> arrived.put(place, item)));
        return arrived;
    }

    /** Lets nobody wait for what will not come. */
    @Override
    public void close() {
        Aside.above(BatchItems.ITEMS_ON_LOOP_MAX, promises.size(), () -> {
            promises.values().forEach(all::end);
            return this;
        });
    }
}
