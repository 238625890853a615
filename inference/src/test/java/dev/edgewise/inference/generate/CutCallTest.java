package dev.edgewise.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.ChatMessage;
import dev.edgewise.inference.Delta;
import dev.edgewise.inference.FinishReason;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.GeneratedChoice;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.Tool;
import dev.edgewise.inference.ToolChoice;
import dev.edgewise.inference.chat.ChatTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that a real model is made to write, with too few tokens for them. Its own template knows no tools. */
@Timeout(300)
class CutCallTest {
    private static final String PARAMETERS =
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"minLength\":40,\"pattern\":\"^[A-Za-z ]*$\"}},"
                    + "\"required\":[\"city\"],\"additionalProperties\":false}";
    private static final Tool TOOL = new Tool(
            "get_weather",
            "{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"parameters\":" + PARAMETERS + "}}",
            PARAMETERS);
    private static final String TEMPLATE = "{% for message in messages %}<|im_start|>{{ message.role }} "
            + "{{ message.content }}<|im_end|>{% endfor %}{% if tools %}{% endif %}<|im_start|>assistant ";

    private static Generator generator;

    @BeforeAll
    static void load() throws Exception {
        var limits = new GenerationLimits(2, 2, 2048, 64);
        GenerationModel model = RealModel.open(RealModel.SHARED, limits);
        generator = new Generator(
                new GenerationModel(
                        model.id(),
                        model.decoder(),
                        model.tokenizer(),
                        Optional.of(new ChatTemplate(TEMPLATE, Map.of(), () -> 0))),
                limits,
                System::nanoTime,
                new SplittableRandom(1));
    }

    @AfterAll
    static void close() {
        if (generator != null) {
            generator.close();
        }
    }

    private static GeneratedChoice forced(int tokensMax, List<Delta> deltas) throws Exception {
        var prompt = new Prompt.Chat(
                List.of(ChatMessage.of("user", "What is the weather in Seoul?")),
                List.of(TOOL),
                new ToolChoice.Required());
        var work =
                Generate.of(RealModel.ID, prompt, Sampling.greedy(), tokensMax).heardBy(deltas::add);
        return generator.answer(work, Call.patient()).choices().getFirst();
    }

    @Test
    void aForcedCallWithoutRoomEndsByItsLengthWithThePartThatWasWritten() throws Exception {
        for (int tokensMax : new int[] {1, 4, 12, 20}) {
            List<Delta> deltas = new ArrayList<>();
            GeneratedChoice choice = forced(tokensMax, deltas);

            assertThat(choice.finish()).isEqualTo(FinishReason.LENGTH);
            assertThat(choice.text()).isEmpty();
            assertThat(choice.toolCalls()).hasSize(1);
            assertThat(choice.toolCalls().getFirst().name()).isEqualTo("get_weather");
            assertThat(deltas.stream().map(Delta::text)).allMatch(String::isEmpty);
            assertThat(deltas.getLast().toolCalls()).isEqualTo(choice.toolCalls());
            assertThat(deltas.getLast().finish()).contains(FinishReason.LENGTH);
        }
        // The text itself needs 40 characters, so that the call cannot be whole; the model may put blanks before it.
        assertThat(forced(36, new ArrayList<>()).toolCalls().getFirst().arguments())
                .startsWith("{")
                .doesNotEndWith("}");
    }
}
