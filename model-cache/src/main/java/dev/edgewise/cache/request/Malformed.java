package dev.edgewise.cache.request;

import org.jspecify.annotations.Nullable;

/**
 * A body that is not one well-formed JSON object.
 *
 * @param message what is wrong, where, and what to do, in full sentences
 * @param param the path of the field at fault, such as {@code messages[0].role}; null when no field is
 * @param line line of the fault, counted from 1
 * @param column column of the fault in characters, counted from 1
 * @param byteOffset offset of the fault in bytes, counted from 0
 */
public record Malformed(String message, @Nullable String param, int line, int column, int byteOffset)
        implements ScanResult {

    /** A fault at that offset: {@code what} completes "The request body … at line 1, column 2 (byte 1)". */
    static Malformed at(byte[] body, int byteOffset, String what, String remedy, @Nullable String param) {
        int offset = Math.clamp(byteOffset, 0, body.length);
        int line = 1;
        int column = 1;
        for (int i = 0; i < offset; i++) {
            if (body[i] == '\n') {
                line++;
                column = 1;
            } else if ((body[i] & 0xC0) != 0x80) {
                column++;
            }
        }
        String message =
                "The request body %s at line %d, column %d (byte %d). %s".formatted(what, line, column, offset, remedy);
        return new Malformed(message, param, line, column, offset);
    }
}
