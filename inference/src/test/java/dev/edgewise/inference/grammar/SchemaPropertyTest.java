package dev.edgewise.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.regex.JDKRegularExpressionFactory;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever a grammar lets through is valid under its schema, by another's validator. */
class SchemaPropertyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .regularExpressionFactory(JDKRegularExpressionFactory.getInstance())
            .build();
    private static final List<String> PATTERNS = List.of(
            "^[a-z]{2,5}$",
            "\\d",
            "^(ab|c)+$",
            "^[^\"\\\\]*$",
            "^\\w+@\\w+$",
            "x",
            "^가?[a-f0-9]{1,8}$",
            "^-?\\d{1,3}(\\.\\d)?$");
    /** Of schemas put together at random, some contradict themselves, and some cannot be kept together. */
    private static final String REFUSED = "(?s).*(no text matches|leaves? no|no listed value|nothing is valid"
            + "|above its|several|oneOf cannot be enforced|together with bounds|may not come|need a type|needs a type"
            + "|which is no property|too large|multipleOf at).*";

    private static final int BYTES_FREE = 120;
    private static final int BYTES_MAX = 6_000;

    /** What ends things comes first. */
    private static final byte[] ENDING = "\"}],:x0123456789aenulrtsf".getBytes(StandardCharsets.US_ASCII);

    @Property(tries = 300, seed = "2026")
    void what_a_grammar_lets_through_is_valid_under_its_schema(@ForAll long seed) throws Exception {
        var random = new Random(seed);
        check(JSON.writeValueAsString(schema(random, 3)), random, "(?s).*no text matches.*");
    }

    @Property(tries = 500, seed = "2027")
    void what_is_said_beside_something_else_holds_too(@ForAll long seed) throws Exception {
        var random = new Random(seed);
        check(JSON.writeValueAsString(combined(random, 2)), random, REFUSED);
    }

    private static void check(String schema, Random random, String refusals) throws Exception {
        Grammar grammar;
        try {
            grammar = SchemaGrammar.of(schema);
        } catch (GrammarException refused) {
            assertThat(refused.getMessage()).as(schema).matches(refusals);
            return;
        }
        for (int i = 0; i < 3; i++) {
            String text = written(grammar, random, schema);

            assertThat(JSON.readTree(text)).as(text).isNotNull();
            assertThat(FACTORY.getSchema(schema, CONFIG).validate(text, InputFormat.JSON))
                    .as("%s under %s", text, schema)
                    .isEmpty();
        }
    }

    /** Bytes at random at first, then those that end what is open. */
    private static String written(Grammar grammar, Random random, String schema) {
        var out = new ByteArrayOutputStream();
        GrammarState state = grammar.start();
        while (!state.complete() || !state.over() && out.size() < BYTES_FREE && random.nextInt(4) > 0) {
            assertThat(out.size()).as("%s under %s", out, schema).isLessThan(BYTES_MAX);
            List<Byte> may = new ArrayList<>();
            // Now and then anything, for a pattern may ask for a letter that ends nothing.
            boolean ending = out.size() > BYTES_FREE && random.nextInt(4) > 0;
            if (ending) {
                for (byte end : ENDING) {
                    if (may.isEmpty() && state.accept(end) != null) {
                        may.add(end);
                    }
                }
            }
            for (int value = 0; value < 256 && (!ending || may.isEmpty()); value++) {
                if (state.accept((byte) value) != null) {
                    may.add((byte) value);
                }
            }
            assertThat(may).as("stuck at %s under %s", out, schema).isNotEmpty();
            byte next = may.get(random.nextInt(may.size()));
            out.write(next);
            state = java.util.Objects.requireNonNull(state.accept(next));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Several schemas in one, beside each other in all ways that there are. */
    private static Map<String, Object> combined(Random random, int depth) {
        Map<String, Object> schema = new LinkedHashMap<>();
        if (random.nextInt(3) > 0) {
            schema.putAll(schema(random, depth));
        }
        for (String keyword : List.of("allOf", "anyOf", "oneOf")) {
            if (random.nextInt(3) == 0) {
                List<Object> members = new ArrayList<>();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    members.add(depth > 0 ? combined(random, depth - 1) : schema(random, 1));
                }
                schema.put(keyword, members);
            }
        }
        switch (random.nextInt(5)) {
            case 0 -> schema.put("maximum", random.nextInt(20));
            case 1 -> schema.put("minLength", random.nextInt(3));
            case 2 -> schema.put("required", List.of(random.nextBoolean() ? "a" : "ab"));
            case 3 -> schema.put("enum", List.of("a", "ab", 1, 12, 30, List.of(), Map.of("a", "b"), Map.of("ab", 3)));
            default -> {}
        }
        return schema;
    }

    private static Map<String, Object> schema(Random random, int depth) {
        Map<String, Object> schema = new LinkedHashMap<>();
        switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> string(schema, random);
            case 1 -> number(schema, random, "integer");
            case 2 -> number(schema, random, "number");
            case 3 -> schema.put("type", random.nextBoolean() ? "boolean" : "null");
            case 4 -> schema.put("enum", List.of("a", "ab", "b\"\\\n", 1, 12, List.of(), Map.of("k", true)));
            case 5 -> schema.put("const", random.nextBoolean() ? "한\u0001" : Map.of("n", random.nextInt()));
            case 6 -> {
                schema.put("type", "array");
                schema.put("items", schema(random, depth - 1));
                schema.put("minItems", random.nextInt(3));
                schema.put("maxItems", 2 + random.nextInt(3));
            }
            case 7 -> {
                schema.put("type", "object");
                Map<String, Object> properties = new LinkedHashMap<>();
                List<String> required = new ArrayList<>();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    String name = List.of("a", "ab", "ü", "q\"", "n").get(i);
                    properties.put(name, schema(random, depth - 1));
                    if (random.nextBoolean()) {
                        required.add(name);
                    }
                }
                schema.put("properties", properties);
                if (!required.isEmpty()) {
                    schema.put("required", required);
                }
                schema.put("additionalProperties", false);
            }
            default -> schema.put("anyOf", List.of(schema(random, depth - 1), schema(random, depth - 1)));
        }
        return schema;
    }

    private static void string(Map<String, Object> schema, Random random) {
        schema.put("type", "string");
        int min = random.nextInt(4);
        if (random.nextBoolean()) {
            schema.put("minLength", min);
        }
        if (random.nextBoolean()) {
            schema.put("maxLength", min + random.nextInt(6));
        }
        if (random.nextBoolean()) {
            schema.put("pattern", PATTERNS.get(random.nextInt(PATTERNS.size())));
        }
    }

    private static void number(Map<String, Object> schema, Random random, String type) {
        schema.put("type", type);
        switch (random.nextInt(4)) {
            case 0 -> schema.put("multipleOf", 1 + random.nextInt(60));
            case 1 -> {
                int from = random.nextInt(2_000) - 1_000;
                schema.put(random.nextBoolean() ? "minimum" : "exclusiveMinimum", from);
                schema.put(random.nextBoolean() ? "maximum" : "exclusiveMaximum", from + 2 + random.nextInt(500));
            }
            case 2 -> {
                if (type.equals("number")) {
                    schema.put("multipleOf", new BigDecimal("0.01"));
                }
            }
            default -> {}
        }
    }
}
