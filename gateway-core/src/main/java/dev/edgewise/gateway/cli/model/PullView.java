package dev.edgewise.gateway.cli.model;

import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.pull.PullEvent;
import dev.edgewise.inference.store.pull.PullListener;
import java.io.PrintWriter;
import java.util.Locale;

/** How a pull goes, for people: one line that is drawn again and again on a terminal, else a line for each step. */
final class PullView implements PullListener {
    private static final int BAR_CHARS = 30;
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
            case PullEvent.Retried(String name, int attempt, String reason) ->
                line(name + ": " + reason + "; try " + attempt);
        }
    }

    private void advanced(PullEvent.Advanced advanced) {
        int percent = advanced.total() > 0 ? (int) (advanced.bytes() * 100 / advanced.total()) : 0;
        if (terminal) {
            int full = percent * BAR_CHARS / 100;
            out.print(String.format(
                    Locale.ROOT,
                    "\r\033[K%3d%% [%s%s] %s of %s  %s/s  %s",
                    percent,
                    "#".repeat(full),
                    " ".repeat(BAR_CHARS - full),
                    DiskBudget.show(advanced.bytes()),
                    DiskBudget.show(advanced.total()),
                    DiskBudget.show(advanced.bytesPerSecond()),
                    file));
            out.flush();
            drawn = true;
        } else if (percent >= told + STEP_PERCENT) {
            told = percent - percent % STEP_PERCENT;
            line(percent + "% " + DiskBudget.show(advanced.bytes()) + " of " + DiskBudget.show(advanced.total()) + ", "
                    + DiskBudget.show(advanced.bytesPerSecond()) + "/s");
        }
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
