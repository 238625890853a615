package dev.edgewise.cache.semantic.index;

import java.util.Arrays;
import java.util.List;

/** Looks through the blocks of a held {@link Table}. One thread, one question. */
final class Search<K> {
    /** How often a block is read again that was written meanwhile. */
    private static final int READS_MAX = 8;

    /** So many of those that seem nearest by their sketches are scored in full for each neighbour wanted. */
    private static final int LISTED_EACH = 8;

    private static final int LISTED_MIN = 64;
    /** Groups of scores for each that is to be listed: half of them are above the bar then. */
    private static final int GROUPS_EACH = 2;

    /** Steps that a score is cut to where no more than its rough size counts. */
    private static final float STEPS = 1 << 16;

    private final List<Block<K>> blocks;
    private final float[] unit;
    private final int count;
    private final float floor;
    private final int[] sums = new int[Block.LANES_MAX];

    /** @param unit of length 1 */
    Search(List<Block<K>> blocks, float[] unit, int count, float floor) {
        this.blocks = blocks;
        this.unit = unit;
        this.count = count;
        this.floor = floor;
    }

    /** The neighbours among all vectors. */
    List<Neighbour<K>> ofAll() {
        Query query = new Query(unit);
        Best best = new Best(count, floor);
        float[] uppers = new float[Block.LANES_MAX];
        float[] spans = new float[Block.LANES_MAX];
        for (int at = 0; at < blocks.size(); at++) {
            Block<K> block = blocks.get(at);
            int reads = 0;
            int version;
            do {
                version = block.version();
                block.scan(query, sums, uppers, spans);
            } while (!block.unchanged(version) && ++reads < READS_MAX);
            float bar = bar(best);
            for (int lane = 0; lane < block.lanes; lane++) {
                if (uppers[lane] >= bar) {
                    best.offer(at * Block.LANES_MAX + lane, uppers[lane] - spans[lane], uppers[lane]);
                    bar = bar(best);
                }
            }
        }
        int left = best.sift();
        Nearest<K> nearest = new Nearest<>(count, floor);
        for (int i = 0; i < left; i++) {
            look(best.slot(i), nearest);
        }
        return nearest.list();
    }

    /** Above what stands for no vector, whatever the floor. */
    private static float bar(Best best) {
        return Math.max(best.bar(), -Float.MAX_VALUE);
    }

    /** The neighbours among the vectors whose sketches seem nearest. */
    List<Neighbour<K>> ofLikely() {
        Shortlist list = listed(new SketchQuery(unit), Math.max(LISTED_MIN, LISTED_EACH * count));
        fetch(list);
        Nearest<K> nearest = new Nearest<>(count, floor);
        for (int i = 0; i < list.count(); i++) {
            look(list.slot(i), nearest);
        }
        return nearest.list();
    }

    /** Block by block, so that a search takes no more memory where there are more vectors. */
    private Shortlist listed(SketchQuery query, int most) {
        float[] scores = new float[Block.LANES_MAX];
        Shortlist list = new Shortlist(most, Float.NEGATIVE_INFINITY);
        for (int at = 0; at < blocks.size(); at++) {
            Block<K> block = blocks.get(at);
            int reads = 0;
            int version;
            do {
                version = block.version();
                block.scan(query, sums, scores);
            } while (!block.unchanged(version) && ++reads < READS_MAX);
            if (at == 0) {
                Arrays.fill(scores, block.lanes, Block.LANES_MAX, Float.NEGATIVE_INFINITY);
                list = new Shortlist(most, start(scores, most));
            }
            float bar = list.bar();
            for (int lane = 0; lane < block.lanes; lane++) {
                if (scores[lane] > bar) {
                    list.offer(at * Block.LANES_MAX + lane, scores[lane]);
                    bar = list.bar();
                }
            }
        }
        return list;
    }

    /**
     * Less than as many scores of the first block as are to be listed, but not much less than the next: scores that lie a
     * number of places apart form a group, and that many groups have their highest above it.
     */
    private static float start(float[] scores, int listed) {
        int groups = Integer.highestOneBit(GROUPS_EACH * listed);
        if (groups > Block.LANES_MAX) {
            return Float.NEGATIVE_INFINITY;
        }
        int[] highest = new int[groups];
        Arrays.fill(highest, Integer.MIN_VALUE);
        for (int first = 0; first < scores.length; first += groups) {
            raise(highest, scores, first);
        }
        Arrays.sort(highest);
        int least = highest[groups - listed];
        return least == Integer.MIN_VALUE ? Float.NEGATIVE_INFINITY : (least - 1) / STEPS;
    }

    /** Kept to what C2 compiles to vector instructions: of two arrays of one kind it could not tell that they are two. */
    private static void raise(int[] highest, float[] scores, int first) {
        for (int i = 0; i < highest.length; i++) {
            highest[i] = Math.max(highest[i], (int) (scores[first + i] * STEPS));
        }
    }

    /** Has the processor read all that are listed side by side, where it would wait for one after the other. */
    private void fetch(Shortlist list) {
        float read = 0;
        for (int i = 0; i < list.count(); i++) {
            int slot = list.slot(i);
            read += blocks.get(slot / Block.LANES_MAX).fetch(slot % Block.LANES_MAX);
        }
        if (Float.isNaN(read)) {
            throw new IllegalStateException("a stored vector is not of numbers");
        }
    }

    private void look(int slot, Nearest<K> nearest) {
        Block<K> block = blocks.get(slot / Block.LANES_MAX);
        int lane = slot % Block.LANES_MAX;
        for (int reads = 0; reads < READS_MAX; reads++) {
            int version = block.version();
            K key = block.key(lane);
            float cosine = block.cosine(lane, unit);
            if (block.unchanged(version)) {
                if (key != null) {
                    nearest.offer(key, cosine);
                }
                return;
            }
        }
    }
}
