package dev.edgewise.gateway.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** What a process ends with. Knows nothing of picocli, so that a start does not load it. */
final class Launch {
    private static final int DONE = 0;
    private static final int FAILED = 1;

    private Launch() {}

    /** Serves until the process is stopped; the exit code when it cannot. */
    static int serve(ConfigFile file) {
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        try {
            Serving.untilStopped(file, err);
            return DONE;
        } catch (RuntimeException | InterruptedException failure) {
            return failed(failure, err);
        }
    }

    /** Tells what went wrong, and gives the exit code for it. */
    static int failed(Exception failure, PrintWriter err) {
        if (failure instanceof Failure told) {
            err.println("edgewise: " + told.getMessage());
        } else {
            err.println("edgewise: this should not happen; please report it:");
            failure.printStackTrace(err);
        }
        err.flush();
        return FAILED;
    }
}
