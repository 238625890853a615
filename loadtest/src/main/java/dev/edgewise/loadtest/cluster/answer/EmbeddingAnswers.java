package dev.edgewise.loadtest.cluster.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Reads {@code POST /v1/embeddings} strictly and answers with unit vectors drawn from each input. Immutable. */
public final class EmbeddingAnswers {
    private static final int DIMENSIONS_MAX = 16_384;

    private final Profile profile;

    /** Answers as {@code profile} says. */
    public EmbeddingAnswers(Profile profile) {
        this.profile = profile;
    }

    /** The response body, or the refusal a real server would give. */
    public Parsed<ObjectNode> answer(Call call) {
        Fields fields = new Fields(call.body());
        String model = fields.requiredText("model");
        Prompts inputs = Prompts.read(fields, "input");
        int dimensions = fields.integer("dimensions", profile.dimensions(), 1, DIMENSIONS_MAX);
        String encoding = fields.get("encoding_format").asText("float");
        if (encoding.isEmpty()) {
            encoding = "float";
        }
        if (!encoding.equals("float") && !encoding.equals("base64")) {
            fields.refuse(
                    "Invalid value: '" + encoding + "'. Supported values are: 'float' and 'base64'.",
                    "encoding_format");
        }
        for (JsonNode input : inputs.values()) {
            if (input.asText().isEmpty() && input.isTextual()) {
                fields.refuse("'$.input' is invalid: it must not be an empty string.", "input");
            }
        }
        boolean base64 = encoding.equals("base64");
        return fields.result(() -> {
            ObjectNode root = JsonNodeFactory.instance.objectNode().put("object", "list");
            ArrayNode data = root.putArray("data");
            for (JsonNode input : inputs.values()) {
                long hash =
                        RequestHash.mix(RequestHash.text(model) + profile.seed()) ^ RequestHash.text(input.toString());
                ObjectNode item = data.addObject().put("object", "embedding").put("index", data.size() - 1);
                item.set("embedding", encode(vector(hash, dimensions), base64));
            }
            root.put("model", model)
                    .putObject("usage")
                    .put("prompt_tokens", inputs.tokens())
                    .put("total_tokens", inputs.tokens());
            return root;
        });
    }

    private static float[] vector(long hash, int dimensions) {
        float[] vector = new float[dimensions];
        double sum = 0;
        for (int i = 0; i < dimensions; i++) {
            double value = (RequestHash.mix(hash + i) >> 11) * 0x1.0p-52;
            vector[i] = (float) value;
            sum += value * value;
        }
        float scale = (float) (1 / Math.sqrt(sum));
        for (int i = 0; i < dimensions; i++) {
            vector[i] *= scale;
        }
        return vector;
    }

    private static JsonNode encode(float[] vector, boolean base64) {
        if (base64) {
            ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (float value : vector) {
                bytes.putFloat(value);
            }
            return JsonNodeFactory.instance.textNode(Base64.getEncoder().encodeToString(bytes.array()));
        }
        ArrayNode array = JsonNodeFactory.instance.arrayNode(vector.length);
        for (float value : vector) {
            array.add(value);
        }
        return array;
    }
}
