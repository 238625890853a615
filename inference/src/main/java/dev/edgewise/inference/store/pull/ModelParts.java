package dev.edgewise.inference.store.pull;

import dev.edgewise.inference.store.folder.ModelFolder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which files of a folder a node needs of it. */
public final class ModelParts {
    private ModelParts() {}

    /** Their names, relative to the model's folder: small files, the export, and the files its weights are in. */
    public static List<String> of(ModelFolder model) {
        Path root = model.source().root();
        String onnx = model.source().model();
        String parent = onnx.substring(0, onnx.lastIndexOf('/') + 1);
        List<String> names = new ArrayList<>();
        for (String name : Wanted.FILES.stream().sorted().toList()) {
            if (Files.isRegularFile(root.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                names.add(name);
            }
        }
        names.add(onnx);
        model.graph().externalFiles().stream()
                .sorted()
                .map(name -> parent + name)
                .forEach(names::add);
        return names;
    }
}
