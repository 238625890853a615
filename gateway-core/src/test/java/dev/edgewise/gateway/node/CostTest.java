package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an answer cost: {@link Centre} reports 3 tokens in and 1 out. */
class CostTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String CHAT = """
            {"model":"chat","temperature":0,"messages":[{"role":"user","content":"hi"}]}""";
    private static final String PRICE = "}], price: {input: 0.60 USD/1M, output: 0.90 USD/1M}}}";

    @TempDir
    Path folder;

    private static String cost(HttpResponse<String> answer) {
        return answer.headers().firstValue("edge-cost").orElse("none");
    }

    @Test
    void theCentreCostsItsUsageAndAHitAvoidsThat() {
        try (var centre = new Centre();
                var node =
                        TestNode.start(folder, TestNode.LISTEN + centre.yaml().replace("}]}}", PRICE))) {
            assertThat(cost(node.ask(PATH, CHAT))).isEqualTo("2700");
            assertThat(cost(node.ask(PATH, CHAT))).isEqualTo("0");
            assertThat(cost(node.ask(PATH, CHAT))).isEqualTo("0");

            assertThat(node.get("/metrics").body())
                    .contains("edgewise_cost_nanos_total 2700.0", "edgewise_cost_avoided_nanos_total 5400.0");
        }
    }

    @Test
    void withoutAPriceNothingIsToldOfCosts() {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            assertThat(cost(node.ask(PATH, CHAT))).isEqualTo("none");
            assertThat(cost(node.ask(PATH, CHAT))).isEqualTo("none");
            assertThat(node.get("/metrics").body()).contains("edgewise_cost_nanos_total 0.0");
        }
    }

    @Test
    void aChangedPriceCountsForTheNextRequest() {
        try (var centre = new Centre();
                var node =
                        TestNode.start(folder, TestNode.LISTEN + centre.yaml().replace("}]}}", PRICE))) {
            node.ask(PATH, CHAT);
            node.rewrite(TestNode.LISTEN + centre.yaml().replace("}]}}", PRICE.replace("0.60", "1.60")));
            assertThat(node.post("/admin/v1/config/reload", "").body()).contains("applied");

            assertThat(cost(node.ask(PATH, CHAT.replace("hi", "again")))).isEqualTo("5700");
        }
    }
}
