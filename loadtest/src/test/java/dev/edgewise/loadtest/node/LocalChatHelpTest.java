package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A chat model on the node with the centre behind it: who answers what, and OpenAI's own SDK against the local model. */
@Timeout(120)
class LocalChatHelpTest {
    private static final String TOOL =
            ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"w\",\"parameters\":{\"type\":\"object\"}}}]";

    private static StandInCluster cluster;
    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        String folder = HubFolder.of(HubFolder.CHAT).toString();
        cluster = StandInCluster.start(ClusterOptions.defaults().withPace(Duration.ZERO, Duration.ZERO, 4));
        node = TestNode.start(TestNode.clusters("", cluster) + """
                models:
                  - {name: chat, local: {model: "file:%s", keep_alive: 1h}, central: {cluster: main, model: m}}
                """.formatted(folder));
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
            cluster.close();
        }
    }

    private static Client.Answer ask(String content, String more) throws Exception {
        return node.client().chat(Client.ask(content, more), "Edge-Cache", "off");
    }

    /** The first request finds the model cold, and its wait is what loads it. */
    private static void warm() {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> ask("Hi", ",\"max_tokens\":1").servedBy().equals("local"));
    }

    @Test
    void coldModelIsHelpedByTheCentreAndWarmOneComesFirst() throws Exception {
        assertThat(ask("Hi", ",\"max_tokens\":1").status()).isEqualTo(200);
        warm();
        Client.Answer here = ask("Hi", ",\"max_tokens\":2");

        assertThat(here.servedBy()).isEqualTo("local");
        assertThat(here.header("edge-why")).isEqualTo("fits-local");
    }

    @Test
    void whatTheLocalModelHasNotBeenTaughtGoesToTheCentre() throws Exception {
        warm();
        Client.Answer tools = ask("Weather?", TOOL);
        Client.Answer none = ask("Weather?", TOOL + ",\"tool_choice\":\"none\",\"max_tokens\":2");
        Client.Answer picture = node.client()
                .chat(
                        "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
                                + "\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]}]}",
                        "Edge-Cache",
                        "off");

        Client.Answer choice = ask("Yes or no?", ",\"guided_choice\":[\"yes\",\"no\"]");
        assertThat(choice.servedBy()).isEqualTo("central");
        assertThat(choice.header("edge-why")).isEqualTo("local-unfit");
        assertThat(tools.status()).as(tools.body()).isEqualTo(200);
        assertThat(tools.servedBy()).isEqualTo("central");
        assertThat(tools.header("edge-why")).isEqualTo("local-unfit");
        assertThat(none.servedBy()).isEqualTo("local");
        assertThat(picture.servedBy()).isEqualTo("central");
    }

    @Test
    void manyMoreThanTheSlotsAreAllAnsweredWithTheCentresHelp() throws Exception {
        warm();
        List<CompletableFuture<Client.Answer>> asked = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String body = Client.ask("Write about the number " + i + ".", ",\"max_tokens\":24,\"seed\":1");
            asked.add(node.client().sendLater(node.client().post("/v1/chat/completions", body, "Edge-Cache", "off")));
        }
        List<Client.Answer> answers =
                asked.stream().map(CompletableFuture::join).toList();

        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(answers).anyMatch(answer -> answer.servedBy().equals("local"));
    }

    @Test
    void openAisSdkChatsWithTheLocalModelWholeAndStreamed() throws Exception {
        warm();
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(node.url() + "/v1")
                .apiKey("none")
                .maxRetries(0)
                .build();
        try {
            var params = ChatCompletionCreateParams.builder()
                    .model("chat")
                    .addUserMessage("What is the capital of France?")
                    .temperature(0)
                    .maxCompletionTokens(12)
                    .putAdditionalHeader("Edge-Cache", "off")
                    .putAdditionalHeader("Edge-Target", "edge")
                    .build();
            ChatCompletion whole = client.chat().completions().create(params);
            var joined = ChatCompletionAccumulator.create();
            try (var stream = client.chat().completions().createStreaming(params)) {
                stream.stream().forEach(joined::accumulate);
            }
            ChatCompletion streamed = joined.chatCompletion();

            assertThat(whole.choices().getFirst().message().content().orElse(""))
                    .contains("Paris");
            assertThat(streamed.choices().getFirst().message().content())
                    .isEqualTo(whole.choices().getFirst().message().content());
            assertThat(streamed.choices().getFirst().finishReason())
                    .isEqualTo(whole.choices().getFirst().finishReason());
        } finally {
            client.close();
        }
    }
}
