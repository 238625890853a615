package dev.edgewise.gateway.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.function.BiConsumer;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;

/** Prints what the admin plane told. */
public final class Output {
    private Output() {}

    /**
     * Prints it and gives the exit code.
     *
     * @param table prints the answer for people
     */
    public static int print(
            CommandSpec spec, AdminClient.Told told, boolean json, BiConsumer<JsonNode, PrintWriter> table) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        int code = switch (told) {
            case AdminClient.Told.Refused refused -> {
                err.println(refused.sentence());
                yield ExitCode.SOFTWARE;
            }
            case AdminClient.Told.Done done -> {
                if (json) {
                    out.println(done.text());
                } else {
                    table.accept(done.json(), out);
                }
                yield ExitCode.OK;
            }
        };
        out.flush();
        err.flush();
        return code;
    }

    /** Bytes as people read them: {@code 512 B}, {@code 1.5 MB}. */
    public static String bytes(long bytes) {
        String[] units = {"kB", "MB", "GB", "TB"};
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes / 1000.0;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(java.util.Locale.ROOT, "%.1f %s", value, units[unit]);
    }
}
