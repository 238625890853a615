package dev.edgewise.gateway.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.semantic.tier.NotAsked;
import dev.edgewise.cache.semantic.tier.StandardRules;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.Engine;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Usage;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An embedder whose files are being replaced: vectors of both do not compare. */
class EmbedderRevisionTest {
    /** Still has the old files in memory. */
    private final Engine engine = (work, call) -> {
        call.witness().used(work.model(), "old", false);
        return new Embeddings(new float[] {1, 0}, 2, new Usage(1, 0));
    };

    private final QuestionReader reader = new QuestionReader(engine, new StandardRules());

    private static Rules.Comparing embedder(String revision) {
        return new Rules.Comparing(new ModelId("embedder"), revision, Optional.empty(), null, 1_000_000_000, 1_000);
    }

    @Test
    void a_question_is_not_compared_while_other_files_are_in_memory_than_the_rules_name() throws Exception {
        assertThat(reader.read(embedder("new"), "How is the weather?", Long.MAX_VALUE))
                .isEqualTo(new QuestionReader.Read.Not(NotAsked.EMBEDDER));
        assertThat(reader.read(embedder("old"), "How is the weather?", Long.MAX_VALUE))
                .isInstanceOf(QuestionReader.Read.Done.class);
    }

    @Test
    void questions_of_other_files_are_in_other_partitions() {
        assertThat(embedder("new").vectorsOf()).isNotEqualTo(embedder("old").vectorsOf());
    }
}
