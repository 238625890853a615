package dev.edgewise.cache.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.json.Json;
import dev.edgewise.cache.json.JsonReader;
import dev.edgewise.cache.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What one form says, the other says too. */
class FormsPropertyTest {
    private static final List<String> TEXTS =
            List.of("a", "Hello, world. ", "안녕", "😀", "\ud800", "\"\\\n\u0001", "data: x\n\n", "[DONE]", "{\"a\":1}");

    @Property
    void anObjectSurvivesTheWayThroughAStream(@ForAll("answers") Json.Obj answer) {
        String stream = Replies.text(Replies.answer(string(answer)), Form.SSE_WITH_USAGE);

        String back = Replies.text(Replies.streamed(stream), Form.JSON);

        assertThat(parsed(back)).isEqualTo(answer);
    }

    @Property
    void aStreamCutIntoAnyPiecesGivesTheSameObject(@ForAll("answers") Json.Obj answer, @ForAll Random random) {
        String stream = Replies.text(Replies.answer(string(answer)), Form.SSE_WITH_USAGE);
        StringBuilder finer = new StringBuilder();
        for (String event : List.of(stream.split("\n\n", -1))) {
            finer.append(event.startsWith("data: {") ? cut(event.substring(6), random) : event + "\n\n");
        }

        assertThat(parsed(Replies.text(Replies.streamed(finer.toString()), Form.JSON)))
                .isEqualTo(answer);
    }

    @Property(tries = 200)
    void theSameUsageIsReadFromEveryForm(@ForAll("answers") Json.Obj answer) {
        CachedAnswer fromJson = Replies.answer(string(answer));
        CachedAnswer fromStream = Replies.streamed(Replies.text(fromJson, Form.SSE_WITH_USAGE));
        CachedAnswer again = Replies.answer(Replies.text(fromStream, Form.JSON));

        assertThat(fromStream.usage()).isNotNull().isEqualTo(fromJson.usage()).isEqualTo(again.usage());
    }

    /** The same event as several: each piece of text and of arguments in halves. */
    private static String cut(String event, Random random) {
        Json.Obj chunk = parsed(event);
        if (!(chunk.get("choices") instanceof Json.Arr(var choices))
                || choices.isEmpty()
                || !(choices.getFirst() instanceof Json.Obj choice)
                || !(choice.get("delta") instanceof Json.Obj delta)) {
            return "data: " + event + "\n\n";
        }
        StringBuilder events = new StringBuilder();
        for (String name : List.of("content", "reasoning_content")) {
            if (delta.get(name) instanceof Json.Text(var text) && !text.isEmpty()) {
                int middle = random.nextInt(text.length() + 1);
                delta.with(name, new Json.Text(text.substring(0, middle)));
                events.append("data: ").append(string(chunk)).append("\n\n");
                delta.with(name, new Json.Text(text.substring(middle)));
            }
        }
        if (delta.get("tool_calls") instanceof Json.Arr(var calls)
                && calls.getFirst() instanceof Json.Obj call
                && call.get("function") instanceof Json.Obj function
                && function.get("arguments") instanceof Json.Text(var arguments)) {
            int middle = random.nextInt(arguments.length() + 1);
            function.with("arguments", new Json.Text(arguments.substring(0, middle)));
            events.append("data: ").append(string(chunk)).append("\n\n");
            call.members().keySet().removeAll(List.of("id", "type"));
            call.with("function", new Json.Obj().with("arguments", new Json.Text(arguments.substring(middle))));
        }
        boolean split = !events.isEmpty();
        if (split) {
            // Log probabilities went out with the first half.
            choice.members().remove("logprobs");
        }
        return events.append("data: ").append(string(chunk)).append("\n\n").toString();
    }

    @Provide
    Arbitrary<Json.Obj> answers() {
        return Arbitraries.randomValue(FormsPropertyTest::answer);
    }

    private static Json.Obj answer(Random random) {
        List<Json> choices = new ArrayList<>();
        boolean ofANode = random.nextBoolean();
        for (int i = 0; i <= random.nextInt(2); i++) {
            Json.Obj choice = choice(random, choices.size());
            choices.add(ofANode ? choice.with("edge", parsed("{\"confidence\":{\"mean_logprob\":-0.5}}")) : choice);
        }
        Json.Obj answer = new Json.Obj()
                .with("id", new Json.Text("c1"))
                .with("object", new Json.Text("chat.completion"))
                .with("created", new Json.Literal("1700000000"));
        if (random.nextBoolean()) {
            answer.with("unknown", new Json.Literal("12345678901234567.890"));
        }
        answer.with("choices", new Json.Arr(choices));
        return answer.with("usage", parsed("{\"prompt_tokens\":" + random.nextInt(99) + ",\"completion_tokens\":2}"));
    }

    private static Json.Obj choice(Random random, int index) {
        boolean calls = random.nextInt(3) == 0;
        Json.Obj message = new Json.Obj().with("role", new Json.Text("assistant"));
        message.with("content", calls ? Json.NULL : new Json.Text(text(random)));
        if (random.nextBoolean()) {
            message.with("refusal", Json.NULL);
        }
        if (random.nextBoolean()) {
            message.with("annotations", new Json.Arr(List.of(new Json.Obj().with("url", new Json.Text("u")))));
        }
        if (random.nextBoolean()) {
            message.with("reasoning_content", new Json.Text(text(random)));
        }
        if (calls) {
            message.with("tool_calls", new Json.Arr(List.of(call(random, "a"), call(random, "b"))));
        }
        Json.Obj choice = new Json.Obj().with("index", Json.number(index)).with("message", message);
        boolean scored = random.nextBoolean();
        choice.with("logprobs", scored ? parsed("{\"content\":[{\"token\":\"a\",\"logprob\":-0.5}]}") : Json.NULL);
        choice.with("finish_reason", new Json.Text(calls ? "tool_calls" : "stop"));
        return random.nextBoolean() ? choice.with("stop_reason", new Json.Literal("7")) : choice;
    }

    private static Json call(Random random, String id) {
        Json.Obj function =
                new Json.Obj().with("name", new Json.Text("f")).with("arguments", new Json.Text(text(random)));
        return new Json.Obj()
                .with("id", new Json.Text(id))
                .with("type", new Json.Text("function"))
                .with("function", function);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(TEXTS.get(random.nextInt(TEXTS.size())).repeat(random.nextInt(8) == 0 ? 700 : 1));
        }
        return text.toString();
    }

    private static String string(Json json) {
        return new String(JsonWriter.bytes(json), UTF_8);
    }

    private static Json.Obj parsed(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        return (Json.Obj) new JsonReader(1 << 20).read(bytes, 0, bytes.length);
    }
}
