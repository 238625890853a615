package dev.edgewise.gateway.oip;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads members of the protocol's objects; each parser stands on the member's value. */
final class Members {
    private Members() {}

    /** Reads one part of a list. */
    interface Part<T> {
        T read() throws IOException, BadRequestException;
    }

    static String text(JsonParser json, String name, int charsMax) throws IOException, BadRequestException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw new BadRequestException("'" + name + "' must be text");
        }
        String text = json.getText();
        if (text.length() > charsMax) {
            throw new BadRequestException("'" + name + "' is longer than " + charsMax + " characters");
        }
        return text;
    }

    static boolean truth(JsonParser json, String name) throws BadRequestException {
        JsonToken token = json.currentToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw new BadRequestException("'" + name + "' must be true or false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    static int size(JsonParser json, String name) throws IOException, BadRequestException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT && json.getNumberType() == JsonParser.NumberType.INT) {
            int size = json.getIntValue();
            if (size >= 0) {
                return size;
            }
        }
        throw new BadRequestException("'" + name + "' must be a number of bytes");
    }

    static int count(JsonParser json, String name) throws IOException, BadRequestException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT && json.getNumberType() == JsonParser.NumberType.INT) {
            int count = json.getIntValue();
            if (count > 0) {
                return count;
            }
        }
        throw new BadRequestException("'" + name + "' must be a whole number from 1 on");
    }

    /** A list of objects; each part is read with the parser on its opening brace. */
    static <T> List<T> list(JsonParser json, String name, int most, Part<T> part)
            throws IOException, BadRequestException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new BadRequestException("'" + name + "' must be a list");
        }
        List<T> parts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw new BadRequestException("'" + name + "' must be a list of objects");
            }
            if (parts.size() == most) {
                throw new BadRequestException("'" + name + "' has more than " + most + " parts");
            }
            parts.add(part.read());
        }
        return parts;
    }
}
