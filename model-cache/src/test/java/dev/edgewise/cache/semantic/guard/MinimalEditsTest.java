package dev.edgewise.cache.semantic.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Pairs of our own: what must be refused, and what must not. */
class MinimalEditsTest {
    /** The share of other wordings that the guards let through. */
    private static final double PASSED_MIN = 0.95;

    private static final Guards GUARDS = new Guards();

    private record Pair(String slice, String language, String first, String second) {
        GuardVerdict verdict() {
            return GUARDS.check(GUARDS.prepare(first, language), GUARDS.prepare(second, language));
        }

        GuardVerdict reversed() {
            return GUARDS.check(GUARDS.prepare(second, language), GUARDS.prepare(first, language));
        }
    }

    @Test
    void noMinimalEditPasses() throws IOException {
        List<Pair> pairs = read("minimal-edits.tsv");
        assertThat(pairs).hasSizeGreaterThanOrEqualTo(300);
        assertThat(pairs.stream().filter(pair -> pair.language.equals("ko"))).hasSizeGreaterThanOrEqualTo(100);
        Map<String, Map<String, Long>> rules = new TreeMap<>(pairs.stream()
                .collect(Collectors.groupingBy(
                        Pair::slice,
                        Collectors.groupingBy(pair -> name(pair.verdict()), TreeMap::new, Collectors.counting()))));
        System.out.println("minimal edits, refused by rule: " + rules);
        assertThat(pairs.stream().filter(pair -> pair.verdict() instanceof GuardVerdict.Passed))
                .isEmpty();
        assertThat(pairs.stream().filter(pair -> pair.reversed() instanceof GuardVerdict.Passed))
                .isEmpty();
    }

    @Test
    void otherWordingsPassButForAFew() throws IOException {
        List<Pair> pairs = read("paraphrases.tsv");
        assertThat(pairs).hasSizeGreaterThanOrEqualTo(200);
        List<String> refused = new ArrayList<>();
        for (Pair pair : pairs) {
            if (pair.verdict() instanceof GuardVerdict.Refused no) {
                refused.add(no.rule().wire() + ": " + pair.first + " | " + pair.second);
            }
        }
        System.out.println("paraphrases refused: " + refused.size() + " of " + pairs.size() + " " + refused);
        assertThat(refused).hasSizeLessThanOrEqualTo((int) ((1 - PASSED_MIN) * pairs.size()));
    }

    private static String name(GuardVerdict verdict) {
        return switch (verdict) {
            case GuardVerdict.Passed passed -> "passed";
            case GuardVerdict.Refused refused -> refused.rule().wire();
        };
    }

    private static List<Pair> read(String name) throws IOException {
        try (InputStream in = MinimalEditsTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split("\t", -1))
                    .map(fields -> new Pair(fields[0], fields[1], fields[2], fields[3]))
                    .toList();
        }
    }
}
