package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.residency.ModelView;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the budget counts for a real model does not grow with its loads. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class CountedMemoryTest {
    private static final Path FOLDER = Path.of("../../shared/hub/edgewise/smollm2-135m-instruct");
    private static final ModelId SHARED = new ModelId("shared");
    private static final ModelId PLAIN = new ModelId("plain");
    private static final double TIMES_MAX = 1.5;

    @TempDir
    Path store;

    @Test
    void aDecoderLoadedAgainAndAgainCountsAsMuchAsTheFirstTime() throws Exception {
        assumeTrue(
                Files.isRegularFile(FOLDER.resolve("config.json")),
                "skipped: the chat model is not in ../shared/hub/edgewise/smollm2-135m-instruct");
        List<ModelCard> cards =
                List.of(card(SHARED, "onnx/model_quantized.onnx"), card(PLAIN, "onnx/model_quantized_plain.onnx"));
        try (var engine = new LocalEngine(new ModelCatalog(cards), store, LocalLimits.ofCores(2), System::nanoTime)) {
            // The first load of a process is measured roughly, and brings the library's own code with it.
            counted(engine, PLAIN);
            long first = counted(engine, SHARED);
            for (ModelId id : List.of(PLAIN, SHARED, PLAIN, SHARED, SHARED)) {
                // The same weights, with twice the keys and values, which are counted apart.
                assertThat(Math.log((double) counted(engine, id) / first))
                        .as("%s, of %d bytes the first time", id, first)
                        .isCloseTo(0, within(Math.log(TIMES_MAX)));
            }
        }
    }

    private static ModelCard card(ModelId id, String export) throws IOException {
        return new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                .read(FOLDER, Optional.of(export))
                .card(id);
    }

    /** What counts beside texts while it is loaded, in bytes. */
    private static long counted(LocalEngine engine, ModelId id) throws Exception {
        engine.load(id, Call.patient());
        ModelView view = engine.residents().stream()
                .filter(resident -> resident.id().equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(view.measured()).isTrue();
        engine.control().unload(id, Call.patient());
        return view.footprint().minus(view.texts()).hostBytes();
    }
}
