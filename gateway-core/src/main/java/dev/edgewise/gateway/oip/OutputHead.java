package dev.edgewise.gateway.oip;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An output that a request asks for, as it was sent. */
record OutputHead(String name, Parameters parameters) {
    static OutputHead read(JsonParser json) throws IOException, BadRequestException {
        @Nullable String name = null;
        Parameters parameters = Parameters.NONE;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String member = json.currentName();
            json.nextToken();
            switch (member) {
                case "name" -> name = Members.text(json, "name", InferRequestReader.NAME_CHARS_MAX);
                case "parameters" -> parameters = Parameters.read(json);
                case String other -> json.skipChildren();
            }
        }
        if (name == null) {
            throw new BadRequestException("an output has no 'name'");
        }
        return new OutputHead(name, parameters);
    }

    InferRequest.Wanted wanted(boolean binary) {
        return new InferRequest.Wanted(name, parameters.binary().orElse(binary), parameters.classes());
    }
}
