package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.admin.Audit;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model that no memory of this node can hold. */
@Timeout(60)
class LocalTooLargeTest {
    @TempDir
    Path folder;

    @Test
    void whatNeverFitsIsRefusedForGoodAgainAndAgainAndTheNodeStaysReady() throws Exception {
        try (TestNode node = TestNode.start(folder, TestNode.LISTEN + """
                inference: {memory: {host_max: 64MB}}
                models: [{name: embed, local: {model: all-minilm-l6-v2-q, keep_alive: 5m}}]
                """)) {
            for (int time = 0; time < 3; time++) {
                HttpResponse<String> reply = node.ask("/v1/embeddings", "{\"model\":\"embed\",\"input\":\"hello\"}");

                assertThat(reply.statusCode()).isEqualTo(503);
                JsonNode error = new ObjectMapper().readTree(reply.body()).path("error");
                assertThat(error.path("code").asText()).isEqualTo("local_model_too_large");
                assertThat(error.path("message").asText()).contains("budget of 64 MB", "inference.memory.host_max");
                assertThat(error.path("retryable").asBoolean(true)).isFalse();
                assertThat(reply.headers().firstValue("retry-after")).isEmpty();
                assertThat(reply.headers().firstValue("x-should-retry")).hasValue("false");
            }
            HttpResponse<String> tensors = node.ask("/v2/models/embed/infer", "{\"inputs\":[]}");
            assertThat(tensors.statusCode()).as(tensors.body()).isEqualTo(503);
            assertThat(tensors.headers().firstValue("retry-after")).isEmpty();
            assertThat(node.post("/admin/v1/models/embed/load", "").statusCode())
                    .isEqualTo(409);
            assertThat(node.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aTimeToStayIsToldInTheAuditAndHoldsOnlyWhereTheModelCouldBeLoaded() throws Exception {
        List<String> audit = new CopyOnWriteArrayList<>();
        Handler heard = new Handler() {
            @Override
            public void publish(LogRecord line) {
                audit.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(Audit.LOG_NAME);
        log.addHandler(heard);
        try (TestNode node = TestNode.start(folder, TestNode.LISTEN + """
                inference: {memory: {host_max: 64MB}}
                models: [{name: embed, local: {model: all-minilm-l6-v2-q, keep_alive: 5m}}]
                """)) {
            assertThat(node.post("/admin/v1/models/embed/load", "{\"keep_alive\":\"9m\"}")
                            .statusCode())
                    .isEqualTo(409);
            assertThat(new ObjectMapper()
                            .readTree(node.get("/admin/v1/models/embed").body())
                            .at("/local/keep_alive")
                            .asText())
                    .isEqualTo("5m");
        } finally {
            log.removeHandler(heard);
        }
        assertThat(audit).anySatisfy(line -> assertThat(line).contains("models.load", "\"not done, keep_alive 9m\""));
    }
}
