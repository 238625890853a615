package dev.edgewise.gateway.lookup;

import dev.edgewise.gateway.request.RequestHeaders;
import dev.edgewise.gateway.upstream.ForwardHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of requests the centre's answers vary by ({@code Vary}; RFC 9111, section 4.1), as far as it has said so since
 * the start. From then on their values are part of every key of that model. Any thread.
 */
public final class Varying {
    /** Most lines of one model; answers that vary by more are not kept. */
    static final int NAMES_MAX = 16;

    /** Most models of which that is known; the answers of further ones that vary are not kept. */
    static final int MODELS_MAX = 1_024;

    private static final String EVERYTHING = "*";

    /**
     * Lines that reach the centre and change no answer to a request of the same body: its form is in the body, and the others are
     * a browser's, for whom the centre writes lines that no stored answer has.
     */
    private static final Set<String> OF_NO_ANSWER = Set.of(
            "accept",
            "origin",
            "access-control-request-method",
            "access-control-request-headers",
            "sec-fetch-dest",
            "sec-fetch-mode",
            "sec-fetch-site",
            "sec-fetch-user",
            "tracestate");

    /**
     * What is known at a time.
     *
     * @param byModel names of lines in lower case, sorted, by the alias that callers ask for
     * @param all those of all models
     */
    public record Known(Map<String, List<String>> byModel, List<String> all) {
        /** Nothing was said yet. */
        public static final Known NOTHING = new Known(Map.of(), List.of());

        /** Copies both. */
        public Known {
            byModel = Map.copyOf(byModel);
            all = List.copyOf(all);
        }

        /** The lines that this model's answers vary by. */
        public List<String> of(String alias) {
            return byModel.getOrDefault(alias, List.of());
        }

        private Known with(String alias, List<String> names) {
            Map<String, List<String>> models = new HashMap<>(byModel);
            models.put(alias, names);
            var union = new TreeSet<>(all);
            union.addAll(names);
            return new Known(models, List.copyOf(union));
        }
    }

    private final AtomicReference<Known> known = new AtomicReference<>(Known.NOTHING);
    private final LongAdder notKept = new LongAdder();

    /** What is known now: a request keeps to it to its end. */
    public Known known() {
        return known.get();
    }

    /**
     * What of a key tells requests apart that differ in these lines; empty when there are none of them. The names are in it
     * even where a request has no such line: a node that does not know of them must not find its answer.
     */
    static String part(List<String> names, RequestHeaders headers) {
        if (names.isEmpty()) {
            return "";
        }
        var part = new StringBuilder();
        for (String name : names) {
            List<String> lines = headers.all(name);
            // Neither names nor values have a line end.
            part.append('\n').append(name);
            if (!lines.isEmpty()) {
                part.append(':').append(String.join(", ", lines));
            }
        }
        return part.toString();
    }

    /**
     * Whether an answer that varies by {@code named} is one for everybody with the same key, and so may be kept and shared. What
     * the key lacked is known from then on.
     *
     * @param named in lower case
     * @param inKey what was known when the key was made
     */
    boolean fits(String alias, List<String> inKey, Set<String> named) {
        if (named.isEmpty()) {
            return true;
        }
        if (named.contains(EVERYTHING)) {
            return false;
        }
        var lines = new TreeSet<String>();
        for (String name : named) {
            if (ForwardHeaders.passes(name) && !OF_NO_ANSWER.contains(name)) {
                lines.add(name);
            }
        }
        if (inKey.containsAll(lines)) {
            return true;
        }
        known.updateAndGet(before -> learned(before, alias, lines));
        return false;
    }

    private static Known learned(Known before, String alias, Set<String> lines) {
        @Nullable List<String> old = before.byModel.get(alias);
        var names = new TreeSet<>(lines);
        names.addAll(before.of(alias));
        boolean room = names.size() <= NAMES_MAX && (old != null || before.byModel.size() < MODELS_MAX);
        return room && !names.equals(Set.copyOf(before.of(alias))) ? before.with(alias, List.copyOf(names)) : before;
    }

    /** Counts an answer that was not kept because it varies by what its key lacks. */
    void countNotKept() {
        notKept.increment();
    }

    /** How many were not. */
    public long notKept() {
        return notKept.sum();
    }
}
