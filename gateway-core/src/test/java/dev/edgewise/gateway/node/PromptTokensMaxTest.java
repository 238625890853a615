package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.catalog.Skill;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromptTokensMaxTest {
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
}
