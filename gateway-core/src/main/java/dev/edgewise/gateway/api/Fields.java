package dev.edgewise.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Fields of a request's top level; null counts as absent, as SDKs send it. */
record Fields(JsonNode json) {
    /** A number, or {@code absent} where there is none. */
    double number(String name, double absent) throws WrongFieldException {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return absent;
        }
        if (!value.isNumber()) {
            throw new WrongFieldException(name, name + " must be a number.");
        }
        return value.doubleValue();
    }

    /** A whole number; empty where there is none. */
    OptionalInt whole(String name) throws WrongFieldException {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return OptionalInt.empty();
        }
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw new WrongFieldException(name, name + " must be a whole number.");
        }
        return OptionalInt.of(value.intValue());
    }

    /** A whole number of up to 64 bits; empty where there is none. */
    OptionalLong large(String name) throws WrongFieldException {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return OptionalLong.empty();
        }
        if (!value.canConvertToLong() || !value.isIntegralNumber()) {
            throw new WrongFieldException(name, name + " must be a whole number.");
        }
        return OptionalLong.of(value.longValue());
    }

    /** True or false; false where there is none. */
    boolean flag(String name) throws WrongFieldException {
        JsonNode value = json.path(name);
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            throw new WrongFieldException(name, name + " must be true or false.");
        }
        return value.booleanValue();
    }

    /** An object, which may be empty; a missing node where there is none. */
    JsonNode object(String name) throws WrongFieldException {
        JsonNode value = json.path(name);
        if (!value.isMissingNode() && !value.isNull() && !value.isObject()) {
            throw new WrongFieldException(name, name + " must be an object.");
        }
        return value;
    }
}
