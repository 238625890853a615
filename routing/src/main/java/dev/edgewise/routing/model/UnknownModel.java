package dev.edgewise.routing.model;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A name that is no alias, or one the caller may not use: the two look alike, so that nobody learns which models other
 * tenants have.
 *
 * @param asked the name as asked, cut to {@link ModelTable#NAME_CHARS_MAX} characters
 * @param similar allowed names close to it, the closest first
 * @param allowed all names the caller may use, in alphabetical order
 */
public record UnknownModel(String asked, List<String> similar, List<String> allowed) implements ModelLookup {

    /** How many allowed names a message lists. */
    static final int LISTED_MAX = 20;

    /** Copies the lists. */
    public UnknownModel {
        similar = List.copyOf(similar);
        allowed = List.copyOf(allowed);
    }

    /** One or two sentences for the caller: what is wrong, what was probably meant, and what may be asked for. */
    public String message() {
        StringBuilder text = new StringBuilder("Unknown model '").append(asked).append("'.");
        if (!similar.isEmpty()) {
            text.append(" Did you mean ").append(quoted(similar, " or ")).append('?');
        }
        if (allowed.isEmpty()) {
            return text.append(" This key may use no model; ask the operator.").toString();
        }
        List<String> listed = allowed.subList(0, Math.min(LISTED_MAX, allowed.size()));
        text.append(" This key may use ").append(quoted(listed, ", "));
        if (listed.size() < allowed.size()) {
            text.append(" and ").append(allowed.size() - listed.size()).append(" more (see /v1/models)");
        }
        return text.append('.').toString();
    }

    private static String quoted(List<String> names, String between) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(between));
    }
}
