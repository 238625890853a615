package dev.edgewise.gateway.config.source;

import dev.edgewise.gateway.config.source.Problem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects every problem of one reading, so that all of them are told at once. Not for several threads. */
public final class Problems {

    /** More than these help nobody; the rest is counted only. */
    public static final int KEPT_MAX = 200;

    private final List<Problem> kept = new ArrayList<>();
    private int errorCount;
    private int droppedCount;

    /** Adds an error. */
    public void error(At at, String path, String message) {
        errorCount++;
        keep(new Problem(at, path, message, Severity.ERROR));
    }

    /** Adds a warning. */
    public void warning(At at, String path, String message) {
        keep(new Problem(at, path, message, Severity.WARNING));
    }

    private void keep(Problem problem) {
        if (kept.size() < KEPT_MAX) {
            kept.add(problem);
        } else {
            droppedCount++;
        }
    }

    /** Whether anything makes the configuration unusable. */
    public boolean anyError() {
        return errorCount > 0;
    }

    /** Whether an error was found at this setting or below it. */
    public boolean anyErrorUnder(String path) {
        // A dropped error may be anywhere.
        return droppedCount > 0
                || kept.stream()
                        .anyMatch(problem -> problem.severity() == Severity.ERROR && isAtOrUnder(problem.path(), path));
    }

    private static boolean isAtOrUnder(String path, String top) {
        if (!path.startsWith(top)) {
            return false;
        }
        return path.length() == top.length() || ".[".indexOf(path.charAt(top.length())) >= 0;
    }

    /** All of them in the file's order; at most {@link #KEPT_MAX} and a line that counts the rest. */
    public List<Problem> inOrder() {
        if (kept.isEmpty()) {
            return List.of();
        }
        List<Problem> all = new ArrayList<>(kept);
        all.sort(Comparator.comparingInt((Problem problem) -> problem.at().line())
                .thenComparingInt(problem -> problem.at().column()));
        if (droppedCount > 0) {
            Severity severity = errorCount > 0 ? Severity.ERROR : Severity.WARNING;
            all.add(new Problem(all.getFirst().at(), "", droppedCount + " more problems are not shown", severity));
        }
        return List.copyOf(all);
    }
}
