package dev.edgewise.inference.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** JSON's types as sets, a bit for each; {@code number} is that of integers and that of other numbers. */
final class SchemaTypes {
    static final int OBJECT = 1;
    static final int ARRAY = 2;
    static final int STRING = 4;
    static final int INTEGER = 8;
    static final int FRACTION = 16;
    static final int BOOLEAN = 32;
    static final int NULL = 64;
    static final int NUMBER = INTEGER | FRACTION;
    static final int ALL = 127;

    private SchemaTypes() {}

    /** @throws GrammarException if it names something else */
    static int of(SchemaPart part) throws GrammarException {
        JsonNode type = part.node().get("type");
        if (type == null) {
            return ALL;
        }
        if (!type.isArray()) {
            return named(type.asText(), part.path());
        }
        int types = 0;
        for (JsonNode one : SchemaReader.elements(type, part.path() + "/type")) {
            types |= named(one.asText(), part.path());
        }
        return types;
    }

    private static int named(String name, String path) throws GrammarException {
        return switch (name) {
            case "object" -> OBJECT;
            case "array" -> ARRAY;
            case "string" -> STRING;
            case "integer" -> INTEGER;
            case "number" -> NUMBER;
            case "boolean" -> BOOLEAN;
            case "null" -> NULL;
            default -> throw new GrammarException(path + "/type knows no " + name);
        };
    }

    /** The type of a value. */
    static int of(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> OBJECT;
            case ARRAY -> ARRAY;
            case STRING -> STRING;
            case NUMBER -> whole(value) ? INTEGER : FRACTION;
            case BOOLEAN -> BOOLEAN;
            case NULL -> NULL;
            case BINARY, MISSING, POJO -> 0;
        };
    }

    private static boolean whole(JsonNode number) {
        if (!number.isFloatingPointNumber()) {
            return true;
        }
        return NumberBounds.finite(number)
                && (number.decimalValue().signum() == 0
                        || number.decimalValue().stripTrailingZeros().scale() <= 0);
    }

    /** The single types of a set, numbers as one. */
    static List<Integer> each(int types) {
        List<Integer> each = new ArrayList<>();
        for (int type : new int[] {OBJECT, ARRAY, STRING, NUMBER, BOOLEAN, NULL}) {
            if ((types & type) != 0) {
                each.add(types & type);
            }
        }
        return each;
    }

    /** What a schema's {@code type} says for one of {@link #each}. */
    static String name(int type) {
        return switch (type) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case STRING -> "string";
            case INTEGER -> "integer";
            case BOOLEAN -> "boolean";
            case NULL -> "null";
            default -> "number";
        };
    }

    /** A number without what JSON leaves open: 1, 1.0 and 1e0 are one. */
    static BigDecimal plain(JsonNode number) {
        return number.decimalValue().signum() == 0
                ? BigDecimal.ZERO
                : number.decimalValue().stripTrailingZeros();
    }
}
