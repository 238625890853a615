package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.residency.KeepAlive;
import dev.edgewise.inference.residency.ModelControl;
import dev.edgewise.inference.residency.ModelState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KeptResidencyTest {
    private static final ModelId A = new ModelId("a");
    private static final ModelId B = new ModelId("b");
    private static final Optional<KeepAlive> HOUR = Optional.of(KeepAlive.of(Duration.ofHours(1)));

    @TempDir
    Path folder;

    private final Control control = new Control();

    /** Does nothing but hear. */
    private static final class Control implements ModelControl {
        final Set<ModelId> here = new HashSet<>(Set.of(A, B));
        final List<String> heard = new ArrayList<>();

        @Override
        public List<Standing> states() {
            return here.stream()
                    .map(id -> new Standing(id, ModelState.PULLED, false, Optional.empty()))
                    .toList();
        }

        @Override
        public void load(ModelId model, Call call) {}

        @Override
        public void unload(ModelId model, Call call) {}

        @Override
        public void pin(ModelId model, boolean pinned) throws EngineException {
            require(model);
            heard.add((pinned ? "pin " : "unpin ") + model);
        }

        @Override
        public Optional<KeepAlive> keep(ModelId model, Optional<KeepAlive> time) throws EngineException {
            require(model);
            heard.add("keep " + model + " " + time.map(KeepAlive::nanos).orElse(-1L));
            return Optional.empty();
        }

        private void require(ModelId model) throws EngineException {
            if (!here.contains(model)) {
                throw EngineException.of(Fault.Kind.MODEL_UNKNOWN, "no " + model);
            }
        }
    }

    private KeptResidency kept() {
        return new KeptResidency(control, folder.resolve("models").resolve(KeptResidency.FILE));
    }

    private List<String> afterARestart() {
        control.heard.clear();
        kept().apply();
        return control.heard;
    }

    @Test
    void pinsAndTimesHoldOverARestart() throws Exception {
        KeptResidency kept = kept();
        kept.pin(A, true);
        kept.keep(B, HOUR);

        assertThat(afterARestart()).containsExactlyInAnyOrder("pin a", "keep b 3600000000000");
    }

    @Test
    void whatWasTakenBackIsForgotten() throws Exception {
        KeptResidency kept = kept();
        kept.pin(A, true);
        kept.keep(A, HOUR);
        kept.unload(A, Call.patient());
        kept.pin(B, true);
        kept.pin(B, false);

        assertThat(afterARestart()).containsExactly("keep a 3600000000000");
        kept.keep(A, Optional.empty());
        assertThat(afterARestart()).isEmpty();
    }

    @Test
    void whatWasSaidOfAModelThatIsNotThereYetWaitsForIt() throws Exception {
        kept().pin(A, true);
        control.here.remove(A);
        KeptResidency next = kept();
        control.heard.clear();
        next.apply();
        assertThat(control.heard).isEmpty();

        control.here.add(A);
        next.apply();
        assertThat(control.heard).containsExactly("pin a");
    }

    @Test
    void aDamagedFileCountsAsEmptyAndIsWrittenAnew() throws Exception {
        Files.createDirectories(folder.resolve("models"));
        Files.writeString(folder.resolve("models").resolve(KeptResidency.FILE), "{ no json");

        assertThat(afterARestart()).isEmpty();
        kept().pin(A, true);
        assertThat(afterARestart()).containsExactly("pin a");
    }

    @Test
    void aPinnedModelIsInMemoryWhenItsNodeStartsAgain() throws IOException {
        String yaml = TestNode.LISTEN + "models: [{name: embed, local: {model: all-minilm-l6-v2-q, keep_alive: 0}}]\n";
        try (var node = TestNode.start(folder, yaml)) {
            assertThat(node.post("/admin/v1/models/embed/pin", "{}").statusCode())
                    .isEqualTo(200);
            assertThat(node.post("/admin/v1/models/embed/load", "{\"keep_alive\": \"10m\"}")
                            .statusCode())
                    .isEqualTo(200);
        }
        try (var node = TestNode.start(folder, yaml)) {
            JsonNode local = new ObjectMapper()
                    .readTree(node.get("/admin/v1/models/embed").body())
                    .path("local");
            assertThat(local.path("pinned").asBoolean()).isTrue();
            assertThat(local.path("keep_alive").asText()).isEqualTo("10m");
        }
    }
}
