package dev.edgewise.gateway.cli.model;

import dev.edgewise.gateway.config.ModelFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.calibrate.Calibrator;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.head.HeadFile;
import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.StoredFile;
import dev.edgewise.inference.store.StoredModel;
import dev.edgewise.inference.store.folder.CalibrationFile;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a calibration is kept: with the model's other files, so that it goes and comes with them. */
final class CalibrationPlace {
    private CalibrationPlace() {}

    /** Keeps it, and says where. */
    static String keep(NodeConfig config, ModelCard card, Calibrator.Fitted fitted) throws IOException {
        ModelStore store = ModelFiles.store(config);
        Optional<StoredModel> stored = store.model(card.id().value());
        return switch (card.source()) {
            case ModelSource.Head(Path folder, ModelCard _) -> {
                HeadFile before = HeadFile.read(folder);
                byte[] content = new HeadFile(before.embedder(), before.head().with(fitted.calibration())).toBytes();
                yield publish(config, store, stored.orElseThrow(), HeadFile.NAME, content, HeadFile::read);
            }
            case ModelSource.Folder folder -> {
                FolderReader reader = ModelFiles.reader(config);
                ModelFolder model = reader.read(folder.root(), Optional.of(folder.model()));
                byte[] content = CalibrationFile.write(
                        model, fitted.calibration(), fitted.report().inputs());
                boolean ofStore =
                        stored.isPresent() && stored.get().folder().toRealPath().equals(folder.root());
                yield ofStore
                        ? publish(
                                config,
                                store,
                                stored.get(),
                                CalibrationFile.NAME,
                                content,
                                place -> reader.read(place, Optional.of(folder.model())))
                        : beside(folder.root(), content);
            }
            case ModelSource.Embedded _ -> throw new IOException(card.id() + " is built in and labels nothing");
        };
    }

    /** A new state of the model: the same files, and this one. */
    private static String publish(
            NodeConfig config,
            ModelStore store,
            StoredModel model,
            String name,
            byte[] content,
            ModelStore.Inspection inspection)
            throws IOException {
        ModelFiles.budget(config).require(content.length);
        List<StoredFile> files = new ArrayList<>(model.files());
        files.removeIf(file -> file.name().equals(name));
        StoredFile staged = store.stage(name, content);
        files.add(staged);
        store.publish(model.name(), model.reference(), model.revision(), model.export(), files, inspection);
        return "the store, as " + model.name() + "'s " + name + " (sha256:" + staged.sha256() + ")";
    }

    private static String beside(Path folder, byte[] content) throws IOException {
        Path fresh = folder.resolve("." + CalibrationFile.NAME + ".new");
        Path file = folder.resolve(CalibrationFile.NAME);
        try {
            Files.write(fresh, content);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        return file.toString();
    }
}
