package dev.edgewise.cache.directive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerControlTest {
    @Test
    void anAnswerThatSaysNothingAsksForNothing() {
        assertThat(read()).isEqualTo(AnswerControl.NONE);
        assertThat(read("Cache-Control", "public, immutable, no-transform")).isEqualTo(AnswerControl.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // stored, lifetime, while revalidated, instead of an error
                "max-age=60|true 60 -1 -1",
                "max-age=60, s-maxage=30|true 30 0 0",
                "max-age=60, max-age=20|true 20 -1 -1",
                "s-maxage=30, stale-while-revalidate=5|true 30 5 0",
                "max-age=60, stale-while-revalidate=5, stale-if-error=9|true 60 5 9",
                "max-age=60, stale-if-error=9, must-revalidate|true 60 0 0",
                "max-age=60, proxy-revalidate|true 60 0 0",
                "max-age=soon|true 0 -1 -1",
                "max-age=\"60\"|true 60 -1 -1",
                "MAX-AGE=60|true 60 -1 -1",
                "no-store|false -1 -1 -1",
                "private, max-age=60|false 60 -1 -1",
                "private=\"set-cookie\"|false -1 -1 -1",
                "no-cache|false -1 -1 -1"
            })
    void cacheControlIsHeeded(String line, String expected) {
        assertThat(show(read("Cache-Control", line))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=60|-1",
                "max-age=60, stale-if-error=9|-1",
                "max-age=60, must-revalidate|0",
                "max-age=60, proxy-revalidate|0",
                "s-maxage=60|0",
                "s-maxage=60, stale-if-error=9|0"
            })
    void whoeverWantsNoAnswerSentStaleGivesItToNobodyWhoWouldAcceptIt(String line, long acceptS) {
        assertThat(read("Cache-Control", line).acceptS()).isEqualTo(acceptS);
    }

    @Test
    void noCacheOnEventsIsAgainstProxiesThatHoldThemBack() {
        assertThat(events(Heed.ALL, "Cache-Control", "no-cache").mayStore()).isTrue();
        assertThat(events(Heed.ALL, "Cache-Control", "no-cache, no-store").mayStore())
                .isFalse();
        assertThat(events(Heed.ALL, "CDN-Cache-Control", "no-cache").mayStore()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=9|true 9 -1 -1",
                "max-age=9, s-maxage=5|true 9 -1 -1",
                "max-age=9, stale-while-revalidate=3;x|true 60 -1 -1",
                "no-store|false -1 -1 -1",
                "no-store=?0, max-age=9|true 9 -1 -1",
                "|true 60 -1 -1",
                "MAX-AGE=9|true 60 -1 -1",
                "max-age=9,|true 60 -1 -1",
                "max-age 9|true 60 -1 -1"
            })
    void theFieldForCdnsWinsUnlessItIsEmptyOrMalformed(String line, String expected) {
        assertThat(show(read("CDN-Cache-Control", line == null ? "" : line, "Cache-Control", "max-age=60")))
                .isEqualTo(expected);
    }

    @Test
    void theFieldForThisNodeWinsOverThatForAnyCdn() {
        assertThat(show(read("Edgewise-Cache-Control", "max-age=5", "CDN-Cache-Control", "no-store")))
                .isEqualTo("true 5 -1 -1");
    }

    @Test
    void theOperatorSaysWhatIsHeeded() {
        String[] fields = {"CDN-Cache-Control", "max-age=5", "Cache-Control", "no-store", "Surrogate-Key", "a"};
        assertThat(show(AnswerControl.of(lines(fields), false, Heed.TARGETED))).isEqualTo("true 5 -1 -1");
        assertThat(show(AnswerControl.of(lines("Cache-Control", "no-store"), false, Heed.TARGETED)))
                .isEqualTo("true -1 -1 -1");
        AnswerControl none = AnswerControl.of(lines(fields), false, Heed.NONE);
        assertThat(show(none)).isEqualTo("true -1 -1 -1");
        assertThat(none.groups()).containsExactly("a");
    }

    @Test
    void theTimeAnAnswerSpentElsewhereCounts() {
        assertThat(read("Cache-Control", "max-age=60", "Age", "45").ttlS()).isEqualTo(15);
        assertThat(read("Cache-Control", "max-age=60", "Age", "99").ttlS()).isZero();
        assertThat(read("Cache-Control", "max-age=60", "Age", "old").ttlS()).isEqualTo(60);
    }

    @ParameterizedTest
    @CsvSource({"40, 40", "40, 40|30", "30, 30|40", "7, '7, 9'", "0, old", "0, -1", "2147483647, 99999999999"})
    void howOldAnAnswerIsCounts(long ageS, String lines) {
        String[] said = Arrays.stream(lines.split("\\|", -1))
                .flatMap(line -> Stream.of("Age", line))
                .toArray(String[]::new);

        assertThat(read(said).ageS()).isEqualTo(ageS);
    }

    @Test
    void anAnswerThatVariesWithEverythingIsNotStored() {
        assertThat(read("Vary", "*").mayStore()).isFalse();
        assertThat(read("Vary", "Origin").mayStore()).isTrue();
    }

    @Test
    void groupsComeFromBothFieldsAndAreBounded() {
        assertThat(read("Cache-Groups", "\"news\", \"korea\"", "Surrogate-Key", "news  weather/seoul")
                        .groups())
                .containsExactly("news", "korea", "weather/seoul");
        assertThat(read("Cache-Groups", "news", "Surrogate-Key", "a").groups()).containsExactly("a");
        assertThat(read("Surrogate-Key", "g".repeat(GroupNames.CHARS_MAX + 1) + " a")
                        .groups())
                .containsExactly("a");
        String many =
                String.join(" ", IntStream.range(0, 100).mapToObj(i -> "g" + i).toList());
        assertThat(read("Surrogate-Key", many).groups()).hasSize(GroupNames.COUNT_MAX);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the field, and the names with a slash between them
                "\"my group\"|my group",
                "\"a\\\"b\", \"c\\\\d\"|a\"b/c\\d",
                "\"parm\";x=1, \"other\"|parm/other",
                "\"a\";x; y=\"z,\\\"\";z=?0 ,\t\"b\"|a/b",
                "\"a\", token;q=0.5, 12, -1.5, :YQ==:, ?1, @1700000000, (\"c\" d;x);y, %\"f%c3%bc\", \"b\"|a/b",
                "\"a,b\"|a,b",
                "|",
                "\"a\" \"b\"|",
                "\"a\",|",
                "\"a|",
                "\"a\\b\"|",
                "\"a\"; X=1|",
                "\"a\", {}|",
                "\"a\", (\"b\"|",
                "\"a\", 1.2345|"
            })
    void groupsAreAListOfStringsAndItsParametersAreIgnored(@Nullable String field, @Nullable String names) {
        List<String> expected = names == null ? List.of() : List.of(names.split("/", -1));

        assertThat(read("Cache-Groups", field == null ? "" : field).groups()).isEqualTo(expected);
    }

    private static AnswerControl read(String... fields) {
        return AnswerControl.of(lines(fields), false, Heed.ALL);
    }

    private static AnswerControl events(Heed heed, String... fields) {
        return AnswerControl.of(lines(fields), true, heed);
    }

    private static String show(AnswerControl control) {
        return control.mayStore() + " " + control.ttlS() + " " + control.revalidateS() + " " + control.errorS();
    }

    private static HeaderLines lines(String... namesAndValues) {
        Map<String, List<String>> lines = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            lines.computeIfAbsent(namesAndValues[i], name -> new ArrayList<>()).add(namesAndValues[i + 1]);
        }
        return name -> lines.getOrDefault(name, List.of());
    }
}
