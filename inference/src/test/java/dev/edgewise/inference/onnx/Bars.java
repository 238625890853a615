package dev.edgewise.inference.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The table of what was measured, beside what it is to be measured by. */
final class Bars {
    private static final Path LOAD = Path.of("/proc/loadavg");
    private static final int LOAD_FIGURES_CHARACTERS = 14;

    /** @param bare what a bare run takes, {@code best} what the best offline batch gives; empty where there is none */
    private record Bar(String what, String own, String bare, String best, String ratio, String bar, String holds) {}

    private final List<Bar> bars = new ArrayList<>();
    private final String loadBefore = load();

    /** A ratio, or a figure of its own, and whether it is within its bar. */
    void add(String what, String own, String bare, String best, String ratio, String bar, boolean holds) {
        add(new Bar(what, own, bare, best, ratio, bar, holds ? "yes" : "NO"));
    }

    /** A figure that has no bar and explains another. */
    void note(String what, String figure) {
        add(new Bar(what, "", "", "", figure, "", ""));
    }

    /** What could not be measured here. */
    void skipped(String what, String why) {
        add(new Bar(what, why, "", "", "", "", "-"));
    }

    /** Also printed at once, for those who wait. */
    private void add(Bar bar) {
        bars.add(bar);
        System.out.println(String.join(" | ", bar.what, bar.own, bar.bare, bar.best, bar.ratio, bar.bar, bar.holds));
    }

    /** Prints the table. */
    void print() {
        List<Bar> rows = new ArrayList<>();
        rows.add(new Bar("", "own", "bare ORT", "offline best", "ratio", "bar", "holds"));
        rows.addAll(bars);
        System.out.printf(
                "%nLocal models against bare runs: %d cores, JDK %s, load before %s, after %s%n",
                Runtime.getRuntime().availableProcessors(), System.getProperty("java.version"), loadBefore, load());
        for (Bar row : rows) {
            System.out.println(line(row, rows));
        }
    }

    private static String line(Bar row, List<Bar> all) {
        List<String> cells = cells(row);
        StringBuilder line = new StringBuilder("|");
        for (int i = 0; i < cells.size(); i++) {
            int column = i;
            int width = all.stream()
                    .mapToInt(other -> cells(other).get(column).length())
                    .max()
                    .orElse(0);
            line.append(' ')
                    .append(cells.get(i))
                    .repeat(' ', width - cells.get(i).length() + 1);
            line.append('|');
        }
        return line.toString();
    }

    private static List<String> cells(Bar bar) {
        return List.of(bar.what, bar.own, bar.bare, bar.best, bar.ratio, bar.bar, bar.holds);
    }

    private static String load() {
        try {
            String line = Files.readString(LOAD);
            return line.substring(0, Math.min(LOAD_FIGURES_CHARACTERS, line.length()));
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Between which two values the median of all such measurements lies, with 95 % confidence. */
    static String range(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        // By the binomial distribution of how many lie below it.
        int apart = (int) Math.ceil(Math.sqrt(sorted.length));
        int low = Math.max(0, (sorted.length - apart * 2) / 2);
        int high = Math.min(sorted.length - 1, sorted.length / 2 + apart);
        return text("%.0f to %.0f", sorted[low], sorted[high]);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @SuppressWarnings("AnnotateFormatMethod")
    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
