package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.edgewise.gateway.config.ConfigLoader;
import dev.edgewise.gateway.config.Loaded;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.routing.model.LocalModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptTokensMaxTest {
    @TempDir
    Path folder;

    private static int shown(Skill skill, int contextMax) {
        var card = new ModelCard(
                new ModelId("m"), skill, new ModelSource.Embedded("model.onnx", "tokenizer.json", "r1"), "unknown");
        return RulesFactory.localModel(card, contextMax).promptTokensMax();
    }

    @Test
    void of_a_writer_the_lesser_of_its_window_and_of_the_nodes_setting_is_told() {
        var writer = new Skill.Generation(8192, 100, Optional.empty(), 0, false);

        assertThat(shown(writer, 2048)).isEqualTo(2048);
        assertThat(shown(writer, 262_144)).isEqualTo(8192);
    }

    @Test
    void of_any_other_model_its_own_length_is_told() {
        assertThat(shown(new Skill.Reranking(512, 100, 8), 256)).isEqualTo(512);
    }

    @Test
    void another_context_in_the_file_leaves_a_running_nodes_models_as_they_were() throws Exception {
        Path chat = Path.of("..", "..", "shared", "hub", "edgewise/smollm2-135m-instruct")
                .toAbsolutePath()
                .normalize();
        assumeTrue(Files.isDirectory(chat), "skipped: the chat model is not beside the checkout");
        NodeConfig started = config(chat, 1024);
        NodeModels models = NodeModels.of(started, new Promotions(folder.resolve("no-versions.json")));
        var factory = new RulesFactory(started);

        var before = factory.aliases(started, models);
        assertThat(before.getFirst().local())
                .extracting(LocalModel::promptTokensMax)
                .isEqualTo(1024);
        assertThat(factory.aliases(config(chat, 512), models))
                .as("nothing that answers would be purged for")
                .isEqualTo(before);
    }

    private NodeConfig config(Path chat, int context) throws Exception {
        Path file = Files.writeString(folder.resolve("edgewise.yaml"), """
                store: {dir: data}
                inference: {generation: {context: %d}}
                models: [{name: chat, local: {model: "file:%s"}}]
                """.formatted(context, chat));
        return switch (new ConfigLoader(Map.of(), Set.of()).load(file)) {
            case Loaded.Good good -> good.config();
            case Loaded.Bad bad -> throw new AssertionError(bad.problems());
        };
    }
}
