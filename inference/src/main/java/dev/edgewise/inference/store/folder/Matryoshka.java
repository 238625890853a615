package dev.edgewise.inference.store.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.inference.catalog.Shortening;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads to which lengths an embedder's vectors may be cut. */
final class Matryoshka {
    /** What a model's own files and its manifest call it. */
    static final String KEY = "matryoshka_dimensions";

    private Matryoshka() {}

    /**
     * What the manifest says; else {@code config.json}, and the {@code truncate_dim} of the sentence-transformers files.
     *
     * @param full length of the vectors: what is no shorter is left out
     */
    static Shortening read(Path folder, JsonNode config, Manifest manifest, int full) throws IOException {
        List<Integer> lengths = new ArrayList<>(manifest.matryoshka());
        boolean any = false;
        if (lengths.isEmpty()) {
            config.path(KEY).forEach(length -> lengths.add(length.asInt()));
            any = lengths.isEmpty() && config.path("is_matryoshka").asBoolean();
            lengths.add(FolderJson.read(folder, "config_sentence_transformers.json")
                    .path("truncate_dim")
                    .asInt());
        }
        lengths.removeIf(length -> length < 1 || length >= full);
        return any || !lengths.isEmpty() ? new Shortening(any, lengths) : Shortening.NONE;
    }
}
