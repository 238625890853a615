package dev.edgewise.cache.semantic.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** How many good pairs of real data each rule refuses; skipped where the data is not there. */
class RealPairsTest {
    private static final Path DATA = Path.of("..", "..", "shared", "data", "semantic");
    /** Pairs of the file that are read: the rest has the same figures. */
    private static final int PAIRS_MAX = 4000;

    private static final double QQP_PASSED_MIN = 0.82;
    private static final double PARAKQC_PASSED_MIN = 0.87;
    private static final double PARAKQC_ASKING_PASSED_MIN = 0.93;

    private static final Guards GUARDS = new Guards();

    @Test
    void mostDuplicateQuestionsOfQuoraPass() throws IOException {
        Map<String, Integer> rules = new TreeMap<>();
        int read = 0;
        try (BufferedReader lines = open("qqp_dev.tsv.gz")) {
            for (String line = lines.readLine(); line != null && read < PAIRS_MAX; line = lines.readLine()) {
                String[] fields = line.split("\t", -1);
                if (fields[2].equals("1")) {
                    read++;
                    rules.merge(rule(plain(fields[0]), plain(fields[1]), "en"), 1, Integer::sum);
                }
            }
        }
        assertThat(passed("qqp duplicates", rules)).isGreaterThanOrEqualTo(QQP_PASSED_MIN);
    }

    @Test
    void mostWordingsOfOneIntentPass() throws IOException {
        Map<String, List<GuardText>> intents = new LinkedHashMap<>();
        Map<String, Boolean> asking = new LinkedHashMap<>();
        try (BufferedReader lines = open("parakqc_dev.tsv.gz")) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split("\t", -1);
                intents.computeIfAbsent(fields[0], key -> new ArrayList<>()).add(GUARDS.prepare(fields[3], "ko"));
                asking.put(fields[0], fields[2].equals("0") || fields[2].equals("1"));
            }
        }
        Map<String, Integer> questions = new TreeMap<>();
        Map<String, Integer> all = new TreeMap<>();
        intents.forEach((intent, texts) -> {
            for (int i = 0; i < texts.size(); i++) {
                for (int j = i + 1; j < texts.size(); j++) {
                    String rule = name(GUARDS.check(texts.get(i), texts.get(j)));
                    all.merge(rule, 1, Integer::sum);
                    if (asking.get(intent)) {
                        questions.merge(rule, 1, Integer::sum);
                    }
                }
            }
        });
        assertThat(passed("parakqc, questions", questions)).isGreaterThanOrEqualTo(PARAKQC_ASKING_PASSED_MIN);
        assertThat(passed("parakqc, questions, orders and bans", all)).isGreaterThanOrEqualTo(PARAKQC_PASSED_MIN);
    }

    private static double passed(String what, Map<String, Integer> rules) {
        int all = rules.values().stream().mapToInt(Integer::intValue).sum();
        System.out.println(what + ", of " + all + " good pairs: " + rules);
        return (double) rules.getOrDefault("passed", 0) / all;
    }

    private static String rule(String first, String second, String language) {
        return name(GUARDS.check(GUARDS.prepare(first, language), GUARDS.prepare(second, language)));
    }

    private static String name(GuardVerdict verdict) {
        return switch (verdict) {
            case GuardVerdict.Passed passed -> "passed";
            case GuardVerdict.Refused refused -> refused.rule().wire();
        };
    }

    /** A field as it was before it was quoted twice. */
    private static String plain(String field) {
        boolean quoted = field.length() > 1 && field.startsWith("\"") && field.endsWith("\"");
        String inner = quoted ? field.substring(1, field.length() - 1) : field;
        return inner.replace("\"\"\"\"", "\"").replace("\"\"", "\"");
    }

    private static BufferedReader open(String name) throws IOException {
        Path file = DATA.resolve(name);
        Assumptions.assumeTrue(Files.exists(file), () -> file + " is not there: skipped");
        return new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
    }
}
