package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Classified;
import dev.edgewise.inference.Classify;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.head.HeadFile;
import dev.edgewise.inference.head.LinearHead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A head that was trained again while the node runs. */
@Timeout(120)
class NewFilesTest {
    private static final ModelId TOPICS = new ModelId("topics");
    private static final ModelCard EMBEDDER = ModelCatalog.embedded().cards().getFirst();

    @TempDir
    static Path folder;

    /** The revision of the head that answered last, and whether it was the one the engine was last told of. */
    private String seen = "";

    private static ModelCatalog catalog(Path files, String... labels) {
        Skill skill = new Skill.Classification(List.of(labels), false, 256, 30_522, 1, new Calibration(1, 0, 1e9));
        List<ModelCard> cards = new ArrayList<>(ModelCatalog.embedded().cards());
        cards.add(new ModelCard(TOPICS, skill, new ModelSource.Head(files, EMBEDDER), "unknown"));
        return new ModelCatalog(cards);
    }

    /** A head that answers with its last label always. */
    private static Path head(String name, String... labels) throws Exception {
        Path files = Files.createDirectories(folder.resolve(name));
        float[] bias = new float[labels.length];
        Arrays.fill(bias, -5);
        bias[labels.length - 1] = 5;
        var head =
                new LinearHead(List.of(labels), 384, new float[labels.length * 384], bias, new Calibration(1, 0, 1e9));
        Files.write(files.resolve(HeadFile.NAME), new HeadFile(EMBEDDER.id().value(), head).toBytes());
        return files;
    }

    private String label(LocalEngine engine) throws Exception {
        String embedder = "-" + EMBEDDER.revision();
        Call call = Call.patient().seenBy((model, revision, current) -> {
            if (model.equals(TOPICS)) {
                seen = revision.replace(embedder, "") + " " + current;
            }
        });
        var classified =
                (Classified) engine.answer(new Classify(TOPICS, List.of(new TextInput.Text("the sky is blue"))), call);
        return classified.labels().get(classified.best(0));
    }

    @Test
    void a_head_trained_again_answers_with_its_new_labels_and_a_damaged_one_leaves_the_old_in_place() throws Exception {
        Path first = head("first", "weather", "sports");
        Path second = head("second", "weather", "sports", "politics");
        Path broken = Files.createDirectories(folder.resolve("broken"));
        Files.writeString(broken.resolve(HeadFile.NAME), "{");
        try (LocalEngine engine = new LocalEngine(
                catalog(first, "weather", "sports"), folder, LocalLimits.ofCores(2), System::nanoTime)) {
            assertThat(label(engine)).isEqualTo("sports");

            engine.serve(catalog(second, "weather", "sports", "politics"), Map.of());
            engine.control().load(TOPICS, Call.patient());
            assertThat(label(engine)).isEqualTo("politics");
            assertThat(seen).isEqualTo(second.getFileName() + " true");

            engine.serve(catalog(broken, "weather", "sports"), Map.of());
            assertThatThrownBy(() -> engine.control().load(TOPICS, Call.patient()))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("the one before stays");
            assertThat(label(engine)).isEqualTo("politics");
            assertThat(seen)
                    .as("whoever asks hears that the old files answer")
                    .isEqualTo(second.getFileName() + " false");
        }
    }
}
