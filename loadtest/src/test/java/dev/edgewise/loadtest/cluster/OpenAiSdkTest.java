package dev.edgewise.loadtest.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stand-in through OpenAI's own SDK: what it accepts from a real server it accepts from this one. */
class OpenAiSdkTest {
    private StandInCluster cluster;
    private OpenAIClient client;

    @BeforeEach
    void start() throws Exception {
        cluster = StandInCluster.start(ClusterOptions.defaults()
                .withPace(Duration.ZERO, Duration.ofMillis(1), 8)
                .withApiKey("k")
                .withModels(List.of("m")));
        client = client("k");
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(cluster.url() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams.Builder ask(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("What is the weather in Seoul?");
    }

    @Test
    void chat() {
        ChatCompletion answer = client.chat().completions().create(ask("m").n(2).build());

        assertThat(answer.choices()).hasSize(2);
        assertThat(answer.choices().getFirst().message().content()).isPresent();
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(answer.usage())
                .get()
                .satisfies(usage -> assertThat(usage.completionTokens()).isEqualTo(16));
    }

    @Test
    void streamingWithUsage() {
        ChatCompletionCreateParams params = ask("m").streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        ChatCompletionAccumulator joined = ChatCompletionAccumulator.create();
        try (var stream = client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(joined::accumulate);
        }

        ChatCompletion whole = client.chat().completions().create(ask("m").build());
        assertThat(joined.chatCompletion().choices().getFirst().message().content())
                .isEqualTo(whole.choices().getFirst().message().content());
        assertThat(joined.chatCompletion().usage())
                .get()
                .satisfies(u -> assertThat(u.completionTokens()).isEqualTo(8));
    }

    @Test
    void toolsWholeAndStreamed() {
        ChatCompletionCreateParams params = ask("m").addTool(ChatCompletionFunctionTool.builder()
                        .function(FunctionDefinition.builder()
                                .name("get_weather")
                                .parameters(FunctionParameters.builder()
                                        .putAdditionalProperty("type", JsonValue.from("object"))
                                        .putAdditionalProperty(
                                                "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                        .build())
                                .build())
                        .build())
                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
                .build();
        ChatCompletionAccumulator joined = ChatCompletionAccumulator.create();
        try (var stream = client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(joined::accumulate);
        }
        var whole = client.chat().completions().create(params).choices().getFirst();

        assertThat(whole.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        var call = whole.message().toolCalls().orElseThrow().getFirst().asFunction();
        var streamed = joined.chatCompletion()
                .choices()
                .getFirst()
                .message()
                .toolCalls()
                .orElseThrow()
                .getFirst()
                .asFunction();
        assertThat(call.function().name()).isEqualTo("get_weather");
        assertThat(Http.json(call.function().arguments()).path("city").isTextual())
                .isTrue();
        assertThat(streamed.function().arguments()).isEqualTo(call.function().arguments());
        assertThat(streamed.id()).isEqualTo(call.id());
    }

    @Test
    void completionsEmbeddingsAndModels() {
        assertThat(client.completions()
                        .create(CompletionCreateParams.builder()
                                .model("m")
                                .prompt("once")
                                .build())
                        .choices()
                        .getFirst()
                        .text())
                .isNotEmpty();
        var embeddings = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("m")
                        .inputOfArrayOfStrings(List.of("a", "b"))
                        .dimensions(16)
                        .build());
        assertThat(embeddings.data()).hasSize(2);
        assertThat(embeddings.data().getFirst().embedding()).hasSize(16);
        assertThat(client.models().list().data())
                .singleElement()
                .satisfies(m -> assertThat(m.id()).isEqualTo("m"));
    }

    @Test
    void errorsBecomeTheSdksOwnExceptions() {
        assertThatThrownBy(() -> client.chat().completions().create(ask("x").build()))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(ask("m").temperature(3).build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("temperature");
        OpenAIClient other = client("wrong");
        assertThatThrownBy(() -> other.chat().completions().create(ask("m").build()))
                .isInstanceOf(UnauthorizedException.class);
        other.close();
        cluster.nextFaults(new Fault.Status(429), new Fault.Status(503));
        assertThatThrownBy(() -> client.chat().completions().create(ask("m").build()))
                .isInstanceOf(RateLimitException.class);
        assertThatThrownBy(() -> client.chat().completions().create(ask("m").build()))
                .isInstanceOf(InternalServerException.class);
    }
}
