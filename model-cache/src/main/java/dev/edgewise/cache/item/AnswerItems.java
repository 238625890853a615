package dev.edgewise.cache.item;

import dev.edgewise.cache.key.ApiFamily;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * An answer of one object with a list of items, as it lies in its bytes: an embedding, a label or a rank for each item that was
 * asked for. Immutable as long as nobody changes the bytes.
 */
public final class AnswerItems {
    private static final int NONE = -1;

    private final byte[] body;
    /** Behind the list's opening bracket, and at its closing one. */
    private final int from;

    private final int to;
    private final Span[] items;
    private final Span[] tallies;
    private final int usage;
    private final String kind;
    /** Of each item's bytes but its index, null until somebody asked. Two who ask at once may both make one. */
    private final AtomicReferenceArray<byte @Nullable []> digests;

    /** Bytes from {@code start} up to but without {@code end}, and where in them the item's index and score lie. */
    record Span(int start, int end, int indexStart, int indexEnd, double score) {}

    AnswerItems(byte[] body, int from, int to, Span[] items, Span[] tallies, int usage, String kind) {
        this.body = body;
        this.from = from;
        this.to = to;
        this.items = items;
        this.tallies = tallies;
        this.usage = usage;
        this.kind = kind;
        this.digests = new AtomicReferenceArray<>(items.length);
    }

    /**
     * Reads an answer.
     *
     * @param body well-formed JSON, as {@link dev.edgewise.cache.answer.ReplyCheck} finds it
     * @param asked how many items were asked for
     * @return null when it is no answer with exactly one whole item for each
     */
    public static @Nullable AnswerItems read(ApiFamily family, byte[] body, int asked) {
        return new AnswerReader(family, body, asked).read();
    }

    /** How many items it has. */
    public int count() {
        return items.length;
    }

    /** Bytes of the item with that index. */
    public int bytes(int index) {
        return items[index].end - items[index].start;
    }

    /** Bytes beside its items. */
    public int frameBytes() {
        return body.length - (to - from);
    }

    /**
     * What must be equal where items of several answers come together: the model that made them, as they name it, the labels
     * that all have in common, and how long a vector is.
     */
    public String kind() {
        return kind;
    }

    byte[] body() {
        return body;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    Span item(int index) {
        return items[index];
    }

    /** Of an item's bytes, without those of its index: equal for equal ones, different for different ones. */
    byte[] digest(int index) {
        byte[] known = digests.get(index);
        if (known == null) {
            Span item = items[index];
            var digest = new PartDigest();
            boolean indexed = item.indexStart >= 0;
            digest.part(body, item.start, indexed ? item.indexStart : item.end);
            digest.part(body, indexed ? item.indexEnd : item.end, item.end);
            known = digest.finish();
            digests.set(index, known);
        }
        return known;
    }

    /** The values of {@code usage} and {@code meta}, which count what was used, in the order they lie. */
    Span[] tallies() {
        return tallies;
    }

    /** Which of them is the usage, negative for none. */
    int usage() {
        return usage;
    }

    /** Finds its way through one answer. Confined to one thread. */
    private static final class AnswerReader {
        private final ApiFamily family;
        private final byte[] body;
        private final Span[] places;
        private Span[] tallies = new Span[0];
        private int usage = NONE;
        private int from = NONE;
        private int to;
        private int count;
        private boolean odd;
        private String shape = "";
        private final StringBuilder kind = new StringBuilder();

        AnswerReader(ApiFamily family, byte[] body, int asked) {
            this.family = family;
            this.body = body;
            this.places = new Span[asked];
        }

        @Nullable
        AnswerItems read() {
            int at = Skim.blank(body, 0);
            if (body[at] != '{') {
                return null;
            }
            at = Skim.blank(body, at + 1);
            while (body[at] != '}' && !odd) {
                int nameEnd = Skim.value(body, at);
                int value = Skim.blank(body, Skim.blank(body, nameEnd) + 1);
                int end = Skim.value(body, value);
                member(at, nameEnd, value, end);
                at = next(end);
            }
            return odd || from == NONE || count != places.length
                    ? null
                    : new AnswerItems(body, from, to, places, tallies, usage, kind + shape);
        }

        /** Where the next member or item begins, or the end of what holds them. */
        private int next(int end) {
            int at = Skim.blank(body, end);
            return body[at] == ',' ? Skim.blank(body, at + 1) : at;
        }

        private void member(int name, int nameEnd, int value, int end) {
            if (Skim.has(body, name, nameEnd, '\\')) {
                odd = true;
            } else if (isList(name, nameEnd)) {
                odd |= from != NONE || body[value] != '[';
                if (!odd) {
                    from = value + 1;
                    to = end - 1;
                    items();
                }
            } else if (is(name, nameEnd, "usage") || is(name, nameEnd, "meta")) {
                usage = is(name, nameEnd, "usage") ? tallies.length : usage;
                tallies = Arrays.copyOf(tallies, tallies.length + 1);
                tallies[tallies.length - 1] = new Span(value, end, NONE, NONE, 0);
                // Sums are made of what has the same name.
                kind.append(Skim.text(body, name, nameEnd)).append('\n');
            } else if (is(name, nameEnd, "error")) {
                odd |= body[value] != 'n';
            } else if (is(name, nameEnd, "model")
                    || is(name, nameEnd, "object")
                    || is(name, nameEnd, "labels")
                    || is(name, nameEnd, "edge")) {
                kind.append(Skim.text(body, name, end)).append('\n');
            }
        }

        private boolean is(int from, int end, String text) {
            return Skim.is(body, from, end, text);
        }

        private boolean isList(int name, int nameEnd) {
            return switch (family) {
                case MODERATIONS -> is(name, nameEnd, "results");
                case RERANK -> is(name, nameEnd, "results") || is(name, nameEnd, "data");
                case EMBEDDINGS, CLASSIFY -> is(name, nameEnd, "data");
                case CHAT, COMPLETIONS -> false;
            };
        }

        private void items() {
            int at = Skim.blank(body, from);
            while (at < to && !odd) {
                int end = Skim.value(body, at);
                odd |= body[at] != '{' || count == places.length;
                if (!odd) {
                    item(at, end);
                    count++;
                }
                at = next(end);
            }
        }

        private void item(int start, int itemEnd) {
            int indexStart = NONE;
            int indexEnd = NONE;
            double score = Double.NaN;
            String vector = "";
            boolean ranks = family == ApiFamily.RERANK;
            int at = Skim.blank(body, start + 1);
            while (body[at] != '}' && !odd) {
                int nameEnd = Skim.value(body, at);
                int value = Skim.blank(body, Skim.blank(body, nameEnd) + 1);
                int end = Skim.value(body, value);
                if (Skim.has(body, at, nameEnd, '\\')) {
                    odd = true;
                } else if (is(at, nameEnd, "index")) {
                    indexStart = value;
                    indexEnd = end;
                } else if (ranks && (is(at, nameEnd, "relevance_score") || is(at, nameEnd, "score"))) {
                    score = number(value, end);
                } else if (is(at, nameEnd, "embedding")) {
                    vector = vector(value, end);
                } else if (is(at, nameEnd, "error")) {
                    odd |= body[value] != 'n';
                }
                at = next(end);
            }
            odd |= ranks && (indexStart == NONE || Double.isNaN(score));
            odd |= family == ApiFamily.EMBEDDINGS && (vector.isEmpty() || count > 0 && !vector.equals(shape));
            shape = vector;
            place(new Span(start, itemEnd, indexStart, indexEnd, score));
        }

        /** Items have all an index, or none has one and their order tells it. */
        private void place(Span item) {
            double said = item.indexStart == NONE ? count : number(item.indexStart, item.indexEnd);
            int index = (int) said;
            if (odd || index != said || index < 0 || index >= places.length || places[index] != null) {
                odd = true;
                return;
            }
            places[index] = item;
        }

        /** The number there; the answer is odd where something else stands. */
        private double number(int start, int end) {
            try {
                return Double.parseDouble(new String(body, start, end - start, StandardCharsets.US_ASCII));
            } catch (NumberFormatException other) {
                odd = true;
                return Double.NaN;
            }
        }

        /** How long a vector is, told differently for its two forms; empty for none. */
        private String vector(int start, int end) {
            return switch (body[start]) {
                case '"' -> end - start > 2 ? "base64 " + (end - start) : "";
                case '[' -> {
                    int values = Skim.count(body, start, end);
                    yield values == 0 ? "" : "floats " + values;
                }
                default -> "";
            };
        }
    }
}
