package dev.edgewise.cache.directive;

import dev.edgewise.cache.directive.CacheDirectives.Mode;
import dev.edgewise.cache.directive.Directives.BadHeader;
import dev.edgewise.cache.directive.Directives.Parsed;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a request's headers ask of the cache: {@code Cache-Control}, {@code Edge-Cache}, {@code Edge-Cache-TTL},
 * {@code Edge-Cache-Groups}, and Cloudflare's {@code cf-aig-skip-cache} and {@code cf-aig-cache-ttl} for clients that come from there. Our own
 * header wins over its alias.
 */
public final class DirectiveParser {
    private static final Parsed NOTHING = new Parsed(CacheDirectives.NONE);
    private static final int SHOWN_CHARS_MAX = 40;

    private DirectiveParser() {}

    /** What the headers ask for; a header of ours with an impossible value is an error, not a guess. */
    public static Directives parse(HeaderLines headers) {
        List<String> control = headers.all("Cache-Control");
        List<String> mode = headers.all("Edge-Cache");
        List<String> ttl = headers.all("Edge-Cache-TTL");
        List<String> skip = headers.all("cf-aig-skip-cache");
        List<String> aliasTtl = headers.all("cf-aig-cache-ttl");
        List<String> groupLines = headers.all("Edge-Cache-Groups");
        if (control.isEmpty()
                && mode.isEmpty()
                && ttl.isEmpty()
                && skip.isEmpty()
                && aliasTtl.isEmpty()
                && groupLines.isEmpty()) {
            return NOTHING;
        }
        Mode asked = Mode.UNSAID;
        if (!mode.isEmpty()) {
            Mode named = mode(single(mode));
            if (named == null) {
                return bad("Edge-Cache", single(mode), "off, exact or semantic");
            }
            asked = named;
        } else if (!skip.isEmpty()) {
            String value = single(skip).toLowerCase(Locale.ROOT);
            if (!value.equals("true") && !value.equals("false")) {
                return bad("cf-aig-skip-cache", value, "true or false");
            }
            asked = value.equals("true") ? Mode.OFF : Mode.UNSAID;
        }
        String ttlHeader = ttl.isEmpty() ? "cf-aig-cache-ttl" : "Edge-Cache-TTL";
        List<String> ttlLines = ttl.isEmpty() ? aliasTtl : ttl;
        long ttlS = CacheDirectives.ABSENT;
        if (!ttlLines.isEmpty()) {
            ttlS = Members.seconds(single(ttlLines));
            if (ttlS < 0) {
                return bad(ttlHeader, single(ttlLines), "a whole number of seconds, such as 3600");
            }
        }
        List<String> groups = groupLines.isEmpty() ? List.of() : GroupNames.ofRequest(groupLines);
        if (groups == null) {
            return bad(
                    "Edge-Cache-Groups",
                    String.join(", ", groupLines),
                    "at most %d names with commas between them, each of at most %d visible ASCII characters, or of those and blanks in double quotes"
                            .formatted(GroupNames.COUNT_MAX, GroupNames.CHARS_MAX));
        }
        return new Parsed(combine(control, asked, ttlS, groups));
    }

    private static CacheDirectives combine(List<String> lines, Mode mode, long ttlS, List<String> groups) {
        CacheControl control = new CacheControl();
        control.read(lines);
        return new CacheDirectives(
                control.noCache,
                control.noStore,
                control.onlyIfCached,
                control.maxAgeS,
                control.minFreshS,
                control.maxStaleS,
                control.staleIfErrorS,
                mode,
                ttlS,
                groups);
    }

    /** Several lines that agree count as one; several that do not are no possible value. */
    private static String single(List<String> lines) {
        List<String> distinct = lines.stream().map(String::strip).distinct().toList();
        return String.join(", ", distinct);
    }

    private static @Nullable Mode mode(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "off" -> Mode.OFF;
            case "exact" -> Mode.EXACT;
            case "semantic" -> Mode.SEMANTIC;
            default -> null;
        };
    }

    private static BadHeader bad(String header, String value, String expected) {
        String shown = value.length() <= SHOWN_CHARS_MAX ? value : value.substring(0, SHOWN_CHARS_MAX) + "…";
        return new BadHeader(header, "Header %s must be %s, but it is \"%s\".".formatted(header, expected, shown));
    }
}
