package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
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
import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.Fault;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OpenAI's own Java SDK against the node: what works with a provider works here, whoever answers. */
class SdkTest {
    private static final int TOKENS = 8;

    private static StandInCluster cluster;
    private static TestNode node;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws Exception {
        cluster = StandInCluster.start(ClusterOptions.defaults()
                .withPace(Duration.ZERO, Duration.ofMillis(1), TOKENS)
                .withApiKey("central"));
        node = TestNode.start(TestNode.clusters("api_key: central", cluster) + """
                models:
                  - {name: chat, central: {cluster: main, model: m}}
                  - {name: embed-here, local: {model: all-minilm-l6-v2-q}}
                  - {name: embed-there, central: {cluster: main, model: e}}
                rules:
                  - {id: no-bolt, match: {tenant: [bolt]}, effect: {deny: {message: "Not for you."}}}
                tenants:
                """ + TestNode.tenant("acme", "a", "")
                + TestNode.tenant("bolt", "b", "")
                + TestNode.tenant("slow", "s", ", limits: {requests: 1/min}"));
        client = client("a");
    }

    @AfterAll
    static void stop() {
        client.close();
        node.close();
        cluster.close();
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(node.url() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams.Builder ask(String text) {
        return ChatCompletionCreateParams.builder().model("chat").addUserMessage(text);
    }

    private static ChatCompletion streamed(ChatCompletionCreateParams params) {
        ChatCompletionAccumulator joined = ChatCompletionAccumulator.create();
        try (var stream = client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(joined::accumulate);
        }
        return joined.chatCompletion();
    }

    private static String text(ChatCompletion answer) {
        return answer.choices().getFirst().message().content().orElseThrow();
    }

    @Test
    void chatFromTheCentreAndThenFromTheCache() {
        var params = ask("weather in Seoul").temperature(0).build();
        ChatCompletion first = client.chat().completions().create(params);
        ChatCompletion second = client.chat().completions().create(params);

        assertThat(text(first)).isNotEmpty();
        assertThat(first.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(first.usage().orElseThrow().completionTokens()).isEqualTo(TOKENS);
        assertThat(second).isEqualTo(first);
    }

    @Test
    void streamingChatSaysTheSameAndCountsItsTokens() {
        var usage = ChatCompletionStreamOptions.builder().includeUsage(true).build();
        ChatCompletion live = streamed(ask("streaming").streamOptions(usage).build());
        ChatCompletion whole =
                client.chat().completions().create(ask("streaming").build());
        ChatCompletion kept =
                streamed(ask("kept").temperature(0).streamOptions(usage).build());
        ChatCompletion replayed =
                streamed(ask("kept").temperature(0).streamOptions(usage).build());

        assertThat(text(live)).isEqualTo(text(whole));
        assertThat(live.usage().orElseThrow().completionTokens()).isEqualTo(TOKENS);
        assertThat(text(replayed)).isEqualTo(text(kept));
        assertThat(replayed.usage()).isEqualTo(kept.usage()).isPresent();
    }

    @Test
    void toolsWholeStreamedAndReplayed() {
        var params = ask("tools")
                .temperature(0)
                .addTool(ChatCompletionFunctionTool.builder()
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
        ChatCompletion whole = client.chat().completions().create(params);
        ChatCompletion replayed = streamed(params);

        assertThat(whole.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        assertThat(replayed.choices().getFirst().message().toolCalls())
                .isEqualTo(whole.choices().getFirst().message().toolCalls())
                .isPresent();
    }

    @Test
    void completions() {
        assertThat(client.completions()
                        .create(CompletionCreateParams.builder()
                                .model("chat")
                                .prompt("once")
                                .build())
                        .choices()
                        .getFirst()
                        .text())
                .isNotEmpty();
    }

    @Test
    void embeddingsFromTheNodeAndFromTheCentre() {
        for (String model : List.of("embed-here", "embed-there")) {
            var params = EmbeddingCreateParams.builder().model(model);
            var list = client.embeddings()
                    .create(params.inputOfArrayOfStrings(List.of("a", "b")).build());
            var base64 = client.embeddings()
                    .create(params.input("a")
                            .encodingFormat(EmbeddingCreateParams.EncodingFormat.BASE64)
                            .build());
            var floats = client.embeddings()
                    .create(params.input("a")
                            .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                            .build());
            var tokens = client.embeddings()
                    .create(params.inputOfArrayOfTokens(List.of(101L, 1037L, 102L))
                            .build());

            assertThat(list.data()).hasSize(2);
            assertThat(list.usage().promptTokens()).isPositive();
            assertThat(floats.data().getFirst().embedding()).hasSize(384);
            assertThat(base64.data()).hasSize(1);
            assertThat(tokens.data()).hasSize(1);
        }
    }

    @Test
    void aBatchIsPutTogetherOfStoredVectorsAndNewOnes() {
        var params = EmbeddingCreateParams.builder().model("embed-here");
        var known = client.embeddings()
                .create(params.inputOfArrayOfStrings(List.of("tea", "coffee")).build());
        var mixed = client.embeddings()
                .create(params.inputOfArrayOfStrings(List.of("milk", "coffee", "milk", "tea"))
                        .build());

        assertThat(mixed.data()).extracting(item -> item.index()).containsExactly(0L, 1L, 2L, 3L);
        assertThat(mixed.data().get(1).embedding())
                .isEqualTo(known.data().get(1).embedding());
        assertThat(mixed.data().get(3).embedding())
                .isEqualTo(known.data().get(0).embedding());
        assertThat(mixed.data().get(2).embedding())
                .isEqualTo(mixed.data().get(0).embedding());
        assertThat(mixed.usage().promptTokens()).isGreaterThan(known.usage().promptTokens());
    }

    @Test
    void modelsAreListedAndFound() {
        assertThat(client.models().list().data())
                .extracting(model -> model.id())
                .containsExactlyInAnyOrder("chat", "embed-here", "embed-there");
        assertThat(client.models().retrieve("embed-here").id()).isEqualTo("embed-here");
        assertThatThrownBy(() -> client.models().retrieve("nobody")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void errorsBecomeTheSdksOwnExceptions() {
        assertThatThrownBy(() -> chatAs("wrong"))
                .isInstanceOf(UnauthorizedException.class)
                .hasMessageContaining("API key");
        assertThatThrownBy(() -> chatAs("b"))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("Not for you.");
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(ask("x").model("nobody").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("embed-here");
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(ask("x").temperature(9).build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("temperature");
        chatAs("s");
        assertThatThrownBy(() -> chatAs("s")).isInstanceOfSatisfying(RateLimitException.class, limited -> {
            assertThat(limited.headers().values("retry-after"))
                    .first()
                    .asString()
                    .matches("\\d+");
            assertThat(limited.headers().values("x-ratelimit-remaining-requests"))
                    .containsExactly("0");
        });
        cluster.nextFaults(new Fault.Status(429), new Fault.Status(500), new Fault.Reset());
        assertThatThrownBy(() -> chatAs("a"))
                .isInstanceOfSatisfying(
                        RateLimitException.class,
                        limited -> assertThat(limited.headers().values("retry-after"))
                                .containsExactly("1"));
        assertThatThrownBy(() -> chatAs("a")).isInstanceOf(InternalServerException.class);
        assertThatThrownBy(() -> chatAs("a"))
                .isInstanceOfSatisfying(
                        OpenAIServiceException.class,
                        broken -> assertThat(broken.code()).contains("upstream_reset"));
    }

    private static ChatCompletion chatAs(String key) {
        OpenAIClient other = client(key);
        try {
            return other.chat().completions().create(ask("as another").build());
        } finally {
            other.close();
        }
    }

    @Test
    void streamThatBreaksIsAnExceptionNotAnEnd() {
        cluster.nextFaults(new Fault.ResetMid(3));

        assertThatThrownBy(() -> streamed(ask("breaks").build())).isInstanceOf(OpenAIException.class);
    }
}
