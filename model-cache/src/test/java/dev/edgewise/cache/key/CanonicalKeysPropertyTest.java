package dev.edgewise.cache.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.json.Json;
import dev.edgewise.cache.json.JsonWriter;
import dev.edgewise.cache.request.Scans;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Keys against a slow, obvious model of "the same question". */
class CanonicalKeysPropertyTest {
    private static final KeyContext ACME = new KeyContext(new Scope.Tenant("acme"), new byte[0], null);
    private static final ResolvedModel MODEL = new ResolvedModel("m", "", "");
    private static final List<String> DROPPED = List.of(
            "stream",
            "stream_options",
            "user",
            "safety_identifier",
            "prompt_cache_key",
            "metadata",
            "store",
            "service_tier");

    private static final List<String> FIELDS =
            List.of("messages", "seed", "max_tokens", "tools", "x", "response_format", "");
    private static final List<String> NAMES = List.of("a", "b", "é", "e\u0301", "\ud83d\ude00", "\uffee");
    private static final List<String> TEXTS =
            List.of("", "a", "b", "A", "é", "e\u0301", "\ud800", "?", "1", "#", "\n", "\\n", "\"");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "1",
            "1.0",
            "1e0",
            "10e-1",
            "10",
            "1e1",
            "0.1",
            "-1",
            "1e-1",
            "12345678901234567",
            "12345678901234568",
            "1e300",
            "1E+300");
    private static final int DEPTH_MAX = 3;

    private final CanonicalKeys keys = new CanonicalKeys(1 << 20);

    @Property
    void twoBodiesShareAKeyExactlyWhenTheyMeanTheSame(
            @ForAll("bodies") Json.Obj one, @ForAll("bodies") Json.Obj other) {
        assertThat(key(one).equals(key(other))).isEqualTo(meaning(one).equals(meaning(other)));
    }

    @Property
    void anyOneChangeGivesAnotherKey(
            @ForAll("bodies") Json.Obj body, @ForAll("values") Json value, @ForAll Random random) {
        Json.Obj changed = (Json.Obj) changed(body, value, random);

        assertThat(key(body).equals(key(changed))).isEqualTo(meaning(body).equals(meaning(changed)));
    }

    @Property
    void orderBlanksAndDroppedFieldsNeverMatter(
            @ForAll("bodies") Json.Obj body, @ForAll("values") Json dropped, @ForAll Random random) {
        Json.Obj noisy = (Json.Obj) shuffled(body, random);
        noisy.with(DROPPED.get(random.nextInt(DROPPED.size())), dropped);

        assertThat(key(blanks(JsonWriter.bytes(noisy), random))).isEqualTo(key(body));
    }

    @Provide
    Arbitrary<Json.Obj> bodies() {
        return Arbitraries.randomValue(random -> members(random, FIELDS, DEPTH_MAX));
    }

    @Provide
    Arbitrary<Json> values() {
        return Arbitraries.randomValue(random -> value(random, DEPTH_MAX));
    }

    private static Json value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 3 : 5)) {
            case 0 -> new Json.Text(pick(random, TEXTS));
            case 1 -> new Json.Literal(pick(random, NUMBERS));
            case 2 -> new Json.Literal(pick(random, List.of("true", "false", "null")));
            case 3 -> {
                List<Json> items = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(value(random, depth - 1));
                }
                yield new Json.Arr(items);
            }
            default -> members(random, NAMES, depth - 1);
        };
    }

    private static Json.Obj members(Random random, List<String> names, int depth) {
        Json.Obj object = new Json.Obj();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.with(pick(random, names), value(random, depth));
        }
        return object;
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static Json.Obj object(Map<String, Json> members) {
        return new Json.Obj(new LinkedHashMap<>(members));
    }

    /** Maps, lists, strings and numbers whose equality is the meaning. */
    private static Object meaning(Json.Obj body) {
        Map<String, Object> members = new TreeMap<>();
        body.members().forEach((name, value) -> {
            boolean nullable =
                    List.of("seed", "max_tokens", "tools", "response_format").contains(name);
            boolean emptyTools = name.equals("tools") && value.equals(new Json.Arr(List.of()));
            if (!(nullable && Json.isNull(value)) && !emptyTools) {
                members.put(name, plain(value));
            }
        });
        return members;
    }

    private static Object plain(Json value) {
        return switch (value) {
            case Json.Obj(var members) ->
                members.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, member -> plain(member.getValue())));
            case Json.Arr(var items) ->
                items.stream().map(CanonicalKeysPropertyTest::plain).toList();
            case Json.Text(var text) -> Normalizer.normalize(text, Normalizer.Form.NFC);
            case Json.Literal(var source) ->
                source.matches("[-0-9].*") ? List.of("number", number(source)) : List.of("literal", source);
        };
    }

    private static Object number(String source) {
        BigDecimal value = new BigDecimal(source);
        if (value.signum() == 0) {
            // A tensor's zeros have a sign, which its model may see.
            return source.startsWith("-") ? "-0" : BigDecimal.ZERO;
        }
        return value.stripTrailingZeros();
    }

    private static Json changed(Json value, Json replacement, Random random) {
        return switch (value) {
            case Json.Obj(var members) -> {
                List<String> names = new ArrayList<>(members.keySet());
                Json.Obj copy = object(members);
                if (names.isEmpty() || random.nextInt(4) == 0) {
                    yield copy.with("added", replacement);
                }
                String name = names.get(random.nextInt(names.size()));
                if (random.nextInt(4) == 0) {
                    copy.members().remove(name);
                    yield copy;
                }
                yield copy.with(name, changed(members.get(name), replacement, random));
            }
            case Json.Arr(var items) -> {
                List<Json> copy = new ArrayList<>(items);
                copy.add(random.nextInt(copy.size() + 1), replacement);
                yield new Json.Arr(copy);
            }
            case Json.Text text -> replacement;
            case Json.Literal literal -> replacement;
        };
    }

    private static Json shuffled(Json value, Random random) {
        return switch (value) {
            case Json.Obj(var members) -> {
                List<String> names = new ArrayList<>(members.keySet());
                Collections.shuffle(names, random);
                Json.Obj copy = new Json.Obj();
                names.forEach(name -> copy.with(name, shuffled(members.get(name), random)));
                yield copy;
            }
            case Json.Arr(var items) ->
                new Json.Arr(new ArrayList<>(
                        items.stream().map(item -> shuffled(item, random)).toList()));
            case Json.Text text -> text;
            case Json.Literal literal -> literal;
        };
    }

    /** The same JSON with blanks sprinkled between its tokens. */
    private static String blanks(byte[] compact, Random random) {
        StringBuilder out = new StringBuilder();
        boolean quoted = false;
        String text = new String(compact, StandardCharsets.UTF_8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                out.append(c).append(text.charAt(++i));
                continue;
            }
            quoted ^= c == '"';
            boolean between = !quoted && "{}[],:".indexOf(c) >= 0;
            out.append(between && random.nextBoolean() ? "\n" : "")
                    .append(c)
                    .append(between && random.nextBoolean() ? " " : "");
        }
        return out.toString();
    }

    private CacheKey key(Json.Obj body) {
        return key(new String(JsonWriter.bytes(body), StandardCharsets.UTF_8));
    }

    private CacheKey key(String body) {
        return keys.key(ACME, ApiFamily.CHAT, MODEL, Scans.scanned(body));
    }
}
