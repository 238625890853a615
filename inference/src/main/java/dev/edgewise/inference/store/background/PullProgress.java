package dev.edgewise.inference.store.background;

import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.ModelReference;
import dev.edgewise.inference.store.pull.PullEvent;
import dev.edgewise.inference.store.pull.PullListener;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** Tells how far a pull is: to its state at once, to the log now and then. */
final class PullProgress implements PullListener {
    private static final System.Logger LOG = System.getLogger(PullProgress.class.getName());
    private static final int LOGGED_EVERY_PERCENT = 10;

    private final ModelReference reference;
    private final Consumer<PullEvent.Advanced> state;
    private int logged;

    PullProgress(ModelReference reference, Consumer<PullEvent.Advanced> state) {
        this.reference = reference;
        this.state = state;
    }

    @Override
    public void on(PullEvent event) {
        switch (event) {
            case PullEvent.Listed(int files, long bytes) -> {
                state.accept(new PullEvent.Advanced(0, bytes, 0));
                LOG.log(Level.INFO, "{0}: {1} files, {2}", reference, files, DiskBudget.show(bytes));
            }
            case PullEvent.Advanced now -> {
                state.accept(now);
                log(now);
            }
            case PullEvent.Retried retried ->
                LOG.log(Level.INFO, "{0}: {1}: {2}", reference, retried.file(), retried.told());
            case PullEvent.Uncalibrated gone -> LOG.log(Level.WARNING, "{0}: {1}", reference, gone.told());
            case PullEvent.Began _, PullEvent.Verified _ -> {}
        }
    }

    private void log(PullEvent.Advanced now) {
        int percent = now.total() > 0 ? (int) (100 * now.bytes() / now.total()) : 0;
        if (percent >= logged + LOGGED_EVERY_PERCENT) {
            logged = percent - percent % LOGGED_EVERY_PERCENT;
            LOG.log(
                    Level.INFO,
                    "{0}: {1} % of {2}, {3}/s",
                    reference,
                    percent,
                    DiskBudget.show(now.total()),
                    DiskBudget.show(now.bytesPerSecond()));
        }
    }
}
