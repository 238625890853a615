package dev.edgewise.inference.store.pull;

import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.ModelReference;
import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.StoredFile;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.ModelFolder;
import dev.edgewise.inference.store.scan.FolderFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Copies a model folder of this machine into the store, so that later changes to it do not reach running models. */
final class FolderCopy {
    private final ModelStore store;
    private final DiskBudget budget;
    private final FolderReader reader;
    private final Progress progress;

    FolderCopy(ModelStore store, DiskBudget budget, FolderReader reader, Progress progress) {
        this.store = store;
        this.budget = budget;
        this.reader = reader;
        this.progress = progress;
    }

    Puller.Fetched copy(ModelReference.Folder reference) throws IOException {
        ModelFolder model = reader.read(Path.of(reference.folder()), reference.export());
        Path root = model.source().root();
        String onnx = model.source().model();
        List<String> names = ModelParts.of(model);
        long bytes = 0;
        for (String name : names) {
            bytes += Files.size(FolderFiles.find(root, name));
        }
        progress.listener().on(new PullEvent.Listed(names.size(), bytes));
        progress.expect(bytes);
        budget.require(bytes);
        List<StoredFile> files = new ArrayList<>();
        for (String name : names) {
            Path file = FolderFiles.find(root, name);
            long size = Files.size(file);
            progress.listener().on(new PullEvent.Began(name, size, 0));
            try (InputStream from = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                files.add(Staging.copy(from, name, size, store, progress));
            }
        }
        return new Puller.Fetched(model.source().revision(), onnx, files);
    }
}
