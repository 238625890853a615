package dev.edgewise.gateway.oip;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.edgewise.inference.tensor.Signature;
import dev.edgewise.inference.tensor.TensorPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** What the protocol tells of the server and its models. */
final class MetadataJson {
    private static final List<String> EXTENSIONS = List.of("binary_tensor_data", "classification", "model_repository");

    private MetadataJson() {}

    /** One member of the repository index. */
    record Listed(String name, String version, String state, String reason) {}

    private interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    static byte[] server(String version) {
        return bytes(json -> {
            json.writeStartObject();
            json.writeStringField("name", "edgewise");
            json.writeStringField("version", version);
            json.writeArrayFieldStart("extensions");
            for (String extension : EXTENSIONS) {
                json.writeString(extension);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** {@code {"live":true}} and the like. */
    static byte[] truth(String name, boolean value) {
        return bytes(json -> {
            json.writeStartObject();
            json.writeBooleanField(name, value);
            json.writeEndObject();
        });
    }

    static byte[] model(String name, String version, Signature signature) {
        return bytes(json -> {
            json.writeStartObject();
            json.writeStringField("name", name);
            json.writeArrayFieldStart("versions");
            json.writeString(version);
            json.writeEndArray();
            json.writeStringField("platform", "onnxruntime_onnx");
            ports(json, "inputs", signature.inputs());
            ports(json, "outputs", signature.outputs());
            json.writeEndObject();
        });
    }

    private static void ports(JsonGenerator json, String name, List<TensorPort> ports) throws IOException {
        json.writeArrayFieldStart(name);
        for (TensorPort port : ports) {
            json.writeStartObject();
            json.writeStringField("name", port.name());
            json.writeStringField("datatype", port.type().name());
            json.writeArrayFieldStart("shape");
            for (long size : port.shape()) {
                json.writeNumber(size);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static byte[] index(List<Listed> models) {
        return bytes(json -> {
            json.writeStartArray();
            for (Listed model : models) {
                json.writeStartObject();
                json.writeStringField("name", model.name());
                json.writeStringField("version", model.version());
                json.writeStringField("state", model.state());
                json.writeStringField("reason", model.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static byte[] bytes(Content content) {
        var out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = InferRequestReader.JSON.createGenerator(out)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
