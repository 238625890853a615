package dev.edgewise.gateway.cli;

import dev.edgewise.gateway.config.LogConfig;
import dev.edgewise.gateway.config.LogLevel;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The node's own log on standard error; lines of requests go elsewhere. Threads: any. */
final class ProcessLog extends Handler {
    /** Kept here, because the platform forgets a logger that nobody holds, and its level with it. */
    private static final Logger OWN = Logger.getLogger("dev.edgewise");

    private final OutputStream out;

    private ProcessLog(OutputStream out, Formatter format) {
        this.out = out;
        setFormatter(format);
    }

    /** Takes the whole log over, as configured. */
    static void start(LogConfig config) {
        start(config, new FileOutputStream(FileDescriptor.err));
    }

    static void start(LogConfig config, OutputStream out) {
        LogManager.getLogManager().reset();
        Logger.getLogger("")
                .addHandler(new ProcessLog(
                        out,
                        switch (config.format()) {
                            case JSON -> new JsonLines();
                            case TEXT -> new TextLines();
                        }));
        level(config.level());
        LastingLogManager.last();
    }

    /** Changes what is written from now on. */
    static void level(LogLevel level) {
        Level least = switch (level) {
            case ERROR -> Level.SEVERE;
            case WARN -> Level.WARNING;
            case INFO -> Level.INFO;
            case DEBUG -> Level.FINE;
        };
        OWN.setLevel(least);
        // The libraries' details are of use to their authors only.
        Logger.getLogger("").setLevel(level == LogLevel.DEBUG ? Level.INFO : least);
    }

    /** The level in the words of the configuration. */
    static String word(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "error";
        }
        if (value >= Level.WARNING.intValue()) {
            return "warn";
        }
        return value >= Level.INFO.intValue() ? "info" : "debug";
    }

    @Override
    public void publish(LogRecord line) {
        try {
            // One write for a line, so that lines of several threads never mix.
            out.write(getFormatter().format(line).getBytes(StandardCharsets.UTF_8));
        } catch (IOException lost) {
            reportError(null, lost, ErrorManager.WRITE_FAILURE);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
