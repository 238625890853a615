package dev.edgewise.inference.grammar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Schemas that callers could send to make a node slow, full or broken. Each is refused with a sentence, or costs no more
 * than the bounds say; none overflows a small stack, and no exception but the one for callers comes out.
 */
@Timeout(120)
class HostileSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TAKEN = "";
    /** Looking at one state with all bytes: one byte's bound for each of them would be more. */
    private static final long STEPS_OF_A_STATE_MAX = 3_000_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int CHAIN = 200_000;
    /** Of processor time; a multiple of what is taken, and a fraction of what the square of the chain would. */
    private static final long CHAIN_NANOS_MAX = 10_000_000_000L;

    private static Arguments row(String what, String schema, String refusal) {
        return Arguments.of(what, schema, refusal);
    }

    private static String pattern(String pattern) throws Exception {
        return JSON.writeValueAsString(Map.of("type", "string", "pattern", pattern));
    }

    private static String lengths(String pattern, int max) throws Exception {
        return JSON.writeValueAsString(Map.of("type", "string", "pattern", pattern, "minLength", 2, "maxLength", max));
    }

    private static String exactly(String pattern, int length) throws Exception {
        return JSON.writeValueAsString(
                Map.of("type", "string", "pattern", pattern, "minLength", length, "maxLength", length));
    }

    private static String many(int count, IntFunction<String> each) {
        return IntStream.range(0, count).mapToObj(each).collect(Collectors.joining(","));
    }

    private static String nested(int depth, String open, String inner, String close) {
        return open.repeat(depth) + inner + close.repeat(depth);
    }

    /** Each level has the next one twice. */
    private static String doubling(int levels) {
        return "{\"$ref\":\"#/$defs/d0\",\"$defs\":{"
                + many(
                        levels,
                        i -> "\"d" + i + "\":{\"anyOf\":[{\"$ref\":\"#/$defs/d" + (i + 1) + "\"},{\"$ref\":\"#/$defs/d"
                                + (i + 1) + "\"}]}")
                + ",\"d" + levels + "\":{\"type\":\"null\"}}}";
    }

    private static String properties(int count, String value, boolean required) {
        return "{\"type\":\"object\",\"properties\":{" + many(count, i -> "\"p" + i + "\":" + value) + "}"
                + (required ? ",\"required\":[" + many(count, i -> "\"p" + i + "\"") + "]" : "") + "}";
    }

    static Stream<Arguments> patterns() throws Exception {
        return Stream.of(
                row("counts within counts", pattern("(a{1,1000}){1,1000}"), "counts to more than"),
                row("counts of choices within counts", pattern("((a|b){1,40}[ab]?){1,40}"), "counts to more than"),
                row("a count beyond any number", pattern("a{99999999999999999999}"), "counts beyond 2000"),
                row("groups never closed", pattern("(".repeat(900)), "nested deeper than 32"),
                row("groups in groups", pattern("(".repeat(400) + "a" + ")".repeat(400)), "nested deeper than 32"),
                row("stars of stars", pattern("(a*)*b"), "repeats what may be nothing"),
                row("the classic of backtracking", pattern("^(a+)+$"), TAKEN),
                row("alternatives that are alike", pattern("^(a|a|a|a|a|a|a|a)*$"), TAKEN),
                row("a long count in the middle", pattern("a.{0,1000}b"), TAKEN),
                row("two thousand of anything", pattern("^.{2000}$"), TAKEN),
                row("five thousand of anything", pattern("^.{2000}.{2000}.{1000}$"), TAKEN),
                row("a class of every second letter", pattern("[" + everySecond() + "]"), TAKEN),
                row("a class of classes", pattern("^[\\\\w\\\\s\\\\d\\\\W]+$".replace("\\\\", "\\")), TAKEN),
                row("all classes often", pattern("^" + "[^a]\\D\\S".repeat(120) + "$"), TAKEN),
                row("kinds of Unicode", pattern("^\\p{L}+$"), "cannot be enforced"),
                row("looking ahead", pattern("(?=a)b"), "cannot be enforced"),
                row("looking behind", pattern("(?<=a)b"), "cannot be enforced"),
                row("looking back", pattern("(a)\\1"), "cannot be enforced"),
                row("word borders", pattern("\\ba"), "cannot be enforced"),
                row("half a character", pattern("\\ud800"), "half of a character"),
                row("an endless class", pattern("[a-"), "cannot be enforced"),
                row("a backslash at the end", pattern("a\\"), "cannot be enforced"),
                row("a count and a length", lengths("^[a-z]{1,100}$", 50), TAKEN),
                row("a long length", lengths("^[a-z]+( [a-z]+)*$", 2_000), TAKEN),
                row("many places and a long length", lengths("^(ab?c{1,40}){1,6}$", 2_000), "more than 20000 states"),
                row("a choice as often as can be counted", exactly("^(a|b|c|d|e|f|g|h|i)*$", 2_000), TAKEN),
                row("choices as often as can be counted", exactly("^((a|b)(c|d|e)?)*$", 2_000), TAKEN),
                row("no such length", lengths("^[a-z]{60}$", 50), "no text matches"),
                row("very long", pattern("a".repeat(100_000)), "longer than 1000"));
    }

    private static String everySecond() {
        return IntStream.range(0, 900)
                .mapToObj(i -> Character.toString(0xAC00 + 2 * i))
                .collect(Collectors.joining());
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                row(
                        "a step of next to nothing",
                        "{\"type\":\"number\",\"multipleOf\":1e-300}",
                        "can be a whole number"),
                row("a step beyond 64 bits", "{\"type\":\"number\",\"multipleOf\":1e400}", "must be a number above 0"),
                row("a step of many digits", "{\"type\":\"number\",\"multipleOf\":" + "7".repeat(900) + "}", "can be"),
                row("a step like 0.1 in 32 bits", "{\"type\":\"number\",\"multipleOf\":0.4294967297}", "can be"),
                row("a step of a text", "{\"type\":\"number\",\"multipleOf\":\"3\"}", "must be a number above 0"),
                row("a step of a thousand", "{\"type\":\"integer\",\"multipleOf\":1000}", TAKEN),
                row("a prime step", "{\"type\":\"integer\",\"multipleOf\":997}", TAKEN),
                row("two hundred steps", properties(200, "{\"type\":\"integer\",\"multipleOf\":997}", true), TAKEN),
                row("a bound beyond 64 bits", "{\"type\":\"number\",\"minimum\":1e400}", "at most 15 digits"),
                row("a bound below 64 bits", "{\"type\":\"integer\",\"minimum\":-1e400}", "at most 15 digits"),
                row("a bound next to nothing", "{\"type\":\"integer\",\"exclusiveMinimum\":1e-300}", TAKEN),
                row("bounds that cross", "{\"type\":\"integer\",\"minimum\":5,\"maximum\":4}", "leave no number"),
                row(
                        "five hundred bounds",
                        properties(500, "{\"type\":\"integer\",\"maximum\":987654321}", true),
                        TAKEN));
    }

    static Stream<Arguments> references() {
        return Stream.of(
                row("itself", "{\"$ref\":\"#\"}", "never be fulfilled"),
                row("itself or null", "{\"anyOf\":[{\"$ref\":\"#\"},{\"type\":\"null\"}]}", "refers to itself"),
                row(
                        "each other",
                        "{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}},"
                                + "\"$ref\":\"#/$defs/a\"}",
                        "never be fulfilled"),
                row(
                        "itself within itself, needed",
                        "{\"$defs\":{\"n\":{\"type\":\"object\",\"properties\":{\"n\":"
                                + "{\"$ref\":\"#/$defs/n\"}},\"required\":[\"n\"]}},\"$ref\":\"#/$defs/n\"}",
                        "never be fulfilled"),
                row(
                        "itself within itself, or nothing",
                        "{\"$defs\":{\"n\":{\"type\":\"object\",\"properties\":{\"n\":"
                                + "{\"anyOf\":[{\"$ref\":\"#/$defs/m\"},{\"type\":\"null\"}]}},\"required\":[\"n\"]},"
                                + "\"m\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/m\"},\"minItems\":1}},"
                                + "\"$ref\":\"#/$defs/n\"}",
                        TAKEN),
                row("no pointer", "{\"$ref\":\"#a\"}", "must point into the schema"),
                row("another host", "{\"$ref\":\"http://127.0.0.1/s\"}", "must point into the schema"),
                row("a file", "{\"$ref\":\"file:///etc/passwd\"}", "must point into the schema"),
                row("a pointer of a megabyte", "{\"$ref\":\"#" + "/a".repeat(500_000) + "\"}", "must point"),
                row("nothing", "{\"$ref\":\"#/$defs/none\"}", "points to nothing"),
                row("doubling at each level", doubling(28), "at one place more could come"),
                row("doubling a little", doubling(8), TAKEN),
                row(
                        "a chain",
                        "{\"$ref\":\"#/$defs/d0\",\"$defs\":{"
                                + many(1_000, i -> "\"d" + i + "\":{\"$ref\":\"#/$defs/d" + (i + 1) + "\"}") + "}}",
                        "nested deeper than 64"));
    }

    static Stream<Arguments> sizes() {
        return Stream.of(
                row("a thousand optional properties", properties(1_000, "{\"type\":\"null\"}", false), TAKEN),
                row("ten thousand optional properties", properties(10_000, "{\"type\":\"null\"}", false), "too large"),
                row("three thousand needed properties", properties(3_000, "{\"type\":\"null\"}", true), TAKEN),
                row("a hundred thousand properties", properties(100_000, "{}", true), "too large"),
                row(
                        "long strings everywhere",
                        properties(500, "{\"type\":\"string\",\"maxLength\":2000}", true),
                        TAKEN),
                row(
                        "least lengths everywhere",
                        properties(500, "{\"type\":\"string\",\"minLength\":2000}", true),
                        "too large"),
                row(
                        "an enum of twenty thousand",
                        "{\"enum\":[" + many(20_000, i -> "\"value " + i + "\"") + "]}",
                        TAKEN),
                row("an enum of a million", "{\"enum\":[" + many(1_000_000, i -> "" + i) + "]}", "too large"),
                row(
                        "an enum of one letter more each",
                        "{\"enum\":[" + many(800, i -> '"' + "a".repeat(i) + '"') + "]}",
                        TAKEN),
                row("the same a thousand times", "{\"enum\":[" + many(1_000, i -> "1") + "]}", TAKEN),
                row("a value of a megabyte", "{\"const\":\"" + "x".repeat(1_000_000) + "\"}", "too large"),
                row("a value of some kilobytes", "{\"const\":\"" + "x".repeat(100_000) + "\"}", "longer than 10000"),
                row(
                        "a name of a megabyte",
                        "{\"type\":\"object\",\"properties\":{\"" + "x".repeat(1_000_000) + "\":{}}}",
                        "no JSON"),
                row(
                        "a name of some kilobytes",
                        "{\"type\":\"object\",\"properties\":{\"" + "x".repeat(11_000) + "\":{}}}",
                        "longer than 10000"),
                row("an unknown keyword of a megabyte", "{\"" + "k".repeat(40_000) + "\":1}", "cannot be enforced"),
                row("half a character", "{\"enum\":[\"\\ud800\"]}", "half of a character"),
                row("a number beyond 64 bits", "{\"enum\":[{\"a\":[1e999]}]}", "too large to be written"),
                row(
                        "many branches",
                        "{\"anyOf\":[" + many(300, i -> properties(2, "{\"type\":\"null\"}", true)) + "]}",
                        TAKEN),
                row("too many branches", "{\"anyOf\":[" + many(8_000, i -> "{\"type\":\"null\"}") + "]}", "too large"),
                row("many types", "{\"type\":[" + many(2_000, i -> "\"string\"") + "]}", TAKEN),
                row("lists in lists", nested(60, "{\"type\":\"array\",\"minItems\":2000,\"items\":", "{}", "}"), TAKEN),
                row("too deep", nested(70, "{\"type\":\"array\",\"items\":", "{}", "}"), "nested deeper than 64"),
                row("far too deep", nested(50_000, "{\"items\":", "{}", "}"), "no JSON"),
                row("choices in choices", nested(50, "{\"anyOf\":[", "{}", "]}"), TAKEN),
                row("a deep constant", "{\"const\":" + nested(900, "[", "", "]") + "}", TAKEN),
                row(
                        "a description of five megabytes",
                        "{\"type\":\"null\",\"description\":\"" + "d".repeat(5_000_000) + "\"}",
                        TAKEN),
                row(
                        "lengths that cross",
                        "{\"type\":\"string\",\"minLength\":3,\"maxLength\":2}",
                        "above its maxLength"),
                row("nothing at all", "", "must be an object"),
                row("no schema", "[1]", "must be an object"));
    }

    static Stream<Arguments> combinations() {
        String own = "{\"type\":\"object\",\"properties\":{\"k\":{\"const\":";
        return Stream.of(
                row(
                        "two to the twentieth",
                        "{\"allOf\":["
                                + many(
                                        20,
                                        i -> "{\"anyOf\":[" + properties(1, "{}", true) + ","
                                                + properties(2, "{}", true) + "]}")
                                + "]}",
                        "too large"),
                row(
                        "fifty that exclude each other",
                        "{\"oneOf\":[" + many(50, i -> own + i + "}},\"required\":[\"k\"]}") + "]}",
                        TAKEN),
                row(
                        "a hundred that are alike",
                        "{\"oneOf\":[" + many(100, i -> own + "1}},\"required\":[\"k\"]}") + "]}",
                        "oneOf cannot be enforced"),
                row(
                        "five thousand that exclude each other",
                        "{\"oneOf\":[" + many(5_000, i -> "{\"const\":" + i + "}") + "]}",
                        "too large"),
                row(
                        "a hundred that each need another",
                        properties(100, "{\"type\":\"null\"}", false)
                                .replaceFirst(
                                        "^\\{",
                                        "{\"oneOf\":[" + many(100, i -> "{\"required\":[\"p" + i + "\"]}") + "],"),
                        "too large"),
                row(
                        "a thousand bases",
                        "{\"allOf\":[" + many(1_000, i -> properties(20, "{\"type\":\"string\"}", true)) + "]}",
                        "too large"),
                row(
                        "bases of many properties",
                        "{\"allOf\":["
                                + many(500, i -> properties(20, "{}", true).replaceAll("\"p(?=\\d)", "\"q" + i + "p"))
                                + "]}",
                        "too large"),
                row(
                        "values of many beside a pattern",
                        "{\"enum\":[" + many(20_000, i -> "\"" + "a".repeat(60) + i + "\"")
                                + "],\"pattern\":\"^(a|a|a|a)*b?[0-9]*$\"}",
                        "too large"),
                row(
                        "many values beside many",
                        "{\"allOf\":[" + many(20, i -> "{\"enum\":[" + many(2_000, j -> "" + j) + "]}") + "]}",
                        TAKEN),
                row(
                        "deep values beside deep values",
                        "{\"allOf\":[{\"const\":" + nested(900, "[", "", "]") + "},{\"enum\":[0,"
                                + nested(900, "{\"a\":", "1", "}") + "," + nested(900, "[", "", "]") + "]}]}",
                        TAKEN),
                row(
                        "a deep value beside a schema that refers to itself",
                        "{\"const\":" + nested(400, "[", "", "]") + ",\"items\":{\"$ref\":\"#/$defs/l\"},\"$defs\":"
                                + "{\"l\":{\"items\":{\"$ref\":\"#/$defs/l\"}}}}",
                        "nested deeper than 64"),
                row(
                        "every set of twelve that refer to two others each",
                        "{\"$defs\":{"
                                + many(
                                        12,
                                        i -> "\"d" + i + "\":{\"type\":\"object\",\"properties\":{"
                                                + refers("a", 2 * i % 12) + "," + refers("b", (i * 5 + 1) % 12) + "}}")
                                + "},\"allOf\":[" + many(12, i -> "{\"$ref\":\"#/$defs/d" + i + "\"}") + "]}",
                        TAKEN),
                row(
                        "every set of thirty that refer to others",
                        "{\"$defs\":{"
                                + many(
                                        30,
                                        i -> "\"d" + i + "\":{\"type\":\"object\",\"properties\":{"
                                                + many(20, j -> refers("p" + j, (i * (j + 2) + j * j) % 30)) + "}}")
                                + "},\"allOf\":[" + many(7, i -> "{\"$ref\":\"#/$defs/d" + i + "\"}") + "]}",
                        "nested deeper than 64"));
    }

    private static String refers(String name, int to) {
        return "\"" + name + "\":{\"$ref\":\"#/$defs/d" + to + "\"}";
    }

    /** On a stack of 256 KB, a quarter of what threads have. */
    private static <T> T onSmallStack(java.util.concurrent.Callable<T> work) throws Exception {
        var result = new AtomicReference<T>();
        var failure = new AtomicReference<Throwable>();
        var thread = new Thread(
                null,
                () -> {
                    try {
                        result.set(work.call());
                    } catch (Throwable e) {
                        failure.set(e);
                    }
                },
                "small",
                256 << 10);
        thread.start();
        thread.join();
        if (failure.get() instanceof GrammarException refused) {
            throw refused;
        }
        assertThat(failure.get()).isNull();
        return result.get();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"patterns", "numbers", "references", "sizes", "combinations"})
    void a_hostile_schema_is_refused_or_costs_no_more_than_others(String what, String schema, String refusal)
            throws Exception {
        Grammar grammar;
        try {
            grammar = onSmallStack(() -> SchemaGrammar.of(schema));
        } catch (GrammarException refused) {
            assertThat(refused.getMessage()).contains(refusal.isEmpty() ? "nothing is refused here" : refusal);
            assertThat(refused.getMessage()).hasSizeLessThan(420);
            return;
        }
        assertThat(refusal).as("should be refused").isEmpty();
        onSmallStack(() -> {
            walk(grammar);
            return true;
        });
    }

    private static void walk(Grammar grammar) {
        var random = new Random(1);
        GrammarState state = grammar.start();
        for (int taken = 0; taken < 150 && !state.over(); taken++) {
            long before = state.steps();
            GrammarState here = state;
            List<GrammarState> next = IntStream.range(0, 256)
                    .mapToObj(value -> here.accept((byte) value))
                    .filter(after -> after != null)
                    .toList();
            assertThat(here.steps() - before).isLessThan(STEPS_OF_A_STATE_MAX);
            assertThat(next).as("nobody gets stuck").isNotEmpty();
            state = next.get(random.nextInt(next.size()));
        }
    }

    @Test
    void two_thousand_functions_are_told_apart_in_one_way() throws Exception {
        SequencedMap<String, String> functions = new LinkedHashMap<>();
        for (int i = 0; i < 2_000; i++) {
            functions.put("function_" + i, "{\"type\":\"object\",\"properties\":{\"n" + i + "\":{\"type\":\"null\"}}}");
        }
        Grammar grammar = onSmallStack(() -> SchemaGrammar.ofCalls(functions));

        GrammarState state = grammar.start();
        state = java.util.Objects.requireNonNull(state.accept("{\"name\":\"function_19".getBytes(UTF_8)));
        assertThat(state.steps()).isLessThan(2_000);
        assertThat(grammar.matches("{\"name\":\"function_1999\",\"arguments\":{\"n1999\":null}}".getBytes(UTF_8)))
                .isTrue();
        assertThat(grammar.matches("{\"name\":\"function_1999\",\"arguments\":{\"n1998\":null}}".getBytes(UTF_8)))
                .isFalse();
    }

    /** Each rule needs the one before it or the one behind it: whoever went over all of them again for each would do so here. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void rules_that_follow_from_each_other_cost_no_more_than_others_in_either_order(int step) {
        List<List<List<Symbol>>> rules = new ArrayList<>();
        for (int rule = 0; rule < CHAIN; rule++) {
            int next = Math.floorMod(rule + step, CHAIN);
            boolean last = rule == (step > 0 ? CHAIN - 1 : 1);
            rules.add(List.of(last ? List.of() : List.of(new Symbol.Ref(next))));
        }
        long before = THREADS.getCurrentThreadCpuTime();

        assertThatThrownBy(() -> new Grammar(rules)).hasMessageContaining("at one place more could come");

        assertThat(THREADS.getCurrentThreadCpuTime() - before).isLessThan(CHAIN_NANOS_MAX);
    }

    /** All of them are known but the last: each is looked at once, and not again with every other. */
    @Test
    void a_rule_of_very_many_choices_costs_no_more_than_others() throws Exception {
        List<List<List<Symbol>>> rules = new ArrayList<>();
        List<List<Symbol>> choices = new ArrayList<>();
        rules.add(choices);
        for (int i = 1; i <= CHAIN; i++) {
            choices.add(List.of(new Symbol.Ref(i)));
            rules.add(List.of(List.of()));
        }
        long before = THREADS.getCurrentThreadCpuTime();

        assertThatThrownBy(() -> new Grammar(rules)).hasMessageContaining("at one place more could come");

        assertThat(THREADS.getCurrentThreadCpuTime() - before).isLessThan(CHAIN_NANOS_MAX);
    }
}
