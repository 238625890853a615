package dev.edgewise.inference.generate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.edgewise.inference.ToolCall;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads calls of tools that ended in the middle, because no more tokens were allowed: the whole ones, and of the last its
 * name and what there is of its arguments, as OpenAI's API has them. One use.
 */
final class CutCalls {
    private static final JsonFactory JSON = new JsonFactory();

    private final String written;
    private final String prefix;
    private final List<ToolCall> calls;
    private @Nullable String name;
    private String arguments = "";

    private CutCalls(String written, String prefix, List<ToolCall> calls) {
        this.written = written;
        this.prefix = prefix;
        this.calls = calls;
    }

    /**
     * Adds the calls in a text.
     *
     * @param prefix makes the calls' ids unique
     */
    static void read(String written, String prefix, List<ToolCall> calls) {
        var cut = new CutCalls(written, prefix, calls);
        try (JsonParser json = JSON.createParser(written)) {
            cut.read(json);
        } catch (IOException end) {
            // What came before it counts.
            cut.add();
        }
    }

    private void read(JsonParser json) throws IOException {
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                call(json);
                add();
            }
        }
    }

    private void call(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            // The parser reads on behind the name: the colon is looked for from where the name began.
            int begin = written.indexOf(':', (int) json.currentTokenLocation().getCharOffset() + field.length());
            boolean isArguments = field.equals("arguments") || field.equals("parameters");
            if (isArguments) {
                arguments = begun(begin);
            }
            if (json.nextToken() == JsonToken.VALUE_STRING) {
                if (field.equals("name")) {
                    // Read to its end: a name that is cut names nothing.
                    name = json.getText();
                } else if (isArguments) {
                    arguments = json.getText();
                }
                continue;
            }
            int from = (int) json.currentTokenLocation().getCharOffset();
            json.skipChildren();
            if (isArguments) {
                json.finishToken();
                arguments = written.substring(from, (int) json.currentLocation().getCharOffset());
            }
        }
    }

    /** What stands behind a field's colon; nothing of a text whose own quotes are not closed. */
    private String begun(int colon) {
        String value = colon < 0 ? "" : written.substring(colon + 1).strip();
        return value.startsWith("\"") ? "" : value;
    }

    private void add() {
        if (name != null && calls.size() < ToolSyntax.CALLS_MAX) {
            calls.add(new ToolCall("call_" + prefix + calls.size(), name, arguments));
        }
        name = null;
        arguments = "";
    }
}
