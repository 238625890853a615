package dev.edgewise.cache.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.edgewise.cache.json.StrictJson;
import org.jspecify.annotations.Nullable;

/** Turns what the parser complains about into an answer for the caller. */
final class ScanFaults {
    private static final int DETAIL_CHARS_MAX = 160;

    /** What the parser goes on with for programmers, where it could be told to take NaN and the like. */
    private static final String ADVICE = ": enable `";

    private ScanFaults() {}

    static Malformed of(JsonProcessingException fault, JsonParser parser, byte[] body) {
        int offset = fault.getLocation() == null
                ? (int) parser.currentLocation().getByteOffset()
                : (int) fault.getLocation().getByteOffset();
        if (fault instanceof StreamConstraintsException) {
            String what = "exceeds a limit (%,d levels of nesting, %,d characters a number, %,d bytes a name)"
                    .formatted(StrictJson.DEPTH_MAX, StrictJson.NUMBER_CHARS_MAX, StrictJson.NAME_BYTES_MAX);
            return Malformed.at(body, offset, what, "Send a flatter request or shorter values.", null);
        }
        String detail = fault.getOriginalMessage();
        if (detail.startsWith("Duplicate")) {
            String path = path(parser.getParsingContext());
            String what = "names the field \"" + cut(path) + "\" twice: the second is";
            return Malformed.at(body, offset, what, "Send each field once.", path);
        }
        int advice = detail.indexOf(ADVICE);
        if (advice >= 0) {
            String remedy = detail.startsWith("Non-standard token") ? "Send finite numbers." : "Send one JSON object.";
            return Malformed.at(
                    body, offset, "is not valid JSON (" + cut(detail.substring(0, advice)) + ")", remedy, null);
        }
        return Malformed.at(body, offset, "is not valid JSON (" + cut(detail) + ")", "Send one JSON object.", null);
    }

    /** The path of the current name, such as {@code messages[0].role}; null outside any object. */
    private static @Nullable String path(JsonStreamContext innermost) {
        StringBuilder path = new StringBuilder();
        for (JsonStreamContext at = innermost; at != null && !at.inRoot(); at = at.getParent()) {
            boolean joins = path.isEmpty() || path.charAt(0) == '[';
            String step = at.inArray() ? "[" + at.getCurrentIndex() + "]" : at.getCurrentName();
            path.insert(0, joins ? step : step + ".");
        }
        return path.isEmpty() ? null : path.toString();
    }

    private static String cut(@Nullable String text) {
        if (text == null) {
            return "";
        }
        return text.length() <= DETAIL_CHARS_MAX ? text : text.substring(0, DETAIL_CHARS_MAX) + "…";
    }
}
