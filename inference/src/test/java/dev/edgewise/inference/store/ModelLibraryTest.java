package dev.edgewise.inference.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.Onnx;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLibraryTest {
    @TempDir
    Path folder;

    @Test
    void two_exports_of_one_folder_are_two_models() throws IOException {
        var library = new ModelLibrary(
                new ModelStore(folder.resolve("store"), InstantSource.system()),
                new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED));
        Path model = Files.createDirectory(folder.resolve("adder"));
        for (String export : new String[] {"model.onnx", "tiny.onnx"}) {
            Files.write(
                    model.resolve(export),
                    Onnx.model(Onnx.addition(Onnx.floats("w", 1, 2))).toBytes());
        }

        String whole = library.card("file:" + model).id().value();
        String export = library.card("file:" + model + "#tiny.onnx").id().value();

        assertThat(whole).matches("adder-[0-9a-f]{6}");
        assertThat(export).matches("adder--tiny-[0-9a-f]{6}");
    }
}
