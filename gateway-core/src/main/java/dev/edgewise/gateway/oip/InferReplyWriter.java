package dev.edgewise.gateway.oip;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.edgewise.inference.tensor.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Writes the tensors of an answer: in JSON, or as bytes behind it. */
final class InferReplyWriter {
    private InferReplyWriter() {}

    /**
     * Writes an answer.
     *
     * @param model the name the caller used
     * @param bytesMax a longer body is refused
     * @throws BadRequestException if an output cannot be written in JSON, or the body would be too long
     */
    static InferReply write(InferRequest request, String model, String version, List<Tensor> outputs, int bytesMax)
            throws BadRequestException {
        long binaryBytes = 0;
        boolean split = false;
        for (Tensor output : outputs) {
            boolean binary = request.binary(output.name());
            split |= binary;
            binaryBytes += binary ? output.bytes() : 0;
        }
        if (binaryBytes > bytesMax) {
            throw new TooLong(bytesMax).told();
        }
        var out = new BoundedBytes(bytesMax - (int) binaryBytes);
        try (JsonGenerator json = InferRequestReader.JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("model_name", model);
            json.writeStringField("model_version", version);
            if (request.id().isPresent()) {
                json.writeStringField("id", request.id().get());
            }
            json.writeArrayFieldStart("outputs");
            for (Tensor output : outputs) {
                write(json, output, request.binary(output.name()));
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (TooLong e) {
            throw e.told();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        if (!split) {
            return new InferReply(-1, out.toByteArray());
        }
        byte[] body = Arrays.copyOf(out.toByteArray(), out.size() + (int) binaryBytes);
        int at = out.size();
        for (Tensor output : outputs) {
            if (request.binary(output.name())) {
                output.data().get(body, at, output.bytes());
                at += output.bytes();
            }
        }
        return new InferReply(out.size(), body);
    }

    private static void write(JsonGenerator json, Tensor output, boolean binary)
            throws IOException, BadRequestException {
        json.writeStartObject();
        json.writeStringField("name", output.name());
        json.writeStringField("datatype", output.type().name());
        json.writeArrayFieldStart("shape");
        for (long size : output.shape().toArray()) {
            json.writeNumber(size);
        }
        json.writeEndArray();
        if (binary) {
            json.writeObjectFieldStart("parameters");
            json.writeNumberField("binary_data_size", output.bytes());
            json.writeEndObject();
        } else {
            json.writeArrayFieldStart("data");
            ElementWriter.write(json, output);
            json.writeEndArray();
        }
        json.writeEndObject();
    }
}
