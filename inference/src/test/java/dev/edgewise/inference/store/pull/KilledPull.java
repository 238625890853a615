package dev.edgewise.inference.store.pull;

import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.ModelReference;
import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** A process that pulls and dies without a word in the middle of a file: {@code HUB STORE}. */
final class KilledPull {
    private KilledPull() {}

    public static void main(String[] arguments) throws Exception {
        Path store = Path.of(arguments[1]);
        new Puller(
                        new ModelStore(store, InstantSource.system()),
                        new DiskBudget(store, 1L << 30),
                        PullSettings.of(URI.create(arguments[0])),
                        new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED))
                .pull(ModelReference.parse("hf:acme/Adder"), Optional.empty(), event -> {
                    if (event instanceof PullEvent.Retried) {
                        // As kill -9 does: no handler, no finally.
                        Runtime.getRuntime().halt(137);
                    }
                });
    }
}
