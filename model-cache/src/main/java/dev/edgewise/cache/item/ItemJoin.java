package dev.edgewise.cache.item;

import dev.edgewise.cache.item.AnswerItems.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Puts an answer together from items of others. Pure; one copy of each byte. */
public final class ItemJoin {
    /** Bytes of the digest that an entity tag shows. */
    private static final int TAG_BYTES = 16;

    private ItemJoin() {}

    /** The item of an answer with that index there. */
    public record Part(AnswerItems answer, int index) {
        /** Its bytes. */
        public int bytes() {
            return answer.bytes(index);
        }
    }

    /**
     * Bytes that take the place of others, or an item whose index changes.
     *
     * @param of the item that begins with them; null for none
     * @param goesOn whether an item goes on with them
     */
    private record Piece(
            byte[] from, int start, int end, @Nullable Part of, boolean goesOn) {
        Piece(byte[] from, int start, int end) {
            this(from, start, end, null, false);
        }

        static Piece of(byte[] bytes) {
            return new Piece(bytes, 0, bytes.length);
        }

        int length() {
            return end - start;
        }
    }

    /** About how many bytes the answer will have. */
    public static long bytes(AnswerItems frame, List<Part> parts) {
        long sum = frame.frameBytes();
        for (Part part : parts) {
            sum += part.bytes() + Integer.BYTES;
        }
        return sum;
    }

    /**
     * The answer.
     *
     * @param frame whose bytes beside the items it takes
     * @param parts the items in the order of the request
     * @param ranked whether the best comes first, instead of that order
     * @param top how many items it is to have
     * @param tallies what it says was used
     */
    public static byte[] join(AnswerItems frame, List<Part> parts, boolean ranked, int top, Tallies tallies) {
        return joined(pieces(frame, parts, ranked, top, tallies));
    }

    /**
     * An answer with its entity tag.
     *
     * @param tag in quotes: equal for equal answers of the same items, different for different ones
     */
    public record Tagged(byte[] body, String tag) {}

    /** The same with an entity tag that is made of the items' digests, which they remember: their bytes are not read again for it. */
    public static Tagged tagged(AnswerItems frame, List<Part> parts, boolean ranked, int top, Tallies tallies) {
        List<Piece> pieces = pieces(frame, parts, ranked, top, tallies);
        return new Tagged(joined(pieces), tag(pieces));
    }

    private static String tag(List<Piece> pieces) {
        var digest = new PartDigest();
        for (Piece piece : pieces) {
            Part part = piece.of();
            if (part != null) {
                byte[] item = part.answer().digest(part.index());
                digest.part(item, 0, item.length);
            } else if (!piece.goesOn()) {
                digest.part(piece.from(), piece.start(), piece.end());
            }
        }
        return '"' + HexFormat.of().formatHex(digest.finish(), 0, TAG_BYTES) + '"';
    }

    private static List<Piece> pieces(AnswerItems frame, List<Part> parts, boolean ranked, int top, Tallies tallies) {
        List<Piece> pieces = new ArrayList<>();
        List<byte[]> counts = tallies.bytes();
        Span[] spans = frame.tallies();
        int at = 0;
        int next = 0;
        while (next < spans.length && spans[next].start() < frame.from()) {
            at = replaced(pieces, frame, at, spans[next], counts.get(next++));
        }
        pieces.add(new Piece(frame.body(), at, frame.from()));
        items(pieces, parts, ranked ? best(parts, top) : inOrder(top));
        at = frame.to();
        while (next < spans.length) {
            at = replaced(pieces, frame, at, spans[next], counts.get(next++));
        }
        pieces.add(new Piece(frame.body(), at, frame.body().length));
        return pieces;
    }

    private static int replaced(List<Piece> pieces, AnswerItems frame, int at, Span span, byte[] with) {
        pieces.add(new Piece(frame.body(), at, span.start()));
        pieces.add(Piece.of(with));
        return span.end();
    }

    private static void items(List<Piece> pieces, List<Part> parts, int[] order) {
        byte[] comma = {','};
        for (int i = 0; i < order.length; i++) {
            if (i > 0) {
                pieces.add(Piece.of(comma));
            }
            Part part = parts.get(order[i]);
            byte[] body = part.answer().body();
            Span item = part.answer().item(part.index());
            if (item.indexStart() < 0) {
                pieces.add(new Piece(body, item.start(), item.end(), part, false));
            } else {
                pieces.add(new Piece(body, item.start(), item.indexStart(), part, false));
                pieces.add(Piece.of(Integer.toString(order[i]).getBytes(StandardCharsets.US_ASCII)));
                pieces.add(new Piece(body, item.indexEnd(), item.end(), null, true));
            }
        }
    }

    private static int[] inOrder(int count) {
        return IntStream.range(0, count).toArray();
    }

    /** Best first; of equal ones, the one that was sent first. */
    private static int[] best(List<Part> parts, int top) {
        return IntStream.range(0, parts.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer place) -> {
                    Part part = parts.get(Objects.requireNonNull(place));
                    return -part.answer().item(part.index()).score();
                }))
                .limit(top)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static byte[] joined(List<Piece> pieces) {
        int length = 0;
        for (Piece piece : pieces) {
            length = Math.addExact(length, piece.length());
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (Piece piece : pieces) {
            System.arraycopy(piece.from(), piece.start(), joined, at, piece.length());
            at += piece.length();
        }
        return joined;
    }
}
