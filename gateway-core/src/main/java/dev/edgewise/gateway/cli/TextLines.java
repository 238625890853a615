package dev.edgewise.gateway.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** Log lines for people: time, level, message, and below them what was thrown. */
final class TextLines extends Formatter {
    @Override
    public String format(LogRecord line) {
        StringBuilder text = new StringBuilder()
                .append(line.getInstant().truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(ProcessLog.word(line.getLevel()).toUpperCase(Locale.ROOT))
                .append(' ')
                .append(formatMessage(line))
                .append('\n');
        if (line.getThrown() != null) {
            text.append(stack(line.getThrown()));
        }
        return text.toString();
    }

    static String stack(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
