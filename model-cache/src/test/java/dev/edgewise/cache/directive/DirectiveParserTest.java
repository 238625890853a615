package dev.edgewise.cache.directive;

import static dev.edgewise.cache.directive.CacheDirectives.ABSENT;
import static dev.edgewise.cache.directive.CacheDirectives.ANY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.directive.CacheDirectives.Mode;
import dev.edgewise.cache.directive.Directives.BadHeader;
import dev.edgewise.cache.directive.Directives.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectiveParserTest {

    @Test
    void noHeadersAskForNothing() {
        assertThat(parsed()).isSameAs(CacheDirectives.NONE);
        assertThat(CacheDirectives.NONE.mayRead()).isTrue();
        assertThat(CacheDirectives.NONE.mayStore()).isTrue();
        assertThat(CacheDirectives.NONE.optsIn()).isFalse();
    }

    @Test
    void directivesOfSeveralLinesAddUp() {
        CacheDirectives all = parsed(
                "Cache-Control",
                "NO-CACHE, max-age=60 ",
                "Cache-Control",
                "min-fresh=\"5\",max-stale, only-if-cached",
                "Cache-Control",
                "ext=\"a, no-store\", stale-if-error=9");

        assertThat(all)
                .isEqualTo(new CacheDirectives(true, false, true, 60, 5, ANY, 9, Mode.UNSAID, ABSENT, List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=60, max-age=30|30|-1|-1",
                "max-age=-1|0|-1|-1",
                "max-age=ten|0|-1|-1",
                "max-age|0|-1|-1",
                "max-age=99999999999999999999|2147483647|-1|-1",
                "min-fresh=x|-1|2147483647|-1",
                "min-fresh=5, min-fresh=7|-1|7|-1",
                "max-stale=abc|-1|-1|0",
                "max-stale, max-stale=4|-1|-1|4",
                ",, ;nonsense , =, \"|-1|-1|-1"
            })
    void whatCannotBeUnderstoodIsReadInItsStrictestSense(String line, long maxAgeS, long minFreshS, long maxStaleS) {
        assertThat(parsed("Cache-Control", line))
                .isEqualTo(
                        new CacheDirectives(false, false, false, maxAgeS, minFreshS, maxStaleS, Mode.UNSAID, ABSENT));
    }

    @Test
    void noStoreForbidsStoringAndReading() {
        CacheDirectives noStore = parsed("Cache-Control", "no-store");

        assertThat(noStore.mayStore()).isFalse();
        assertThat(noStore.mayRead()).isFalse();
        assertThat(parsed("Cache-Control", "no-cache=\"x\"").mayRead()).isFalse();
    }

    @Test
    void ourOwnHeadersAreReadAndWinOverTheirAliases() {
        CacheDirectives own = parsed(
                "edge-cache",
                " Semantic ",
                "Edge-Cache-TTL",
                "30",
                "cf-aig-skip-cache",
                "true",
                "cf-aig-cache-ttl",
                "9");
        CacheDirectives alias = parsed("cf-aig-skip-cache", "true", "cf-aig-cache-ttl", "9");

        assertThat(own.mode()).isEqualTo(Mode.SEMANTIC);
        assertThat(own.ttlS()).isEqualTo(30);
        assertThat(own.optsIn()).isTrue();
        assertThat(alias.mode()).isEqualTo(Mode.OFF);
        assertThat(alias.ttlS()).isEqualTo(9);
        assertThat(alias.mayRead()).isFalse();
        assertThat(alias.mayStore()).isFalse();
        assertThat(parsed("Edge-Cache-TTL", "0").mayStore()).isFalse();
    }

    @Test
    void groupsAreNamesWithOrWithoutQuotes() {
        assertThat(parsed("Edge-Cache-Groups", "news, \"a,b\"", "Edge-Cache-Groups", "news,x-1")
                        .groups())
                .containsExactlyInAnyOrder("news", "a,b", "x-1");
        assertThat(parsed("Edge-Cache-Groups", "g".repeat(GroupNames.CHARS_MAX)).groups())
                .hasSize(1);
    }

    @Test
    void groupsWithBlanksStandInQuotes() {
        assertThat(parsed("Edge-Cache-Groups", "a, \"b c\"").groups()).containsExactlyInAnyOrder("a", "b c");
        assertThat(parsed("Edge-Cache-Groups", " \"say \\\"hi\\\"\"; x=1 ,c\\d").groups())
                .containsExactlyInAnyOrder("say \"hi\"", "c\\d");
    }

    @Test
    void tooManyGroupsAreAnError() {
        String most = String.join(
                ",",
                IntStream.range(0, GroupNames.COUNT_MAX)
                        .mapToObj(Integer::toString)
                        .toList());

        assertThat(parsed("Edge-Cache-Groups", most).groups()).hasSize(GroupNames.COUNT_MAX);
        assertThat(DirectiveParser.parse(headers("Edge-Cache-Groups", most + ",more")))
                .isInstanceOf(BadHeader.class);
        assertThat(DirectiveParser.parse(headers("Edge-Cache-Groups", "g".repeat(GroupNames.CHARS_MAX + 1))))
                .isInstanceOf(BadHeader.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Edge-Cache-Groups|a b|visible ASCII",
                "Edge-Cache-Groups|a,,b|with commas",
                "Edge-Cache-Groups|\"a|with commas",
                "Edge-Cache-Groups|\"a\" b|with commas",
                "Edge-Cache-Groups|a\"b|with commas",
                "Edge-Cache-Groups|\"a\\c\"|with commas",
                "Edge-Cache-Groups|\"\"|with commas",
                "Edge-Cache-Groups|a,|with commas",
                "Edge-Cache-Groups|뉴스|visible ASCII",
                "Edge-Cache|on|off, exact or semantic",
                "Edge-Cache-TTL|1h|whole number of seconds",
                "Edge-Cache-TTL|-1|whole number of seconds",
                "cf-aig-skip-cache|yes|true or false",
                "cf-aig-cache-ttl|soon|whole number of seconds"
            })
    void anImpossibleValueOfOurHeadersIsAnError(String header, String value, String expected) {
        BadHeader bad = (BadHeader) DirectiveParser.parse(headers(header, value));

        assertThat(bad.header()).isEqualTo(header);
        assertThat(bad.message()).contains(header).contains(value).contains(expected);
    }

    @Test
    void linesThatContradictEachOtherAreAnError() {
        assertThat(DirectiveParser.parse(headers("Edge-Cache", "off", "Edge-Cache", "exact")))
                .isInstanceOf(BadHeader.class);
        assertThat(parsed("Edge-Cache", "exact", "Edge-Cache", "exact").mode()).isEqualTo(Mode.EXACT);
    }

    private static CacheDirectives parsed(String... namesAndValues) {
        return ((Parsed) DirectiveParser.parse(headers(namesAndValues))).directives();
    }

    private static HeaderLines headers(String... namesAndValues) {
        Map<String, List<String>> lines = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            lines.computeIfAbsent(namesAndValues[i], name -> new ArrayList<>()).add(namesAndValues[i + 1]);
        }
        return name -> lines.getOrDefault(name, List.of());
    }
}
