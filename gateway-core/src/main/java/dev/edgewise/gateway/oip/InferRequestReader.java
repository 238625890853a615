package dev.edgewise.gateway.oip;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an inference request: one JSON object and, behind it, the bytes of the tensors that it says come as bytes. Those
 * are not copied. Members that the protocol does not know are passed over, as clients send their own.
 */
final class InferRequestReader {
    /** Most inputs, and most outputs asked for. */
    static final int TENSORS_MAX = 256;

    /** Longest id and longest name, in characters. */
    static final int NAME_CHARS_MAX = 1024;

    static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final byte[] body;
    private final int jsonBytes;
    private final boolean split;
    private int at;

    private InferRequestReader(byte[] body, int jsonBytes, boolean split) {
        this.body = body;
        this.jsonBytes = jsonBytes;
        this.split = split;
        this.at = jsonBytes;
    }

    /**
     * Reads a body.
     *
     * @param headerLength what {@code Inference-Header-Content-Length} says; null when it was not sent: all is JSON
     */
    static InferRequest read(byte[] body, @Nullable String headerLength) throws BadRequestException {
        int jsonBytes = headerLength == null ? body.length : length(headerLength, body.length);
        var reader = new InferRequestReader(body, jsonBytes, headerLength != null);
        try (JsonParser json = JSON.createParser(body, 0, jsonBytes)) {
            return reader.request(json);
        } catch (JsonProcessingException e) {
            throw BadRequestException.notJson(e);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    private static int length(String text, int most) throws BadRequestException {
        if (!text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            long length = Long.parseLong(text);
            if (length <= most) {
                return (int) length;
            }
        }
        throw new BadRequestException("Inference-Header-Content-Length must be a number of bytes from 0 to the " + most
                + " that the body has");
    }

    private InferRequest request(JsonParser json) throws IOException, BadRequestException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new BadRequestException("the request is not a JSON object");
        }
        Optional<String> id = Optional.empty();
        List<TensorHead> inputs = List.of();
        List<OutputHead> outputs = List.of();
        Parameters parameters = Parameters.NONE;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String member = json.currentName();
            json.nextToken();
            switch (member) {
                case "id" -> id = Optional.of(Members.text(json, "id", NAME_CHARS_MAX));
                case "parameters" -> parameters = Parameters.read(json).ofNoOutput();
                case "inputs" ->
                    inputs = Members.list(json, "inputs", TENSORS_MAX, () -> TensorHead.read(json, body, jsonBytes));
                case "outputs" -> outputs = Members.list(json, "outputs", TENSORS_MAX, () -> OutputHead.read(json));
                case String other -> json.skipChildren();
            }
        }
        if (json.nextToken() != null) {
            throw new BadRequestException("there is something after the JSON object; send tensors as bytes with"
                    + " Inference-Header-Content-Length");
        }
        boolean binary = parameters.binaryOutputs();
        List<Tensor> tensors = tensors(inputs);
        return new InferRequest(
                id,
                tensors,
                outputs.stream().map(output -> output.wanted(binary)).toList(),
                binary);
    }

    private List<Tensor> tensors(List<TensorHead> heads) throws BadRequestException {
        List<Tensor> tensors = new ArrayList<>(heads.size());
        for (TensorHead head : heads) {
            try {
                int size = head.binaryBytes();
                if (size >= 0 && !split) {
                    throw new BadRequestException("tensor " + head.name()
                            + " is said to come as bytes; that needs the header" + " Inference-Header-Content-Length");
                }
                if (size > body.length - at) {
                    throw new BadRequestException("tensor " + head.name() + " is said to have " + size
                            + " bytes; the body has " + (body.length - at) + " left");
                }
                tensors.add(head.tensor(body, at));
                at += Math.max(0, size);
            } catch (BadTensorException e) {
                throw new BadRequestException(e.sentence());
            }
        }
        if (at != body.length) {
            throw new BadRequestException((body.length - at) + " bytes after the JSON belong to no input");
        }
        return tensors;
    }
}
