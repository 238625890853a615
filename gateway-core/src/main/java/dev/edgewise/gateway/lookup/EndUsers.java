package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.request.FieldValue;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.gateway.request.RequestHeaders;
import dev.edgewise.gateway.rules.Sharing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose stored answers a request may see within its tenant. A user is named together with where the name stands: the same
 * name in two places may be two people. Any thread.
 */
final class EndUsers {
    /** All callers of the tenant. */
    static final String EVERYBODY = "";

    /** A longer name is none, in characters. */
    static final int NAME_CHARS_MAX = 1_024;

    /** Where OpenAI's clients name their user, the newer one first. */
    private static final List<String> FIELDS = List.of("safety_identifier", "user");

    private EndUsers() {}

    /**
     * As far as the head tells. Where the body names the user that is everybody: who sends the very same body names the same
     * user in it.
     *
     * @return null when nobody is named who should be
     */
    static @Nullable String ofHead(Sharing sharing, RequestHeaders headers) {
        return switch (sharing) {
            case Sharing.All _, Sharing.UserOfBody _ -> EVERYBODY;
            case Sharing.UserOfHeader(String header) -> named(header, headers.all(header));
        };
    }

    /** The same once the body is read. */
    static @Nullable String of(Sharing sharing, RequestHeaders headers, Scanned body) {
        return sharing instanceof Sharing.UserOfBody ? inBody(body) : ofHead(sharing, headers);
    }

    /** Two lines that differ name nobody: one of them may be a caller's own. */
    private static @Nullable String named(String place, List<String> lines) {
        List<String> names = lines.stream().map(String::strip).distinct().toList();
        return names.size() == 1 ? named(place, names.getFirst()) : null;
    }

    private static @Nullable String inBody(Scanned body) {
        for (String field : FIELDS) {
            switch (body.text(field)) {
                case FieldValue.Present<String>(String name) -> {
                    return named(field, name);
                }
                case FieldValue.WrongType<String> _ -> {
                    return null;
                }
                case FieldValue.Absent<String> _ -> {}
            }
        }
        return null;
    }

    /** No place has a line end in its name. */
    private static @Nullable String named(String place, String name) {
        return name.isBlank() || name.length() > NAME_CHARS_MAX ? null : place + '\n' + name;
    }
}
