package dev.edgewise.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    @Test
    void aTraceIsContinuedWithASpanOfItsOwn() {
        var trace = TraceContext.continuing("00-" + TRACE + "-b7ad6b7169203331-00", new Random(1));

        assertThat(trace.header().toString()).matches("00-" + TRACE + "-[0-9a-f]{16}-00");
        assertThat(trace.traceId().toString()).isEqualTo(TRACE);
        assertThat(trace.spanId().toString()).matches("[0-9a-f]{16}").isNotEqualTo("b7ad6b7169203331");
        assertThat(trace.parentId()).isEqualTo("b7ad6b7169203331");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"
            })
    void aMalformedTraceStartsANewOne(String traceparent) {
        var trace = TraceContext.continuing(traceparent, new Random(1));

        assertThat(trace.header().toString()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        assertThat(trace.traceId().toString()).isNotEqualTo(TRACE);
        assertThat(trace.parentId()).isNull();
    }
}
