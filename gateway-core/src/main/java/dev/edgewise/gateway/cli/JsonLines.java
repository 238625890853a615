package dev.edgewise.gateway.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** Log lines for programs: one JSON object each. */
final class JsonLines extends Formatter {
    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public String format(LogRecord line) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField(
                    "time", line.getInstant().truncatedTo(ChronoUnit.MILLIS).toString());
            json.writeStringField("level", ProcessLog.word(line.getLevel()));
            json.writeStringField("logger", line.getLoggerName() == null ? "" : line.getLoggerName());
            json.writeStringField("message", formatMessage(line));
            if (line.getThrown() != null) {
                json.writeStringField("error", TextLines.stack(line.getThrown()));
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            // A string writer has no device that could fail.
            throw new UncheckedIOException(impossible);
        }
        return text.append('\n').toString();
    }
}
