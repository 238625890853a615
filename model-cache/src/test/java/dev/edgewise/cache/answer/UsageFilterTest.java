package dev.edgewise.cache.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class UsageFilterTest {
    private static final String TEXT = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";
    private static final String TEXT_WITH_NULL =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}],\"usage\":null}\n\n";
    private static final String QUOTED_NULL =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\",\\\"usage\\\":null\"}}],\"x\":[\"usage\",null]}\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\" : {\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\n\n";
    private static final String BOTH =
            "data: {\"choices\":[{\"index\":0,\"delta\":{}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n";
    private static final String QUOTED =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\\"usage\\\":{\"}}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private final UsageFilter filter = new UsageFilter(new ReplyCheck(1 << 20));

    private String without(String events) {
        return new String(filter.without(events.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void eventOfUsageAloneIsTakenOutWhereverItStands() {
        assertThat(without(USAGE)).isEmpty();
        assertThat(without(TEXT + USAGE + DONE)).isEqualTo(TEXT + DONE);
        assertThat(without(USAGE + TEXT + USAGE)).isEqualTo(TEXT);
    }

    @Test
    void usageWithoutAValueIsTakenOutOfEveryEventWhereverItStands() {
        assertThat(without(TEXT_WITH_NULL)).isEqualTo(TEXT);
        assertThat(without(TEXT_WITH_NULL + TEXT_WITH_NULL + TEXT + USAGE + DONE))
                .isEqualTo(TEXT + TEXT + TEXT + DONE);
        assertThat(without("data: {\"id\": 1, \"usage\" : null, \"choices\": []}\n\n" + TEXT_WITH_NULL))
                .isEqualTo("data: {\"id\": 1, \"choices\": []}\n\n" + TEXT);
        assertThat(without("data: {\"id\":1,\"usage\":nul")).isEqualTo("data: {\"id\":1,\"usage\":nul");
    }

    @Test
    void everythingElseStaysAsItCame() {
        for (String events :
                new String[] {TEXT, BOTH, QUOTED, QUOTED_NULL, DONE, ": a comment\n\n", "", TEXT + BOTH + DONE}) {
            byte[] bytes = events.getBytes(StandardCharsets.UTF_8);
            assertThat(filter.without(bytes)).isEqualTo(bytes);
        }
    }
}
