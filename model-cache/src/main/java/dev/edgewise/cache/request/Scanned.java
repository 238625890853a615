package dev.edgewise.cache.request;

import com.fasterxml.jackson.core.JsonParser;
import dev.edgewise.cache.json.JsonWriter;
import dev.edgewise.cache.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed request body and where its top-level values lie. Values are built only when asked for.
 *
 * <p>Immutable to its users and safe for use by several threads, as long as the body's bytes are left alone.
 */
public final class Scanned implements ScanResult {
    private static final int FIELDS_EXPECTED = 16;
    private static final int FOUND_CHARS_MAX = 40;
    private static final String WITH_USAGE = "{\"include_usage\":true}";

    private final byte[] body;
    private final StrictJson json;
    private Field[] fields = new Field[FIELDS_EXPECTED];
    private int size;

    /**
     * One top-level field.
     *
     * @param name its name, unescaped
     * @param kind what it holds
     * @param start offset of the value's first byte
     * @param end offset after the value's last byte
     */
    public record Field(String name, Kind kind, int start, int end) {}

    Scanned(byte[] body, StrictJson json) {
        this.body = body;
        this.json = json;
    }

    void begin(String name, Kind kind, int start) {
        if (size == fields.length) {
            fields = Arrays.copyOf(fields, size * 2);
        }
        fields[size++] = new Field(name, kind, start, start);
    }

    /** Between a value and the next token lie only blanks and at most one comma. */
    void endLast(int nextToken) {
        if (size > 0) {
            int end = nextToken;
            while ((body[end - 1] <= ' ' && body[end - 1] >= 0) || body[end - 1] == ',') {
                end--;
            }
            Field last = fields[size - 1];
            fields[size - 1] = new Field(last.name, last.kind, last.start, end);
        }
    }

    /** How many top-level fields there are. */
    public int size() {
        return size;
    }

    /** The field at that place, in the order they were sent. */
    public Field field(int index) {
        return fields[Objects.checkIndex(index, size)];
    }

    /** The field of that name, or null when there is none. */
    public @Nullable Field find(String name) {
        for (int i = 0; i < size; i++) {
            if (fields[i].name.equals(name)) {
                return fields[i];
            }
        }
        return null;
    }

    /** Whether the field is there and not {@code null}. */
    public boolean has(String name) {
        Field field = find(name);
        return field != null && field.kind != Kind.NULL;
    }

    /** The body itself, not a copy: do not change it. */
    public byte[] body() {
        return body;
    }

    /** The model the caller names. */
    public FieldValue<String> model() {
        return text("model");
    }

    /** Whether the answer is wanted as a stream of events. */
    public FieldValue<Boolean> stream() {
        return flag("stream");
    }

    /** Whether the stream is to end with a usage event: {@code stream_options.include_usage}. */
    public FieldValue<Boolean> includeUsage() {
        Field options = find("stream_options");
        if (options == null || options.kind == Kind.NULL) {
            return new FieldValue.Absent<>();
        }
        if (options.kind != Kind.OBJECT) {
            return wrong(options, "an object");
        }
        byte[] inner = Arrays.copyOfRange(body, options.start, options.end);
        return switch (new RequestScan(Math.max(1, inner.length)).scan(inner)) {
            case Scanned nested -> nested.flag("include_usage");
            case Malformed malformed -> throw new IllegalStateException(malformed.message());
        };
    }

    /** Sampling temperature, exactly as written. */
    public FieldValue<BigDecimal> temperature() {
        return number("temperature");
    }

    /** How many answers are wanted. */
    public FieldValue<Long> n() {
        return integer("n");
    }

    /** The field as a string. */
    public FieldValue<String> text(String name) {
        Field field = find(name);
        if (field == null || field.kind == Kind.NULL) {
            return new FieldValue.Absent<>();
        }
        return field.kind == Kind.STRING ? new FieldValue.Present<>(string(field)) : wrong(field, "a string");
    }

    /** The field as true or false. */
    public FieldValue<Boolean> flag(String name) {
        Field field = find(name);
        if (field == null || field.kind == Kind.NULL) {
            return new FieldValue.Absent<>();
        }
        if (field.kind == Kind.TRUE || field.kind == Kind.FALSE) {
            return new FieldValue.Present<>(field.kind == Kind.TRUE);
        }
        return wrong(field, "true or false");
    }

    /** The field as a number of any size, exactly as written. */
    public FieldValue<BigDecimal> number(String name) {
        Field field = find(name);
        if (field == null || field.kind == Kind.NULL) {
            return new FieldValue.Absent<>();
        }
        if (field.kind != Kind.NUMBER) {
            return wrong(field, "a number");
        }
        try {
            return new FieldValue.Present<>(new BigDecimal(raw(field)));
        } catch (NumberFormatException exponentTooLarge) {
            return wrong(field, "a number with an exponent below 2^31");
        }
    }

    /** The field as an integer of 64 bits; 2.0 and 2e0 count as 2. */
    public FieldValue<Long> integer(String name) {
        return switch (number(name)) {
            case FieldValue.Absent<BigDecimal>() -> new FieldValue.Absent<>();
            case FieldValue.Present<BigDecimal>(var value) -> integral(name, value);
            case FieldValue.WrongType<BigDecimal>(var field, var expected, var found) ->
                new FieldValue.WrongType<>(field, "an integer", found);
        };
    }

    private static FieldValue<Long> integral(String name, BigDecimal value) {
        // Checked first: an exponent of a billion must not be written out.
        boolean small = value.signum() == 0 || Math.abs((long) value.precision() - value.scale()) < 20;
        if (small && value.stripTrailingZeros().scale() <= 0) {
            try {
                return new FieldValue.Present<>(value.longValueExact());
            } catch (ArithmeticException tooLarge) {
                return new FieldValue.WrongType<>(name, "an integer of at most 64 bits", "larger");
            }
        }
        return new FieldValue.WrongType<>(name, "an integer of at most 64 bits", "another number");
    }

    /**
     * The body with another model's name in place of the one sent, or with the name added in front when none was sent;
     * every other byte stays as it is.
     */
    public byte[] withModel(String newModel) {
        return splice(body, modelEdit(newModel));
    }

    /**
     * The same, and with {@code stream_options.include_usage} true: that value alone is changed or added. To be asked of
     * bodies whose {@link #includeUsage} is of no wrong type.
     */
    public byte[] withModelAndUsage(String newModel) {
        Edit model = modelEdit(newModel);
        Edit usage = usageEdit();
        // The later one first, so that the other's place holds.
        return model.start > usage.start ? splice(splice(body, model), usage) : splice(splice(body, usage), model);
    }

    /** Bytes that take the place of others. */
    private record Edit(int start, int end, byte[] bytes) {
        static Edit of(int start, int end, String text) {
            return new Edit(start, end, text.getBytes(StandardCharsets.UTF_8));
        }

        Edit from(int offset) {
            return new Edit(start + offset, end + offset, bytes);
        }
    }

    private Edit modelEdit(String newModel) {
        Field model = find("model");
        return model == null
                ? member("model", JsonWriter.quoted(newModel))
                : Edit.of(model.start, model.end, JsonWriter.quoted(newModel));
    }

    private Edit usageEdit() {
        Field options = find("stream_options");
        if (options == null) {
            return member("stream_options", WITH_USAGE);
        }
        if (options.kind != Kind.OBJECT) {
            return Edit.of(options.start, options.end, WITH_USAGE);
        }
        byte[] inner = Arrays.copyOfRange(body, options.start, options.end);
        return switch (new RequestScan(Math.max(1, inner.length)).scan(inner)) {
            case Scanned nested -> {
                Field include = nested.find("include_usage");
                Edit edit = include == null
                        ? nested.member("include_usage", "true")
                        : Edit.of(include.start, include.end, "true");
                yield edit.from(options.start);
            }
            case Malformed malformed -> throw new IllegalStateException(malformed.message());
        };
    }

    /** A member added in front of the others. */
    private Edit member(String name, String value) {
        int afterBrace = indexOfBrace() + 1;
        return Edit.of(afterBrace, afterBrace, JsonWriter.quoted(name) + ':' + value + (size == 0 ? "" : ","));
    }

    private int indexOfBrace() {
        int at = 0;
        while (body[at] != '{') {
            at++;
        }
        return at;
    }

    private static byte[] splice(byte[] from, Edit edit) {
        byte[] spliced = new byte[from.length - (edit.end - edit.start) + edit.bytes.length];
        System.arraycopy(from, 0, spliced, 0, edit.start);
        System.arraycopy(edit.bytes, 0, spliced, edit.start, edit.bytes.length);
        System.arraycopy(from, edit.end, spliced, edit.start + edit.bytes.length, from.length - edit.end);
        return spliced;
    }

    private String string(Field field) {
        for (int i = field.start; i < field.end; i++) {
            if (body[i] == '\\') {
                return unescaped(field);
            }
        }
        return new String(body, field.start + 1, field.end - field.start - 2, StandardCharsets.UTF_8);
    }

    private String unescaped(Field field) {
        try (JsonParser parser = json.parser(body, field.start, field.end - field.start)) {
            parser.nextToken();
            return parser.getText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String raw(Field field) {
        return new String(body, field.start, field.end - field.start, StandardCharsets.UTF_8);
    }

    private <T> FieldValue<T> wrong(Field field, String expected) {
        boolean container = field.kind == Kind.OBJECT || field.kind == Kind.ARRAY;
        String text = container ? "" : raw(field);
        String cut = text.length() <= FOUND_CHARS_MAX ? text : text.substring(0, FOUND_CHARS_MAX) + "…";
        String found = switch (field.kind) {
            case STRING -> "the string " + cut;
            case NUMBER -> "the number " + cut;
            case OBJECT, ARRAY, TRUE, FALSE, NULL -> field.kind.words();
        };
        return new FieldValue.WrongType<>(field.name, expected, found);
    }
}
