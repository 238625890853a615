package dev.edgewise.cache.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.directive.CacheDirectives.Mode;
import dev.edgewise.cache.key.ApiFamily;
import dev.edgewise.cache.request.Scans;
import dev.edgewise.cache.reuse.Reuse.Eligible;
import dev.edgewise.cache.reuse.Reuse.Grounds;
import dev.edgewise.cache.reuse.Reuse.NotEligible;
import dev.edgewise.cache.reuse.Reuse.Reason;
import dev.edgewise.cache.reuse.Reuse.RouteRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EligibilityTest {
    private static final CacheDirectives MAX_AGE =
            new CacheDirectives(false, false, false, 60, -1, -1, Mode.UNSAID, -1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"temperature\":0}|TEMPERATURE_ZERO",
                "{\"temperature\":0.0}|TEMPERATURE_ZERO",
                "{\"temperature\":-0e3}|TEMPERATURE_ZERO",
                "{\"seed\":7}|SEED_SET",
                "{\"seed\":123456789012345678901234567890}|SEED_SET"
            })
    void whatIsNotSampledIsReusedByDefault(String body, Grounds because) {
        assertThat(chat(body, CacheDirectives.NONE)).isEqualTo(new Eligible(because, true, true, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|SAMPLED",
                "{\"temperature\":0.01}|SAMPLED",
                "{\"temperature\":null,\"seed\":null}|SAMPLED",
                "{\"temperature\":\"0\"}|INVALID_FIELD",
                "{\"seed\":\"1\"}|INVALID_FIELD",
                "{\"temperature\":0,\"n\":1.5}|INVALID_FIELD"
            })
    void whatIsSampledIsNot(String body, Reason reason) {
        assertThat(chat(body, CacheDirectives.NONE)).isEqualTo(new NotEligible(reason));
    }

    @Test
    void theRequestOrTheRouteMayAskForReuse() {
        assertThat(chat("{}", MAX_AGE)).isEqualTo(new Eligible(Grounds.REQUEST_OPTS_IN, true, true, false));
        assertThat(Eligibility.of(ApiFamily.CHAT, Scans.scanned("{}"), CacheDirectives.NONE, RouteRule.REUSE))
                .isEqualTo(new Eligible(Grounds.ROUTE_RULE, true, true, false));
        assertThat(Eligibility.of(ApiFamily.CHAT, Scans.scanned("{\"seed\":1}"), MAX_AGE, RouteRule.NEVER))
                .isEqualTo(new NotEligible(Reason.ROUTE_FORBIDS));
    }

    @Test
    void embeddingsAreAlwaysReused() {
        assertThat(Eligibility.of(ApiFamily.EMBEDDINGS, Scans.scanned("{}"), CacheDirectives.NONE, RouteRule.UNSAID))
                .isEqualTo(new Eligible(Grounds.DETERMINISTIC_API, true, true, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"n\":2|true",
                "\"n\":1|false",
                "\"tools\":[ ]|false",
                "\"tools\":null|false",
                "\"tools\":[{}]|true",
                "\"functions\":[{}]|true"
            })
    void severalAnswersAndToolsNeedAnExactMatch(String field, boolean exactOnly) {
        assertThat(chat("{\"temperature\":0," + field + "}", CacheDirectives.NONE))
                .isEqualTo(new Eligible(Grounds.TEMPERATURE_ZERO, true, true, exactOnly));
    }

    @Test
    void theRequestMayForbidReadingOrBoth() {
        CacheDirectives noCache = new CacheDirectives(true, false, false, -1, -1, -1, Mode.UNSAID, -1);
        CacheDirectives noStore = new CacheDirectives(false, true, false, -1, -1, -1, Mode.UNSAID, -1);
        CacheDirectives off = new CacheDirectives(false, false, false, -1, -1, -1, Mode.OFF, -1);

        assertThat(chat("{\"seed\":1}", noCache)).isEqualTo(new Eligible(Grounds.SEED_SET, false, true, false));
        assertThat(chat("{\"seed\":1}", noStore)).isEqualTo(new NotEligible(Reason.REQUEST_FORBIDS));
        assertThat(chat("{\"seed\":1}", off)).isEqualTo(new NotEligible(Reason.REQUEST_FORBIDS));
    }

    private static Reuse chat(String body, CacheDirectives directives) {
        return Eligibility.of(ApiFamily.CHAT, Scans.scanned(body), directives, RouteRule.UNSAID);
    }
}
