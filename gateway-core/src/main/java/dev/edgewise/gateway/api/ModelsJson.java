package dev.edgewise.gateway.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.edgewise.routing.model.CentralModel;
import dev.edgewise.routing.model.LocalModel;
import dev.edgewise.routing.model.ModelAlias;
import dev.edgewise.routing.model.ModelTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** OpenAI's list of models, with where each is served. */
public final class ModelsJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ModelsJson() {}

    public static byte[] list(ModelTable models) {
        var out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            for (ModelAlias alias : models.aliases()) {
                write(json, alias);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static byte[] one(ModelAlias alias) {
        var out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            write(json, alias);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, ModelAlias alias) throws IOException {
        LocalModel local = alias.local();
        CentralModel central = alias.central();
        json.writeStartObject();
        json.writeStringField("id", alias.name());
        json.writeStringField("object", "model");
        json.writeNumberField("created", 0);
        json.writeStringField("owned_by", "edgewise");
        json.writeObjectFieldStart("edge");
        json.writeArrayFieldStart("served");
        if (local != null) {
            json.writeString("local");
        }
        if (central != null) {
            json.writeString("central");
        }
        json.writeEndArray();
        if (local != null) {
            json.writeStringField("local_model", local.id().value());
            json.writeArrayFieldStart("local_operations");
            for (var operation : local.operations()) {
                json.writeString(operation.name().toLowerCase(Locale.ROOT));
            }
            json.writeEndArray();
            json.writeArrayFieldStart("local_abilities");
            for (var ability : local.abilities()) {
                json.writeString(ability.name().toLowerCase(Locale.ROOT));
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}
