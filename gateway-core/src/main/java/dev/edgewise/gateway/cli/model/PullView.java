package dev.edgewise.gateway.cli.model;

import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.pull.PullEvent;
import dev.edgewise.inference.store.pull.PullListener;
import java.io.PrintWriter;
import java.util.Locale;

/** How a pull goes, for people: one line that is drawn again and again on a terminal, else a line for each step. */
final class PullView implements PullListener {
    private static final int BAR_CHARS = 16;
    /** One less than the narrowest usual terminal has: some wrap at the last column. */
    private static final int LINE_CHARS_MAX = 79;

    private static final int STEP_PERCENT = 10;

    private final PrintWriter out;
    private final boolean terminal;
    private String file = "";
    private int told;
    private boolean drawn;

    PullView(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void on(PullEvent event) {
        switch (event) {
            case PullEvent.Listed(int files, long bytes) ->
                line(files + " files" + (bytes > 0 ? ", " + DiskBudget.show(bytes) : ""));
            case PullEvent.Began(String name, long bytes, long have) -> {
                file = name;
                if (!terminal) {
                    line("fetching " + name + (bytes >= 0 ? ", " + DiskBudget.show(bytes) : "")
                            + (have > 0 ? ", " + DiskBudget.show(have) + " of it are here" : ""));
                }
            }
            case PullEvent.Advanced advanced -> advanced(advanced);
            case PullEvent.Verified(String name, String sha256) -> {
                if (!terminal) {
                    line("verified " + name + " sha256:" + sha256);
                }
            }
            case PullEvent.Uncalibrated gone -> line(gone.told());
            case PullEvent.Retried retried -> line(retried.file() + ": " + retried.told());
        }
    }

    private void advanced(PullEvent.Advanced advanced) {
        int percent = advanced.total() > 0 ? (int) (advanced.bytes() * 100 / advanced.total()) : 0;
        if (terminal) {
            out.print("\r\033[K" + drawing(percent, advanced));
            out.flush();
            drawn = true;
        } else if (percent >= told + STEP_PERCENT) {
            told = percent - percent % STEP_PERCENT;
            line(percent + "% " + DiskBudget.show(advanced.bytes()) + " of " + DiskBudget.show(advanced.total()) + ", "
                    + DiskBudget.show(advanced.bytesPerSecond()) + "/s");
        }
    }

    /** A line that wraps cannot be drawn over: what does not fit is the file's name, of which the end says most. */
    private String drawing(int percent, PullEvent.Advanced advanced) {
        int full = percent * BAR_CHARS / 100;
        String line = String.format(
                Locale.ROOT,
                "%3d%% [%s%s] %s of %s  %s/s%s  ",
                percent,
                "#".repeat(full),
                " ".repeat(BAR_CHARS - full),
                DiskBudget.show(advanced.bytes()),
                DiskBudget.show(advanced.total()),
                DiskBudget.show(advanced.bytesPerSecond()),
                left(advanced));
        int room = LINE_CHARS_MAX - line.length();
        return file.length() <= room ? line + file : room < 2 ? line.strip() : line + "…" + tail(room - 1);
    }

    private String tail(int chars) {
        return file.substring(file.length() - chars);
    }

    /** The time it will still take at this rate, in whole seconds or minutes. */
    private static String left(PullEvent.Advanced advanced) {
        long bytes = advanced.total() - advanced.bytes();
        if (bytes <= 0 || advanced.bytesPerSecond() <= 0) {
            return "";
        }
        long seconds = Math.ceilDiv(bytes, advanced.bytesPerSecond());
        return ", " + (seconds < 100 ? seconds + " s" : Math.ceilDiv(seconds, 60) + " min") + " left";
    }

    /** Leaves the last drawing where it is. */
    void end() {
        if (drawn) {
            out.println();
            out.flush();
            drawn = false;
        }
    }

    private void line(String text) {
        end();
        out.println(text);
        out.flush();
    }
}
