package dev.edgewise.gateway.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.request.ServedBy;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class SimilarityMeterTest {
    @Test
    void cosines_fall_into_the_buckets_that_hold_them() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Metrics metrics = new Metrics(registry);
        for (double cosine : new double[] {.39, .8, .801, .97}) {
            metrics.similarity(ServedBy.CENTRAL).record(cosine);
        }

        assertThat(registry.scrape())
                .contains("edgewise_semantic_similarity_percent_bucket{result=\"fetched\",le=\"50.0\"} 1\n")
                .contains("edgewise_semantic_similarity_percent_bucket{result=\"fetched\",le=\"80.0\"} 2\n")
                .contains("edgewise_semantic_similarity_percent_bucket{result=\"fetched\",le=\"85.0\"} 3\n")
                .contains("edgewise_semantic_similarity_percent_bucket{result=\"fetched\",le=\"98.0\"} 4\n");
    }
}
