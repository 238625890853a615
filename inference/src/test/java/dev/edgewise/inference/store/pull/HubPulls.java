package dev.edgewise.inference.store.pull;

import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.ModelReference;
import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.StoredModel;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A model on a hub of this machine, and what pulls it. */
abstract class HubPulls {
    static final int WEIGHT_BYTES = 400_000;

    @TempDir
    Path folder;

    Path served;
    HubServer hub;
    final List<PullEvent> events = new ArrayList<>();
    final List<Duration> pauses = new ArrayList<>();

    @BeforeEach
    void serve() throws IOException {
        served = Files.createDirectories(folder.resolve("served"));
        Path model = served.resolve("acme/Adder");
        Adder.write(model, WEIGHT_BYTES);
        Files.writeString(model.resolve("README.md"), "not wanted");
        Files.writeString(model.resolve("pytorch_model.bin"), "not wanted either");
        hub = new HubServer(served);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    ModelStore store() {
        return new ModelStore(folder.resolve("store"), InstantSource.system());
    }

    PullSettings settings() {
        return QuickPulls.from(hub.address());
    }

    Puller puller(PullSettings settings, long diskMax) {
        return puller(settings, diskMax, pauses::add);
    }

    Puller puller(PullSettings settings, long diskMax, Download.Pause pause) {
        return new Puller(
                store(),
                new DiskBudget(folder.resolve("store"), diskMax),
                settings,
                new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED),
                InetAddress::getAllByName,
                pause,
                System::nanoTime);
    }

    StoredModel pull(PullSettings settings) throws Exception {
        return puller(settings, 1 << 30).pull(ModelReference.parse("hf:acme/Adder"), Optional.empty(), events::add);
    }
}
