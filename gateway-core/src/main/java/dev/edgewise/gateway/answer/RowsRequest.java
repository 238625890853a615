package dev.edgewise.gateway.answer;

import dev.edgewise.cache.request.Kind;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.gateway.api.LabelRequestJson;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.tensor.RowsReader;
import dev.edgewise.inference.ClassifyTensors;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.TensorPort;
import java.util.List;

/** What {@code /v1/classify} and {@code /v1/moderations} are asked to label with a model of rows of numbers. */
final class RowsRequest {
    private static final String INPUT = "input";

    private RowsRequest() {}

    /**
     * Reads a request.
     *
     * @param alias what the caller calls the model
     * @param ports what the model takes, with −1 as the first size of each
     */
    static LabelRequestJson.Parsed parse(Scanned request, ModelId model, String alias, List<TensorPort> ports) {
        Scanned.Field input = request.find(INPUT);
        if (input == null || input.kind() == Kind.NULL) {
            return request.has("images")
                    ? elsewhere("images", alias, ports)
                    : wrong("there is no input; this model takes " + RowsReader.taken(ports));
        }
        try {
            return switch (RowsReader.read(request.body(), input.start(), input.end(), ports)) {
                case RowsReader.Read.Rows rows ->
                    new LabelRequestJson.Parsed.Request(new ClassifyTensors(model, rows.tensors()));
                case RowsReader.Read.Other _ -> elsewhere(INPUT, alias, ports);
            };
        } catch (BadTensorException e) {
            return wrong(e.sentence());
        }
    }

    private static LabelRequestJson.Parsed elsewhere(String param, String alias, List<TensorPort> ports) {
        return new LabelRequestJson.Parsed.Elsewhere(Refusal.invalid(
                "local_unsupported",
                param,
                "The model " + alias + " labels rows of numbers, no texts and no images: send its input "
                        + RowsReader.taken(ports) + " as nested lists, or ask for another model."));
    }

    private static LabelRequestJson.Parsed wrong(String sentence) {
        return new LabelRequestJson.Parsed.Wrong(Refusal.invalid(
                "invalid_value", INPUT, Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + '.'));
    }
}
