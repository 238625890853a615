package dev.edgewise.gateway.upstream;

import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.RequestHeaders;
import io.netty.util.AsciiString;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which of the caller's header lines go to the centre, and which of the centre's come back. Unknown lines pass; what
 * belongs to one connection (RFC 9110, section 7.6.1), the caller's credentials and the node's own headers do not.
 */
public final class ForwardHeaders {
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "expect");

    /** The caller's key is for this node alone; its place is nobody's business; the body comes back uncompressed. */
    private static final Set<String> OURS_ALONE = with(
            HOP_BY_HOP,
            "host",
            "content-length",
            "authorization",
            "x-api-key",
            "accept-encoding",
            "traceparent",
            "x-request-id",
            "cache-control",
            "pragma",
            "if-none-match",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-forwarded-port",
            "x-real-ip",
            "cf-aig-skip-cache",
            "cf-aig-cache-ttl");

    /** Lines of the centre that this node writes itself, or that are for it alone. */
    private static final Set<String> REPLACED = with(
            HOP_BY_HOP,
            "content-length",
            "age",
            "etag",
            "cache-status",
            "surrogate-key",
            "surrogate-control",
            "edgewise-cache-control",
            "server-timing",
            "traceparent",
            "x-request-id",
            "date",
            "ratelimit",
            "ratelimit-policy",
            "alt-svc",
            "strict-transport-security");

    /** What is said of the bytes of one body, and of no other. */
    private static final Set<String> OF_THE_BODY = Set.of("content-digest", "repr-digest", "digest", "content-md5");

    /** What a request whose body the node has changed goes out with. */
    public enum Body {
        /** The caller's own body. */
        AS_IT_CAME,
        /** The same request in other bytes. */
        REWRITTEN,
        /** A request for less, so that the caller's name for its own is not this one's. */
        PART
    }

    private static final CharSequence ACCEPT_ENCODING = AsciiString.cached("accept-encoding");
    private static final CharSequence IDENTITY = AsciiString.cached("identity");
    private static final CharSequence AUTHORIZATION = AsciiString.cached("authorization");
    private static final CharSequence TRACEPARENT = AsciiString.cached("traceparent");
    private static final CharSequence REQUEST_ID = AsciiString.cached("x-request-id");

    private ForwardHeaders() {}

    /** One set, because each line of each request is looked up. */
    private static Set<String> with(Set<String> others, String... names) {
        Set<String> all = new HashSet<>(others);
        all.addAll(List.of(names));
        return Set.copyOf(all);
    }

    /** Hands the lines for the centre to {@code out}: the caller's, then the node's own. */
    public static void toCentre(
            Arrival arrival,
            Body body,
            @Nullable CharSequence authorization,
            BiConsumer<CharSequence, CharSequence> out) {
        Set<String> named = namedByConnection(arrival.headers().all("connection"));
        // The state of a trace that could not be continued means nothing (Trace Context, section 3.3.1.3).
        boolean traced = arrival.trace().parentId() != null;
        arrival.headers().forEach((name, value) -> {
            String lower = lower(name);
            if ((traced || !lower.equals("tracestate"))
                    && passes(lower)
                    && goesWith(body, lower)
                    && !named.contains(lower)) {
                out.accept(name, value);
            }
        });
        if (authorization != null) {
            out.accept(AUTHORIZATION, authorization);
        }
        // Saying nothing would allow any (RFC 9110, section 12.5.3); what is compressed can be neither kept nor
        // counted.
        out.accept(ACCEPT_ENCODING, IDENTITY);
        out.accept(TRACEPARENT, arrival.trace().header());
        out.accept(REQUEST_ID, arrival.requestId());
    }

    /** Whether a caller's line of that name, in lower case, reaches the centre. */
    public static boolean passes(String name) {
        return !OURS_ALONE.contains(name) && !name.startsWith("edge-");
    }

    /** Hands the centre's lines that reach the caller to {@code out}. */
    public static void toCaller(UpstreamHead head, BiConsumer<CharSequence, CharSequence> out) {
        Set<String> named = namedByConnection(head.headers().getAll("connection"));
        head.headers().forEach((name, value) -> {
            String lower = lower(name);
            if (lower.equals("x-request-id")) {
                out.accept("x-upstream-request-id", value);
            } else if (!REPLACED.contains(lower)
                    && !lower.startsWith("edge-")
                    && !lower.startsWith("x-ratelimit-")
                    && !named.contains(lower)) {
                out.accept(name, value);
            }
        });
    }

    private static boolean goesWith(Body body, String name) {
        return switch (body) {
            case AS_IT_CAME -> true;
            case REWRITTEN -> !OF_THE_BODY.contains(name);
            case PART -> !OF_THE_BODY.contains(name) && !name.equals("idempotency-key");
        };
    }

    /** The lines of an answer that hold when the node has put its body together anew. */
    public static HeaderList ofAnotherBody(HeaderList passed) {
        var kept = new HeaderList();
        passed.forEach((name, value) -> {
            if (!OF_THE_BODY.contains(lower(name.toString()))) {
                kept.add(name, value);
            }
        });
        return kept;
    }

    /** A caller's lines without those that name its request alone or say something of its body: for another one like it. */
    public static RequestHeaders ofAnotherRequest(RequestHeaders lines) {
        return new Like(lines);
    }

    private record Like(RequestHeaders lines) implements RequestHeaders {
        private static boolean holds(CharSequence name) {
            return goesWith(Body.PART, lower(name.toString()));
        }

        @Override
        public @Nullable String get(CharSequence name) {
            return holds(name) ? lines.get(name) : null;
        }

        @Override
        public List<String> all(CharSequence name) {
            return holds(name) ? lines.all(name) : List.of();
        }

        @Override
        public void forEach(BiConsumer<String, String> line) {
            lines.forEach((name, value) -> {
                if (holds(name)) {
                    line.accept(name, value);
                }
            });
        }
    }

    private static Set<String> namedByConnection(List<String> lines) {
        if (lines.isEmpty()) {
            return Set.of();
        }
        Set<String> names = new HashSet<>();
        for (String line : lines) {
            var tokens = new StringTokenizer(line, ", \t");
            while (tokens.hasMoreTokens()) {
                names.add(lower(tokens.nextToken()));
            }
        }
        return names;
    }

    /** Most clients send lower case or a known spelling; only the rest pays for a new string. */
    private static String lower(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return name.toLowerCase(Locale.ROOT);
            }
        }
        return name;
    }
}
