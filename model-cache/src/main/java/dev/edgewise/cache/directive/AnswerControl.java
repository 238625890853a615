package dev.edgewise.cache.directive;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an answer's own header fields ask of the cache. Times are in seconds; {@link CacheDirectives#ABSENT} where they say
 * nothing.
 *
 * @param mayStore whether the answer may be stored
 * @param ttlS how long it is fresh from now on
 * @param revalidateS how long past that it may be sent while a new one is fetched
 * @param errorS how long past {@code ttlS} it may be sent when no fresh one can be had
 * @param acceptS how long past {@code ttlS} it may be sent to callers who accept a stale one: 0 where that is forbidden
 * @param ageS how old it is already: 0 when it is new, or nobody says
 * @param varies names of the request's lines that it varies by, in lower case; {@code *} among them for everything
 * @param groups names of the groups it belongs to
 */
public record AnswerControl(
        boolean mayStore,
        long ttlS,
        long revalidateS,
        long errorS,
        long acceptS,
        long ageS,
        Set<String> varies,
        List<String> groups) {
    /** An answer that asks for nothing. */
    public static final AnswerControl NONE = new AnswerControl(
            true,
            CacheDirectives.ABSENT,
            CacheDirectives.ABSENT,
            CacheDirectives.ABSENT,
            CacheDirectives.ABSENT,
            0,
            Set.of(),
            List.of());

    /** The field for this node alone. It wins over the one for any CDN, as RFC 9213, section 2.2 orders them. */
    private static final List<String> TARGETED = List.of("Edgewise-Cache-Control", "CDN-Cache-Control");

    /** Copies names and groups. */
    public AnswerControl {
        varies = Set.copyOf(varies);
        groups = List.copyOf(groups);
    }

    /**
     * Reads the fields of an answer.
     *
     * @param events whether it is an event stream. Servers write {@code Cache-Control: no-cache} on every one of them, to
     *     keep proxies from holding events back, so that it says nothing of the answer there
     */
    public static AnswerControl of(HeaderLines fields, boolean events, Heed heed) {
        Set<String> groups = new LinkedHashSet<>();
        GroupNames.addQuoted(fields.all("Cache-Groups"), groups);
        GroupNames.addWords(fields.all("Surrogate-Key"), groups);
        AnswerDirectives said = new AnswerDirectives();
        boolean targeted =
                heed != Heed.NONE && TARGETED.stream().anyMatch(field -> said.readTargeted(fields.all(field)));
        if (!targeted && heed == Heed.ALL) {
            said.readPlain(fields.all("Cache-Control"), events);
        }
        Set<String> varies = new LinkedHashSet<>();
        Members.read(fields.all("Vary"), (name, value) -> varies.add(name));
        long ageS = ageS(fields.all("Age"));
        return new AnswerControl(
                // An answer that varies with everything fits no other request (RFC 9111, section 4.1).
                said.mayStore() && !varies.contains("*"),
                said.lifetimeS(ageS),
                said.revalidateS(),
                said.errorS(),
                said.acceptS(),
                ageS,
                varies,
                List.copyOf(groups));
    }

    /** Of several the first counts, and one that is no number is none (RFC 9111, section 5.1). */
    private static long ageS(List<String> lines) {
        return lines.isEmpty()
                ? 0
                : Math.max(0, Members.seconds(lines.getFirst().split(",", 2)[0].strip()));
    }
}
