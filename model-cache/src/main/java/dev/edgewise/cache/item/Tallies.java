package dev.edgewise.cache.item;

import dev.edgewise.cache.json.Json;
import dev.edgewise.cache.json.JsonReader;
import dev.edgewise.cache.json.JsonWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What an answer says it used: the numbers of its members {@code usage} and {@code meta}. Those of a batch can be shared out among
 * its items, so that the shares add up to them again. Immutable.
 */
public final class Tallies {
    /** Numbers that are written longer count nothing. */
    private static final int DIGITS_MAX = 15;

    private static final JsonReader READER = new JsonReader(1 << 20);
    private static final byte[] NOTHING = {'{', '}'};

    private final List<Json> values;
    private final int usage;

    /** @param usage which of the values is the usage, negative for none */
    private Tallies(List<Json> values, int usage) {
        this.values = List.copyOf(values);
        this.usage = usage;
    }

    /** Those of an answer. */
    public static Tallies of(AnswerItems answer) {
        List<Json> values = new ArrayList<>();
        for (AnswerItems.Span span : answer.tallies()) {
            Json value = READER.read(answer.body(), span.start(), span.end() - span.start());
            values.add(value == null ? Json.NULL : value);
        }
        return new Tallies(values, answer.usage());
    }

    /** One share for each weight, in proportion to it. The weights add up to no more than an {@code int} holds, and not to 0. */
    public List<Tallies> split(int[] weights) {
        BigInteger[] sums = new BigInteger[weights.length + 1];
        sums[0] = BigInteger.ZERO;
        for (int i = 0; i < weights.length; i++) {
            sums[i + 1] = sums[i].add(BigInteger.valueOf(weights[i]));
        }
        return IntStream.range(0, weights.length)
                .mapToObj(i -> new Tallies(
                        values.stream().map(value -> share(value, sums, i)).toList(), usage))
                .toList();
    }

    private static Json share(Json value, BigInteger[] sums, int item) {
        return switch (value) {
            case Json.Obj(var members) -> {
                Map<String, Json> shares = new LinkedHashMap<>();
                members.forEach((name, member) -> shares.put(name, share(member, sums, item)));
                yield new Json.Obj(shares);
            }
            case Json.Literal literal
            when counts(literal) -> {
                BigDecimal all = new BigDecimal(literal.source());
                int scale = Math.max(0, all.scale());
                BigInteger units = all.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue();
                BigInteger last = sums[sums.length - 1];
                BigInteger mine = units.multiply(sums[item + 1])
                        .divide(last)
                        .subtract(units.multiply(sums[item]).divide(last));
                yield new Json.Literal(new BigDecimal(mine, scale).toPlainString());
            }
            case Json.Literal _, Json.Text _, Json.Arr _ -> value;
        };
    }

    /** The sum of several answers' tallies; what is no number is as the first says it. */
    public static Tallies sum(List<Tallies> all) {
        List<Json> sums = new ArrayList<>(all.getFirst().values);
        for (Tallies more : all.subList(1, all.size())) {
            for (int i = 0; i < sums.size() && i < more.values.size(); i++) {
                sums.set(i, sum(sums.get(i), more.values.get(i)));
            }
        }
        return new Tallies(sums, all.getFirst().usage);
    }

    private static Json sum(Json one, Json other) {
        if (one instanceof Json.Obj(var members) && other instanceof Json.Obj(var more)) {
            Map<String, Json> sums = new LinkedHashMap<>(members);
            more.forEach((name, value) -> sums.merge(name, value, Tallies::sum));
            return new Json.Obj(sums);
        }
        if (one instanceof Json.Literal a && other instanceof Json.Literal b && counts(a) && counts(b)) {
            return new Json.Literal(
                    new BigDecimal(a.source()).add(new BigDecimal(b.source())).toPlainString());
        }
        return one;
    }

    private static boolean counts(Json.Literal literal) {
        String source = literal.source();
        return source.length() <= DIGITS_MAX
                && Character.isDigit(source.charAt(0))
                && !source.contains("e")
                && !source.contains("E");
    }

    /** Each as JSON. */
    List<byte[]> bytes() {
        return values.stream().map(JsonWriter::bytes).toList();
    }

    /** An answer that says nothing but its usage, for whoever reads the usage of answers. */
    public byte[] document() {
        return usage < 0 ? NOTHING : JsonWriter.bytes(new Json.Obj().with("usage", values.get(usage)));
    }
}
