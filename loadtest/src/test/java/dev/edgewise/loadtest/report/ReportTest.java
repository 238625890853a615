package dev.edgewise.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.loadtest.client.Target;
import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.Fault;
import dev.edgewise.loadtest.cluster.StandInCluster;
import dev.edgewise.loadtest.run.Arrivals;
import dev.edgewise.loadtest.run.Bodies;
import dev.edgewise.loadtest.run.OpenLoop;
import dev.edgewise.loadtest.run.RunOptions;
import dev.edgewise.loadtest.run.RunReport;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ReportTest {
    private static RunReport good;
    private static RunReport nothing;

    @BeforeAll
    static void run() throws Exception {
        try (StandInCluster cluster =
                StandInCluster.start(ClusterOptions.defaults().withFaults(0.2, List.of(new Fault.Status(503))))) {
            good = OpenLoop.run(options(cluster), Bodies.questions("m", 1, true));
            cluster.stopListening();
            nothing = OpenLoop.run(options(cluster), Bodies.questions("m", 1, true));
        }
    }

    private static RunOptions options(StandInCluster cluster) {
        return new RunOptions(
                Target.parse(cluster.url() + "/v1/chat/completions", true),
                Map.of("Authorization", "Bearer very-secret"),
                100,
                Arrivals.POISSON,
                Duration.ZERO,
                Duration.ofMillis(600),
                Duration.ofSeconds(5),
                true,
                64,
                false,
                100,
                1);
    }

    @Test
    void thePageNeedsNothingFromOutside() {
        String page = HtmlReport.of(good);

        assertThat(page).contains("<svg", "polyline", "prefers-color-scheme: dark", "http-503");
        assertThat(page).doesNotContain("<script", "src=", "href=", "url(", "@import");
    }

    @Test
    void thePlotsAreWellFormed() throws Exception {
        String page = HtmlReport.of(good);
        int plots = 0;
        for (int at = page.indexOf("<svg"); at >= 0; at = page.indexOf("<svg", at + 1)) {
            String svg = page.substring(at, page.indexOf("</svg>", at) + 6);
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
            assertThat(svg).doesNotContain("NaN", "Infinity");
            plots++;
        }

        assertThat(plots).isEqualTo(4);
    }

    @Test
    void aRunWithoutAnswersIsAPageToo() {
        assertThat(HtmlReport.of(nothing)).contains("Nothing measured.", "connect-refused", "100.0 %");
        assertThat(TextReport.of(nothing)).contains("connect-refused", "latency      none");
    }

    @Test
    void theJsonAddsUpAndKeepsTheKeyToItself() {
        var json = JsonReport.of(good);

        assertThat(json.path("answered").asLong()
                        + json.path("failed").asLong()
                        + json.path("not_sent").asLong())
                .isEqualTo(json.path("due").asLong());
        assertThat(json.at("/latency_ms/curve").size()).isPositive();
        assertThat(json.toString()).doesNotContain("very-secret");
        assertThat(HtmlReport.of(good) + TextReport.of(good)).doesNotContain("very-secret");
    }

    @Test
    void whatComesFromOutsideIsEscaped() {
        assertThat(Html.text("<b a=\"1\">&'")).isEqualTo("&lt;b a=&quot;1&quot;&gt;&amp;&#39;");
    }
}
