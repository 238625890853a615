package dev.edgewise.gateway.oip;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * The parameters that this node acts on; the others are passed over, but for those that would change the answer.
 *
 * @param binaryBytes {@code binary_data_size}: the tensor comes as so many bytes; −1 when it was not sent
 * @param binary {@code binary_data}: whether the output is wanted as bytes
 * @param classes {@code classification}: how many of the best classes of each row are wanted in the output's place; 0 when
 *     it was not sent
 * @param binaryOutputs {@code binary_data_output}: the same for all outputs; false when it was not sent
 */
record Parameters(int binaryBytes, Optional<Boolean> binary, int classes, boolean binaryOutputs) {
    static final Parameters NONE = new Parameters(-1, Optional.empty(), 0, false);

    /** The same where they are not those of an output. */
    Parameters ofNoOutput() throws BadRequestException {
        if (classes > 0) {
            throw new BadRequestException(
                    "'classification' is a parameter of an output: send \"outputs\": [{\"name\": …,"
                            + " \"parameters\": {\"classification\": " + classes + "}}]");
        }
        return this;
    }

    /** Reads an object that the parser stands on. */
    static Parameters read(JsonParser json) throws IOException, BadRequestException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new BadRequestException("'parameters' must be an object");
        }
        int binaryBytes = -1;
        Optional<Boolean> binary = Optional.empty();
        int classes = 0;
        boolean binaryOutputs = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "binary_data_size" -> binaryBytes = Members.size(json, name);
                case "binary_data" -> binary = Optional.of(Members.truth(json, name));
                case "binary_data_output" -> binaryOutputs = Members.truth(json, name);
                case "classification" -> classes = Members.count(json, name);
                case "shared_memory_region" -> throw new BadRequestException("this node shares no memory with callers");
                case String other -> json.skipChildren();
            }
        }
        return new Parameters(binaryBytes, binary, classes, binaryOutputs);
    }
}
