package dev.edgewise.gateway.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.edgewise.inference.Classified;
import dev.edgewise.inference.LabelConfidence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Labels as answers: of {@code /v1/classify} in the shape of vLLM and Jina, of {@code /v1/moderations} in OpenAI's. */
public final class LabelAnswerJson {
    private static final JsonFactory JSON = new JsonFactory();
    /** What classifiers call a text that is none of their categories. */
    private static final Set<String> HARMLESS = Set.of(
            "safe", "ok", "okay", "neutral", "normal", "none", "clean", "harmless", "benign", "sfw", "appropriate");

    private static final Pattern NEGATED = Pattern.compile("(?:not|non|no)[ _-].+|nothate");

    private LabelAnswerJson() {}

    /** An answer to {@code /v1/classify} in UTF-8. */
    public static byte[] classified(Classified answer, Shown shown, String alias, String id, long epochSeconds) {
        var out =
                new ByteArrayOutputStream(256 + answer.count() * answer.labels().size() * 16);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("id", "classify-" + id);
            json.writeStringField("object", "list");
            json.writeNumberField("created", epochSeconds);
            json.writeStringField("model", alias);
            json.writeArrayFieldStart("data");
            for (int input = 0; input < answer.count(); input++) {
                item(json, answer, input, shown);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("labels");
            for (String label : answer.labels()) {
                json.writeString(label);
            }
            json.writeEndArray();
            usage(json, answer);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void item(JsonGenerator json, Classified answer, int input, Shown shown) throws IOException {
        int best = answer.best(input);
        json.writeStartObject();
        json.writeStringField("object", "classification");
        json.writeNumberField("index", input);
        json.writeStringField("label", answer.labels().get(best));
        json.writeNumberField("score", answer.score(input, best));
        json.writeArrayFieldStart("probs");
        for (int label = 0; label < answer.labels().size(); label++) {
            json.writeNumber(answer.score(input, label));
        }
        json.writeEndArray();
        json.writeNumberField("num_classes", answer.labels().size());
        json.writeArrayFieldStart("predictions");
        for (int label : order(answer, input, shown)) {
            json.writeStartObject();
            json.writeStringField("label", answer.labels().get(label));
            json.writeNumberField("score", answer.score(input, label));
            json.writeEndObject();
        }
        json.writeEndArray();
        LabelConfidence sure = answer.confidence(input);
        json.writeObjectFieldStart("edge");
        json.writeNumberField("confidence", sure.top());
        json.writeNumberField("margin", sure.margin());
        json.writeNumberField("energy", sure.energy());
        json.writeBooleanField("unknown", sure.unknown());
        json.writeBooleanField("calibrated", sure.calibrated());
        json.writeBooleanField("several", answer.several());
        if (answer.several()) {
            json.writeNumberField("threshold", answer.holdsFrom());
            json.writeArrayFieldStart("labels");
            for (int label = 0; label < answer.labels().size(); label++) {
                if (answer.holds(input, label)) {
                    json.writeString(answer.labels().get(label));
                }
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static List<Integer> order(Classified answer, int input, Shown shown) {
        return IntStream.range(0, answer.labels().size())
                .filter(label -> answer.score(input, label) >= shown.threshold())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer label) -> -answer.score(input, label)))
                .limit(shown.top())
                .toList();
    }

    /** An answer to {@code /v1/moderations} in UTF-8: a label that says there is nothing to find is no category. */
    public static byte[] moderated(Classified answer, String alias, String id) {
        List<Integer> categories = IntStream.range(0, answer.labels().size())
                .filter(label -> !harmless(answer.labels().get(label)))
                .boxed()
                .toList();
        var out = new ByteArrayOutputStream(256 + answer.count() * categories.size() * 64);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("id", "modr-" + id);
            json.writeStringField("model", alias);
            json.writeArrayFieldStart("results");
            for (int input = 0; input < answer.count(); input++) {
                int of = input;
                json.writeStartObject();
                json.writeBooleanField("flagged", categories.stream().anyMatch(category -> answer.holds(of, category)));
                json.writeObjectFieldStart("categories");
                for (int category : categories) {
                    json.writeBooleanField(answer.labels().get(category), answer.holds(input, category));
                }
                json.writeEndObject();
                json.writeObjectFieldStart("category_scores");
                for (int category : categories) {
                    json.writeNumberField(answer.labels().get(category), answer.score(input, category));
                }
                json.writeEndObject();
                json.writeEndObject();
            }
            json.writeEndArray();
            usage(json, answer);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** How sure the least sure input is, 0 to 1, with three decimals. */
    public static String confidence(Classified answer) {
        return written(IntStream.range(0, answer.count())
                .mapToDouble(input -> sure(answer, input))
                .min()
                .orElse(0));
    }

    /** The same of each input alone. */
    public static List<String> confidences(Classified answer) {
        return IntStream.range(0, answer.count())
                .mapToObj(input -> written(sure(answer, input)))
                .toList();
    }

    private static double sure(Classified answer, int input) {
        LabelConfidence confidence = answer.confidence(input);
        return answer.several() ? confidence.margin() : confidence.top();
    }

    private static String written(double confidence) {
        return String.format(Locale.ROOT, "%.3f", confidence);
    }

    private static boolean harmless(String label) {
        String plain = label.toLowerCase(Locale.ROOT);
        return HARMLESS.contains(plain) || NEGATED.matcher(plain).matches();
    }

    private static void usage(JsonGenerator json, Classified answer) throws IOException {
        json.writeObjectFieldStart("usage");
        json.writeNumberField("prompt_tokens", answer.usage().promptTokens());
        json.writeNumberField("completion_tokens", 0);
        json.writeNumberField("total_tokens", answer.usage().promptTokens());
        json.writeEndObject();
    }
}
