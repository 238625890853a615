package dev.edgewise.cache.item;

import dev.edgewise.cache.key.ApiFamily;
import dev.edgewise.cache.key.ItemPlaces;
import dev.edgewise.cache.request.FieldValue;
import dev.edgewise.cache.request.Kind;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.cache.request.Scanned.Field;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The items of a batch, as they lie in the body of their request: texts or lists of token ids of {@code /v1/embeddings}, texts
 * of {@code /v1/classify} and {@code /v1/moderations}, documents of {@code /v1/rerank}. Immutable.
 */
public final class RequestItems {
    /** Most items of one request that are told apart; a larger batch is kept whole. */
    public static final int ITEMS_MAX = 2_048;

    private static final String TOP = "top_n";
    private static final String OTHER_TOP = "top_k";
    private static final ItemPlaces INPUT = new ItemPlaces("input", false, null);
    private static final ItemPlaces DOCUMENTS = new ItemPlaces("documents", true, TOP);

    /** Lists that hold for all items; of any other list each value may belong to one of them. */
    private static final Set<String> SHARED_LISTS = Set.of("embedding_types", "rank_fields", "stop");

    private final Scanned request;
    private final ItemPlaces places;
    private final int[] starts;
    private final int[] ends;
    private final int count;
    private final int top;

    private RequestItems(Scanned request, ItemPlaces places, int[] starts, int[] ends, int count, int top) {
        this.request = request;
        this.places = places;
        this.starts = starts;
        this.ends = ends;
        this.count = count;
        this.top = top;
    }

    /** The items of a request; null when it has none that could be asked for one by one. */
    public static @Nullable RequestItems of(ApiFamily family, Scanned request) {
        if (family.writesText()) {
            return null;
        }
        ItemPlaces places = family == ApiFamily.RERANK ? DOCUMENTS : INPUT;
        Field list = request.find(places.field());
        // By its other name it may cut a ranking short at one server and say nothing at another.
        boolean cut = family == ApiFamily.RERANK && request.has(OTHER_TOP);
        if (cut || list == null || list.kind() != Kind.ARRAY || !othersHoldForAll(request, places)) {
            return null;
        }
        int most = 8;
        int[] starts = new int[most];
        int[] ends = new int[most];
        int count = 0;
        byte[] body = request.body();
        int at = Skim.blank(body, list.start() + 1);
        while (body[at] != ']') {
            if (count == ITEMS_MAX || !isItem(family, body, at) || count > 0 && body[at] != body[starts[0]]) {
                return null;
            }
            if (count == most) {
                most *= 2;
                starts = Arrays.copyOf(starts, most);
                ends = Arrays.copyOf(ends, most);
            }
            starts[count] = at;
            ends[count] = Skim.value(body, at);
            if (body[at] == '[' && !isTokens(body, at, ends[count])) {
                return null;
            }
            at = Skim.blank(body, ends[count++]);
            if (body[at] == ',') {
                at = Skim.blank(body, at + 1);
            }
        }
        int top = family == ApiFamily.RERANK ? top(request, count) : count;
        return count == 0 || top == 0 ? null : new RequestItems(request, places, starts, ends, count, top);
    }

    /** Whether an item may begin there; all of a batch are of one kind. */
    private static boolean isItem(ApiFamily family, byte[] body, int at) {
        return switch (body[at]) {
            case '"' -> true;
            case '[' -> family == ApiFamily.EMBEDDINGS;
            case '{' -> family == ApiFamily.RERANK;
            default -> false;
        };
    }

    /** Whether an array holds numbers only, and one at least. */
    private static boolean isTokens(byte[] body, int from, int end) {
        boolean some = false;
        for (int i = from + 1; i < end - 1; i++) {
            some |= body[i] > ' ';
            if (body[i] > ' ' && body[i] != ',' && (body[i] < '0' || body[i] > '9')) {
                return false;
            }
        }
        return some;
    }

    /** How many of the best are wanted; 0 when what is said of it is no such number. */
    private static int top(Scanned request, int count) {
        return switch (request.integer(TOP)) {
            case FieldValue.Absent<Long>() -> count;
            case FieldValue.Present<Long>(Long value) -> value < 1 ? 0 : (int) Math.min(value, count);
            case FieldValue.WrongType<Long> wrong -> 0;
        };
    }

    private static boolean othersHoldForAll(Scanned request, ItemPlaces places) {
        for (int i = 0; i < request.size(); i++) {
            Field field = request.field(i);
            boolean list = field.kind() == Kind.ARRAY;
            if (list && !field.name().equals(places.field()) && !SHARED_LISTS.contains(field.name())) {
                return false;
            }
        }
        return true;
    }

    /** Where its items are, for their keys. */
    public ItemPlaces places() {
        return places;
    }

    /** Whether they are those of that very body. */
    public boolean areOf(Scanned body) {
        return request == body;
    }

    /** How many there are, duplicates counted each. */
    public int count() {
        return count;
    }

    /** How many of them the answer is to tell of: the best ones of a ranking. */
    public int top() {
        return top;
    }

    /** Bytes of the item at that place, as it was sent. */
    public int bytes(int place) {
        return ends[place] - starts[place];
    }

    /** The body with the items at these places alone, in that order, and all of them wanted; every other byte as it was. */
    public byte[] asking(int[] which) {
        byte[] body = request.body();
        Field list = request.find(places.field());
        Field best = places.leftOut() == null ? null : request.find(places.leftOut());
        if (best != null && best.kind() != Kind.NUMBER) {
            best = null;
        }
        if (list == null) {
            throw new IllegalStateException("the items have gone");
        }
        byte[] wanted = Integer.toString(which.length).getBytes(StandardCharsets.US_ASCII);
        var out = new ByteArrayOutputStream(body.length + wanted.length);
        int from = 0;
        if (best != null && best.start() < list.start()) {
            from = replace(out, body, from, best, wanted);
        }
        out.write(body, from, list.start() - from);
        char before = '[';
        for (int place : which) {
            out.write(before);
            out.write(body, starts[place], bytes(place));
            before = ',';
        }
        out.write(']');
        from = list.end();
        if (best != null && best.start() > list.start()) {
            from = replace(out, body, from, best, wanted);
        }
        out.write(body, from, body.length - from);
        return out.toByteArray();
    }

    private static int replace(ByteArrayOutputStream out, byte[] body, int from, Field field, byte[] with) {
        out.write(body, from, field.start() - from);
        out.writeBytes(with);
        return field.end();
    }
}
