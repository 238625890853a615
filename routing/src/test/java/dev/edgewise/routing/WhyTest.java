package dev.edgewise.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WhyTest {

    private static final Path PAGE = Path.of("..", "docs", "reasons.md");

    @Test
    void everyReasonHasOneWireCodeAndIsFoundByIt() {
        assertThat(Why.values()).allSatisfy(why -> {
            assertThat(why.wire()).matches("[a-z]+(-[a-z]+)*");
            assertThat(Why.ofWire(why.wire())).contains(why);
        });
        assertThat(Arrays.stream(Why.values()).map(Why::wire)).doesNotHaveDuplicates();
        assertThat(Why.ofWire("because")).isEmpty();
    }

    @Test
    void theReasonsOfThePublicContractExist() {
        assertThat(Arrays.stream(Why.values()).map(Why::wire))
                .contains(
                        "fits-local",
                        "prefer-quality",
                        "low-confidence",
                        "local-busy",
                        "central-down",
                        "residency",
                        "only-local",
                        "only-central",
                        "failover",
                        "cache-hit");
    }

    @Test
    void everyOutcomeHasAReasonAndEveryReasonADescription() {
        assertThat(Outcome.values())
                .allSatisfy(outcome -> assertThat(Why.values()).anyMatch(why -> why.explains(outcome)));
        assertThat(Why.values()).allSatisfy(why -> {
            assertThat(why.outcomes()).isNotEmpty();
            assertThat(why.meaning()).endsWith(".");
            assertThat(why.remedy()).endsWith(".");
        });
    }

    /** {@code -Dedgewise.docs.write=true} writes the page anew after a change. */
    @Test
    void theDocumentationPageIsTheOneWrittenFromTheCode() throws IOException {
        if (Boolean.getBoolean("edgewise.docs.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, WhyTable.markdown());
        }
        assertThat(PAGE)
                .as("run this test with -Dedgewise.docs.write=true after changing a reason")
                .hasContent(WhyTable.markdown());
    }
}
