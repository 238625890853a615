package dev.edgewise.cache.key;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.edgewise.cache.json.StrictJson;
import dev.edgewise.cache.request.Kind;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.cache.request.Scanned.Field;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes canonical keys (L1): two requests share one exactly when nothing that can change the answer differs between
 * them. Order and blanks of objects, dropped fields and spelled-out defaults never matter; a field nobody knows does.
 *
 * <p>The form is RFC 8785's, but for numbers, which keep their exact value. Confined to one thread.
 */
public final class CanonicalKeys {
    /** Grows when the same request gets another key than before: what is kept under the old ones is of no use then. */
    public static final int SCHEMA_VERSION = 3;

    private static final byte[] SCHEMA =
            ("edgewise canonical key " + SCHEMA_VERSION + "\n").getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FRAME_SCHEMA = "edgewise frame key 3\n".getBytes(StandardCharsets.US_ASCII);

    private final StrictJson json;
    private final Sha256 sha = new Sha256();
    private final CanonicalBuffer out = new CanonicalBuffer();
    private final CanonicalWriter writer = new CanonicalWriter(out);

    /** A maker of keys for bodies of at most {@code bodyBytesMax} bytes. */
    public CanonicalKeys(int bodyBytesMax) {
        json = new StrictJson(bodyBytesMax);
    }

    /** The key by the documented defaults of that kind of call. */
    public CacheKey key(KeyContext context, ApiFamily family, ResolvedModel model, Scanned request) {
        return key(context, family, model, request, FieldRules.of(family));
    }

    /** The key by the given rules. */
    public CacheKey key(KeyContext context, ApiFamily family, ResolvedModel model, Scanned request, FieldRules rules) {
        return key(SCHEMA, context, family, model, request, rules);
    }

    /**
     * The key of a request whose question was taken out: two requests share it exactly when they differ in nothing but
     * the question. Never equal to the key of a whole request.
     */
    public CacheKey frame(KeyContext context, ApiFamily family, ResolvedModel model, Scanned withoutQuestion) {
        return key(FRAME_SCHEMA, context, family, model, withoutQuestion, FieldRules.of(family));
    }

    private CacheKey key(
            byte[] schema,
            KeyContext context,
            ApiFamily family,
            ResolvedModel model,
            Scanned request,
            FieldRules rules) {
        out.clear();
        try {
            out.add('{');
            members(request, relevant(request, rules), rules);
            out.add('}');
        } catch (IOException e) {
            throw new UncheckedIOException("a scanned body no longer parses", e);
        }
        return digest(schema, context, family, model);
    }

    private void members(Scanned request, List<Field> fields, FieldRules rules) throws IOException {
        for (Field field : fields) {
            member(request, field, rules);
        }
    }

    /** The key of what was written. */
    private CacheKey digest(byte[] schema, KeyContext context, ApiFamily family, ResolvedModel model) {
        byte[] encoded = context.encoded();
        sha.add(schema);
        sha.addLength(encoded.length);
        sha.add(encoded);
        sha.addText(family.name());
        sha.addText(model.name());
        sha.addText(model.revision());
        sha.addText(model.quantisation());
        sha.addLength(out.size());
        sha.add(out.bytes(), 0, out.size());
        return sha.finish();
    }

    /**
     * The keys of a batch's items, in their order: each is that of a request for this item alone which has all other fields
     * of this one.
     *
     * @param items where they are; the field's value must be a list
     */
    public List<CacheKey> items(
            KeyContext context, ApiFamily family, ResolvedModel model, Scanned request, ItemPlaces items) {
        FieldRules rules = FieldRules.of(family);
        List<Field> fields = relevant(request, rules);
        fields.removeIf(field -> field.name().equals(items.leftOut()));
        int place = 0;
        while (!fields.get(place).name().equals(items.field())) {
            place++;
        }
        Field list = fields.get(place);
        List<CacheKey> keys = new ArrayList<>();
        out.clear();
        out.add('{');
        try (JsonParser parser = json.parser(request.body(), list.start(), list.end() - list.start())) {
            members(request, fields.subList(0, place), rules);
            out.addQuoted(list.name().toCharArray(), 0, list.name().length());
            out.add(':');
            int start = out.size();
            out.add(',');
            members(request, fields.subList(place + 1, fields.size()), rules);
            out.add('}');
            byte[] behind = Arrays.copyOfRange(out.bytes(), start, out.size());
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                out.truncate(start);
                item(parser, items.listed());
                out.addAll(behind);
                keys.add(digest(SCHEMA, context, family, model));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a scanned body no longer parses", e);
        }
        return keys;
    }

    /** One item as {@link CanonicalWriter} writes it where it is sent alone. */
    private void item(JsonParser parser, boolean listed) throws IOException {
        if (!listed) {
            writer.value(parser);
            return;
        }
        int start = out.size();
        out.add('[');
        writer.value(parser);
        out.add(']');
        out.shorten(start);
    }

    /** The fields that can matter, by name. The model is not among them: its resolved name stands in front. */
    private static List<Field> relevant(Scanned request, FieldRules rules) {
        List<Field> relevant = new ArrayList<>(request.size());
        for (int i = 0; i < request.size(); i++) {
            Field field = request.field(i);
            boolean absent = field.kind() == Kind.NULL && rules.nullable().contains(field.name());
            if (!absent && !field.name().equals("model") && !rules.dropped().contains(field.name())) {
                relevant.add(field);
            }
        }
        relevant.sort(Comparator.comparing(Field::name));
        return relevant;
    }

    private void member(Scanned request, Field field, FieldRules rules) throws IOException {
        int start = out.size();
        out.addQuoted(field.name().toCharArray(), 0, field.name().length());
        out.add(':');
        int valueStart = out.size();
        try (JsonParser parser = json.parser(request.body(), field.start(), field.end() - field.start())) {
            parser.nextToken();
            if (field.name().equals("stop") && rules.defaultOf("stop") != null) {
                stop(parser);
            } else {
                writer.value(parser);
            }
        }
        if (holds(valueStart, defaultOf(field.name(), request, rules))) {
            out.truncate(start);
        } else {
            out.add(',');
        }
    }

    /** Stop sequences are a set; a single one may be sent without its list. */
    private void stop(JsonParser parser) throws IOException {
        List<byte[]> sequences = new ArrayList<>();
        boolean list = parser.currentToken() == JsonToken.START_ARRAY;
        int start = out.size();
        if (!list || parser.nextToken() != JsonToken.END_ARRAY) {
            do {
                writer.value(parser);
                sequences.add(Arrays.copyOfRange(out.bytes(), start, out.size()));
                out.truncate(start);
            } while (list && parser.nextToken() != JsonToken.END_ARRAY);
        }
        sequences.sort(Arrays::compare);
        out.add('[');
        byte[] before = {};
        for (byte[] sequence : sequences) {
            if (!Arrays.equals(sequence, before)) {
                for (byte b : sequence) {
                    out.add(b);
                }
                out.add(',');
            }
            before = sequence;
        }
        if (sequences.isEmpty()) {
            out.add(']');
        } else {
            out.replaceLast(']');
        }
    }

    private static @Nullable String defaultOf(String field, Scanned request, FieldRules rules) {
        if (field.equals("tool_choice") && rules.nullable().contains(field)) {
            return request.has("tools") ? "\"auto\"" : "\"none\"";
        }
        return rules.defaultOf(field);
    }

    private boolean holds(int start, @Nullable String canonical) {
        if (canonical == null || out.size() - start != canonical.length()) {
            return false;
        }
        for (int i = 0; i < canonical.length(); i++) {
            if (out.bytes()[start + i] != canonical.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
