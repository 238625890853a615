package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.Embed;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Purpose;
import dev.edgewise.inference.catalog.Pooling;
import dev.edgewise.inference.catalog.Skill;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PromptsTest {
    private static final Map<String, String> E5 = Map.of("query", "query: ", "passage", "passage: ");

    private static Skill.Embedding skill(Map<String, String> prompts, Optional<String> byDefault) {
        return new Skill.Embedding(4, 16, 10, 1, Pooling.MEAN, true, prompts, byDefault);
    }

    private static String of(Purpose purpose, Skill.Embedding skill) throws EngineException {
        return Prompts.of(Embed.ofTexts(new ModelId("m"), List.of("a")).withPurpose(purpose), skill);
    }

    @Test
    void eachPurposeHasThePromptThatTheModelCallsBySomeNameForIt() throws EngineException {
        Skill.Embedding e5 = skill(E5, Optional.of("query"));
        Skill.Embedding other = skill(Map.of("search_query", "q ", "document", "d "), Optional.empty());

        assertThat(of(Purpose.QUERY, e5)).isEqualTo("query: ");
        assertThat(of(Purpose.PASSAGE, e5)).isEqualTo("passage: ");
        assertThat(of(Purpose.QUERY, other)).isEqualTo("q ");
        assertThat(of(Purpose.PASSAGE, other)).isEqualTo("d ");
    }

    @Test
    void aModelWithoutAPromptForPassagesGetsThemAsTheyAre() throws EngineException {
        Skill.Embedding asks = skill(Map.of("query", "ask: "), Optional.of("query"));

        assertThat(of(Purpose.PASSAGE, asks)).isEmpty();
        assertThat(of(Purpose.QUERY, asks)).isEqualTo("ask: ");
        assertThat(of(Purpose.QUERY, skill(Map.of(), Optional.empty()))).isEmpty();
        assertThat(of(Purpose.PASSAGE, skill(Map.of("text", "t: "), Optional.of("text"))))
                .isEqualTo("t: ");
    }

    @Test
    void aPromptThatIsNamedGoesBeforeThePurpose() throws EngineException {
        Embed work = new Embed(new ModelId("m"), List.of(), OptionalInt.empty(), Optional.of("passage"));

        assertThat(Prompts.of(work.withPurpose(Purpose.QUERY), skill(E5, Optional.empty())))
                .isEqualTo("passage: ");
    }
}
