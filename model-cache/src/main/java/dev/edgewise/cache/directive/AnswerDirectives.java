package dev.edgewise.cache.directive;

import static dev.edgewise.cache.directive.CacheDirectives.ABSENT;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the directives of an answer (RFC 9111, section 5.2.2; RFC 5861; RFC 9213). Unknown ones are skipped; of two the
 * stricter holds, and a time that cannot be understood is none. Confined to one thread.
 */
final class AnswerDirectives {
    /** Members of a dictionary of RFC 9651, as far as directives need them: keys in lower case, and simple values. */
    private static final Pattern DICTIONARY = Pattern.compile(
            "[a-z*][a-z0-9_.*-]*(=(-?[0-9]{1,15}|\\?[01]|\"[ !#-\\[\\]-~]*\"|[A-Za-z*][!#-'*+.^-z|~0-9A-Z:/-]*))?");

    private boolean noStore;
    private boolean neverStale;
    private boolean plain;
    private long maxAgeS = ABSENT;
    private long sharedMaxAgeS = ABSENT;
    private long revalidateS = ABSENT;
    private long errorS = ABSENT;

    /** Reads a field for caches of a kind; false, and nothing is read, when it is empty or no dictionary (section 2.2). */
    boolean readTargeted(List<String> lines) {
        String whole = String.join(",", lines);
        if (whole.isBlank()) {
            return false;
        }
        for (int at = 0; at <= whole.length(); ) {
            int end = Members.end(whole, at);
            if (!DICTIONARY.matcher(whole.substring(at, end).strip()).matches()) {
                return false;
            }
            at = end + 1;
        }
        Members.read(lines, this::member);
        return true;
    }

    /** Reads {@code Cache-Control}; see {@link AnswerControl#of} for {@code events}. */
    void readPlain(List<String> lines, boolean events) {
        plain = true;
        Members.read(lines, (name, value) -> {
            if (!(events && name.equals("no-cache"))) {
                member(name, value);
            }
        });
    }

    private void member(String name, @Nullable String value) {
        switch (name) {
            // Without a validator of the centre's, an answer that must be checked each time is one that is not stored.
            case "no-store", "no-cache", "private" -> noStore |= !"?0".equals(value);
            case "must-revalidate", "proxy-revalidate" -> neverStale |= !"?0".equals(value);
            case "max-age" -> maxAgeS = stricter(maxAgeS, value);
            case "s-maxage" -> sharedMaxAgeS = stricter(sharedMaxAgeS, value);
            case "stale-while-revalidate" -> revalidateS = stricter(revalidateS, value);
            case "stale-if-error" -> errorS = stricter(errorS, value);
            default -> {
                // As RFC 9111 section 5.2.3 asks.
            }
        }
    }

    private static long stricter(long before, @Nullable String value) {
        long seconds = Math.max(0, Members.seconds(value));
        return before == ABSENT ? seconds : Math.min(before, seconds);
    }

    boolean mayStore() {
        return !noStore;
    }

    /** How long the answer stays fresh when it is that old already. */
    long lifetimeS(long ageS) {
        long saidS = plain && sharedMaxAgeS != ABSENT ? sharedMaxAgeS : maxAgeS;
        return saidS == ABSENT ? ABSENT : Math.max(0, saidS - ageS);
    }

    long revalidateS() {
        return neverStale ? 0 : orNever(revalidateS);
    }

    long errorS() {
        return neverStale ? 0 : orNever(errorS);
    }

    /** What a caller accepts is no word of the maker's: whoever wants none stale gives it to nobody (section 4.2.4). */
    long acceptS() {
        return neverStale ? 0 : orNever(ABSENT);
    }

    /** {@code s-maxage} forbids staleness that is not allowed in so many words (section 5.2.2.10). */
    private long orNever(long saidS) {
        return saidS == ABSENT && plain && sharedMaxAgeS != ABSENT ? 0 : saidS;
    }
}
