package dev.edgewise.cache.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/**
 * Parsers for JSON that came from outside: UTF-8 only, duplicate names refused at every depth, and every size bounded.
 *
 * <p>Safe for use by several threads; a parser it makes is not.
 */
public final class StrictJson {
    /** Deepest nesting read, in levels; the outermost object is level one. */
    public static final int DEPTH_MAX = 128;

    /** Longest number read, in characters. */
    public static final int NUMBER_CHARS_MAX = 1_000;

    /** Longest field name read, in bytes. */
    public static final int NAME_BYTES_MAX = 8_192;

    private final JsonFactory factory;

    /** A reader of documents of at most {@code documentBytesMax} bytes; a string may be as long as its document. */
    public StrictJson(int documentBytesMax) {
        if (documentBytesMax < 1) {
            throw new IllegalArgumentException("documentBytesMax must be positive: " + documentBytesMax);
        }
        factory = new JsonFactoryBuilder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // Interned names would let callers fill the JVM's global string table.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH_MAX)
                        .maxNumberLength(NUMBER_CHARS_MAX)
                        .maxNameLength(NAME_BYTES_MAX)
                        .maxStringLength(documentBytesMax)
                        .build())
                .build();
    }

    /** A parser over the given bytes, which must not change while it is read. */
    public JsonParser parser(byte[] bytes, int offset, int length) throws IOException {
        return factory.createParser(bytes, offset, length);
    }
}
