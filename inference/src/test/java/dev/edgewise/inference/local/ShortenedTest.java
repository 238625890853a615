package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.Shortening;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.catalog.TextHabits;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cut vectors of the built-in embedder, as a model that says it may be cut. */
@Timeout(120)
class ShortenedTest {
    @TempDir
    Path folder;

    private LocalEngine engine(Shortening shortening) {
        ModelCard known =
                ModelCatalog.embedded().find(ModelCatalog.ALL_MINILM_L6_V2_Q).orElseThrow();
        Skill.Embedding skill = (Skill.Embedding) known.skill();
        Skill cut = new Skill.Embedding(
                skill.dimensions(),
                skill.tokensMax(),
                skill.vocabularySize(),
                skill.rowsPerBatchMax(),
                skill.pooling(),
                skill.normalized(),
                skill.prompts(),
                skill.defaultPrompt(),
                shortening,
                TextHabits.USUAL);
        return new LocalEngine(
                new ModelCatalog(List.of(new ModelCard(known.id(), cut, known.source(), known.licence()))),
                folder,
                LocalLimits.ofCores(2),
                System::nanoTime);
    }

    private static Embeddings ask(LocalEngine engine, OptionalInt dimensions) throws Exception {
        List<TextInput> texts = List.of(new TextInput.Text("rain in Seoul"), new TextInput.Text("a song"));
        return (Embeddings)
                engine.answer(new Embed(ModelCatalog.ALL_MINILM_L6_V2_Q, texts, dimensions), Call.patient());
    }

    @Test
    void a_cut_vector_is_the_beginning_of_the_whole_one_with_length_one_again() throws Exception {
        try (LocalEngine engine = engine(new Shortening(false, List.of(64, 128)))) {
            Embeddings whole = ask(engine, OptionalInt.empty());
            Embeddings cut = ask(engine, OptionalInt.of(64));

            assertThat(ask(engine, OptionalInt.of(384)).dimensions()).isEqualTo(384);
            assertThat(cut.dimensions()).isEqualTo(64);
            assertThat(cut.count()).isEqualTo(2);
            for (int text = 0; text < 2; text++) {
                double length = 0;
                double beginning = 0;
                for (int d = 0; d < 64; d++) {
                    length += cut.vector(text)[d] * (double) cut.vector(text)[d];
                    beginning += whole.vector(text)[d] * (double) whole.vector(text)[d];
                }
                assertThat(length).isCloseTo(1, within(1e-5));
                for (int d = 0; d < 64; d++) {
                    assertThat(cut.vector(text)[d] * Math.sqrt(beginning))
                            .isCloseTo(whole.vector(text)[d], within(1e-6));
                }
            }
            assertThatThrownBy(() -> ask(engine, OptionalInt.of(100)))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("dimensions is 100")
                    .hasMessageContaining("64, 128 or 384");
        }
    }

    @Test
    void a_model_that_does_not_say_it_may_be_cut_is_not_and_the_answer_tells_how_to_say_it() throws Exception {
        try (LocalEngine engine = engine(Shortening.NONE)) {
            assertThatThrownBy(() -> ask(engine, OptionalInt.of(128)))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("leave dimensions out")
                    .hasMessageContaining("matryoshka_dimensions: [128, 256]");
        }
        try (LocalEngine engine = engine(new Shortening(true, List.of()))) {
            assertThat(ask(engine, OptionalInt.of(7)).dimensions()).isEqualTo(7);
            assertThatThrownBy(() -> ask(engine, OptionalInt.of(385))).hasMessageContaining("from 1 to 384");
        }
    }
}
