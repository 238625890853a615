package dev.edgewise.cache.semantic.tier;

import dev.edgewise.cache.json.Json;
import dev.edgewise.cache.json.JsonReader;
import dev.edgewise.cache.json.JsonWriter;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.semantic.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was learned over restarts, in one small file that is replaced as a whole. A file that is broken, of an older
 * version, or about another verifier, counts as none: learning begins anew, and nothing is promised until it has.
 */
public final class LedgerFile {
    private static final int BYTES_MAX = 256 << 20;
    private static final String VERSION = "2";

    private LedgerFile() {}

    /**
     * What the file knows of that verifier's scores, by tenant; empty when it knows nothing.
     *
     * @throws IOException if it cannot be read, or is too large to be one of ours
     */
    public static Map<String, LedgerState> read(Path file, String verifier) throws IOException {
        Json.Obj all = whole(file, verifier);
        if (all == null || !(all.get("tenants") instanceof Json.Obj tenants)) {
            return Map.of();
        }
        Map<String, LedgerState> states = new HashMap<>();
        tenants.members().forEach((tenant, value) -> {
            LedgerState state = value instanceof Json.Obj counts ? state(counts) : null;
            if (state != null) {
                states.put(tenant, state);
            }
        });
        return states;
    }

    /**
     * What the file knows of answers that were wrong at that verifier's scores; empty when it knows nothing.
     *
     * @throws IOException if it cannot be read, or is too large to be one of ours
     */
    public static Map<CacheKey, WrongAt> readWrong(Path file, String verifier) throws IOException {
        Json.Obj all = whole(file, verifier);
        Map<CacheKey, WrongAt> wrong = new HashMap<>();
        if (all != null && all.get("answers") instanceof Json.Obj answers) {
            answers.members().forEach((hex, value) -> {
                CacheKey entry = CacheKey.parse(hex);
                WrongAt at = value instanceof Json.Obj said ? wrongAt(said) : null;
                if (entry != null && at != null) {
                    wrong.put(entry, at);
                }
            });
        }
        return wrong;
    }

    private static @Nullable WrongAt wrongAt(Json.Obj said) {
        try {
            int times = Math.toIntExact(number(said.get("times")));
            double score = said.get("score") == null ? Double.NEGATIVE_INFINITY : decimal(said.get("score"));
            return times > 0 && !Double.isNaN(score) ? new WrongAt(times, score) : null;
        } catch (IllegalArgumentException | ArithmeticException broken) {
            return null;
        }
    }

    private static Json.@Nullable Obj whole(Path file, String verifier) throws IOException {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        if (Files.size(file) > BYTES_MAX) {
            throw new IOException(file + " is larger than " + BYTES_MAX + " bytes");
        }
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length == 0
                || !(new JsonReader(bytes.length).read(bytes, 0, bytes.length) instanceof Json.Obj all)
                || !new Json.Literal(VERSION).equals(all.get("version"))
                || !new Json.Text(verifier).equals(all.get("verifier"))) {
            return null;
        }
        return all;
    }

    /** Writes it beside the file and moves it there. */
    public static void write(Path file, String verifier, Map<String, LedgerState> states, Map<CacheKey, WrongAt> wrong)
            throws IOException {
        var tenants = new Json.Obj();
        states.forEach((tenant, state) -> tenants.with(
                tenant,
                new Json.Obj()
                        .with("asked", Json.number(state.asked()))
                        .with("labels", Json.number(state.labels()))
                        .with("effect", new Json.Literal(Double.toString(state.effect())))
                        .with("seen", array(state.seen()))
                        .with("right", array(state.right()))
                        .with("wrong", array(state.wrong()))));
        var answers = new Json.Obj();
        wrong.forEach((entry, at) -> {
            var said = new Json.Obj().with("times", Json.number(at.times()));
            answers.with(
                    entry.hex(),
                    Double.isInfinite(at.score())
                            ? said
                            : said.with("score", new Json.Literal(Double.toString(at.score()))));
        });
        var all = new Json.Obj()
                .with("version", new Json.Literal(VERSION))
                .with("verifier", new Json.Text(verifier))
                .with("tenants", tenants)
                .with("answers", answers);
        WholeFile.write(file, JsonWriter.bytes(all));
    }

    private static @Nullable LedgerState state(Json.Obj counts) {
        try {
            return new LedgerState(
                    number(counts.get("asked")),
                    number(counts.get("labels")),
                    decimal(counts.get("effect")),
                    numbers(counts.get("seen")),
                    numbers(counts.get("right")),
                    numbers(counts.get("wrong")));
        } catch (IllegalArgumentException broken) {
            return null;
        }
    }

    private static long number(@Nullable Json value) {
        if (value instanceof Json.Literal(String source)) {
            return Long.parseLong(source);
        }
        throw new IllegalArgumentException("no number");
    }

    private static double decimal(@Nullable Json value) {
        if (value instanceof Json.Literal(String source)) {
            return Double.parseDouble(source);
        }
        throw new IllegalArgumentException("no number");
    }

    private static List<Long> numbers(@Nullable Json value) {
        if (!(value instanceof Json.Arr(List<Json> items))) {
            throw new IllegalArgumentException("no list");
        }
        List<Long> numbers = new ArrayList<>(items.size());
        for (Json item : items) {
            numbers.add(number(item));
        }
        return numbers;
    }

    private static Json array(List<Long> numbers) {
        return new Json.Arr(List.copyOf(numbers.stream().<Json>map(Json::number).toList()));
    }
}
