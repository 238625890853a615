package dev.edgewise.gateway.api;

import dev.edgewise.cache.request.FieldValue;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.inference.Purpose;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a request for vectors says of what its texts are for, as servers of embedders have it. */
final class EmbeddingPurpose {
    private static final Set<String> QUERY = Set.of("query", "search_query", "retrieval.query");
    private static final Set<String> PASSAGE = Set.of("passage", "document", "search_document", "retrieval.passage");

    private EmbeddingPurpose() {}

    /**
     * {@code input_type}, or {@code task}; null where neither says anything.
     *
     * @throws UnsupportedFieldException if it is another one than these two
     * @throws WrongFieldException if it is no text, or the two fields differ
     */
    static @Nullable Purpose of(Scanned body) throws WrongFieldException {
        Purpose type = read(body, "input_type");
        Purpose task = read(body, "task");
        if (type != null && task != null && type != task) {
            throw new WrongFieldException(
                    "task", "task says that the texts are for something else than input_type says.");
        }
        return type == null ? task : type;
    }

    private static @Nullable Purpose read(Scanned body, String field) throws WrongFieldException {
        return switch (body.text(field)) {
            case FieldValue.Absent<String> _ -> null;
            case FieldValue.Present<String>(String value) -> named(field, value);
            case FieldValue.WrongType<String> wrong -> throw new WrongFieldException(field, wrong.message());
        };
    }

    private static @Nullable Purpose named(String field, String value) throws UnsupportedFieldException {
        if (value.isEmpty()) {
            return null;
        }
        if (QUERY.contains(value)) {
            return Purpose.QUERY;
        }
        if (PASSAGE.contains(value)) {
            return Purpose.PASSAGE;
        }
        throw ForeignFields.unsupported(field);
    }
}
