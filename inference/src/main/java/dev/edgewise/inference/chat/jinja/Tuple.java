package dev.edgewise.inference.chat.jinja;

import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** A list that Python writes in parentheses. */
final class Tuple extends AbstractList<Object> implements RandomAccess, Comparable<Tuple> {
    /** Most tuples within one another. */
    private static final int DEPTH_MAX = 64;

    /** What a tuple as a key may weigh, in characters: a value counts as 256, and a text its own besides. */
    private static final long KEY_WEIGHT_MAX = 256 * 1024;

    private static final long VALUE_WEIGHT = 256;

    private final List<Object> items;
    private final int depth;
    private final boolean canBeKey;
    private final long weight;
    private final int hash;

    /** @throws JinjaException if it is too deep */
    Tuple(List<Object> items) {
        this.items = List.copyOf(items);
        int within = 0;
        boolean keys = true;
        long sum = VALUE_WEIGHT;
        for (Object item : this.items) {
            within = item instanceof Tuple tuple ? Math.max(within, tuple.depth) : within;
            keys &= switch (item) {
                case Tuple tuple -> tuple.canBeKey;
                case List<?> _, Map<?, ?> _, Undefined _ -> false;
                default -> true;
            };
            sum += switch (item) {
                case Tuple tuple -> tuple.weight;
                case String text -> VALUE_WEIGHT + text.length();
                default -> VALUE_WEIGHT;
            };
        }
        if (within >= DEPTH_MAX) {
            throw new JinjaException("tuples are more than " + DEPTH_MAX + " levels deep");
        }
        this.depth = within + 1;
        // Capped, as the same tuple can be in it over and over.
        this.weight = Math.min(sum, KEY_WEIGHT_MAX + 1);
        this.canBeKey = keys && sum <= KEY_WEIGHT_MAX;
        this.hash = canBeKey ? this.items.hashCode() : this.items.size();
    }

    static Tuple of(Object... items) {
        return new Tuple(List.of(items));
    }

    /**
     * What it takes to compare it with another, in characters.
     *
     * @throws JinjaException if it cannot be a key: a list or a map is in it, or too much
     */
    long requireKey() {
        if (!canBeKey) {
            throw new JinjaException("a tuple with lists, maps or too much in it cannot be a key");
        }
        return weight;
    }

    @Override
    public Object get(int index) {
        return items.get(index);
    }

    @Override
    public int size() {
        return items.size();
    }

    /** Any order: a map searches by it among keys whose hashes a template chose to be the same. */
    @Override
    public int compareTo(Tuple other) {
        int compared = Integer.compare(size(), other.size());
        for (int i = 0; i < size() && compared == 0; i++) {
            compared = compare(get(i), other.get(i));
        }
        return compared;
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object one, Object other) {
        if (one.getClass() != other.getClass()) {
            return one.getClass().getName().compareTo(other.getClass().getName());
        }
        return one instanceof Comparable<?> ordered ? ((Comparable<Object>) ordered).compareTo(other) : 0;
    }

    /** Of what can be a key the items' own, which were made before; else none that is of use. */
    @Override
    public int hashCode() {
        return hash;
    }

    /** Only asked of keys, whose weight is bounded; templates compare by {@link Values#areEqual}. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof Tuple tuple
                        && canBeKey
                        && tuple.canBeKey
                        && hash == tuple.hash
                        && items.equals(tuple.items);
    }
}
