package dev.edgewise.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.ChatMessage;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.ToolChoice;
import dev.edgewise.inference.chat.ChatTemplate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is at fault where a template does not write a conversation. */
@Timeout(300)
class TemplateFaultTest {
    private static final String TEMPLATE = "{% if messages[0].content == 'odd' %}"
            + "{{ raise_exception('roles must alternate') }}{% endif %}{{ messages | nosuchfilter }}";

    @Test
    void a_template_that_fails_leaves_the_conversation_to_another_model_and_one_that_refuses_it_does_not()
            throws Exception {
        var limits = new GenerationLimits(1, 1, 2048, 64);
        GenerationModel model = RealModel.open(RealModel.SHARED, limits);
        var template = new ChatTemplate(TEMPLATE, Map.of(), () -> 0);
        try (var generator = new Generator(
                new GenerationModel(model.id(), model.decoder(), model.tokenizer(), Optional.of(template)),
                limits,
                System::nanoTime,
                new SplittableRandom(1))) {
            Fault failed = fault(generator, "hello");
            assertThat(failed.kind()).isEqualTo(Fault.Kind.UNSUPPORTED);
            assertThat(failed.field()).isEqualTo("messages");
            assertThat(failed.message()).contains("chat template fails", "nosuchfilter");

            Fault refused = fault(generator, "odd");
            assertThat(refused.kind()).isEqualTo(Fault.Kind.INPUT_INVALID);
            assertThat(refused.message()).contains("refuses this conversation", "roles must alternate");
        }
    }

    private static Fault fault(Generator generator, String content) {
        var prompt = new Prompt.Chat(List.of(ChatMessage.of("user", content)), List.of(), new ToolChoice.Auto());
        return Assertions.catchThrowableOfType(
                        EngineException.class,
                        () -> generator.answer(Generate.of(RealModel.ID, prompt, Sampling.greedy(), 4), Call.patient()))
                .fault();
    }
}
