package dev.edgewise.inference.store.folder;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.edgewise.inference.store.scan.FolderFiles;
import dev.edgewise.inference.store.scan.RefusedModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The small JSON files of a model folder, with bounds. Any thread. */
final class FolderJson {
    /** Configurations are a few kilobytes; label lists of image models some hundred. */
    static final int BYTES_MAX = 8 << 20;

    static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(1 << 20)
                    .build())
            .build());

    private FolderJson() {}

    /** Whether the folder has a file of that name. */
    static boolean has(Path folder, String name) {
        return Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * The content of a JSON file; a missing node when there is no such file.
     *
     * @throws RefusedModelException if it is no JSON, too large, or reached by a link
     */
    static JsonNode read(Path folder, String name) throws IOException {
        if (!has(folder, name)) {
            return MissingNode.getInstance();
        }
        try {
            JsonNode tree = JSON.readTree(bytes(folder, name));
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (JsonProcessingException e) {
            throw new RefusedModelException("the file " + name + " is no JSON: " + e.getOriginalMessage());
        }
    }

    /** The content of a small file. */
    static byte[] bytes(Path folder, String name) throws IOException {
        Path file = FolderFiles.find(folder, name);
        try (InputStream from = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = from.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new RefusedModelException("the file " + name + " has more than " + BYTES_MAX + " bytes");
            }
            return bytes;
        }
    }

    /** The texts of an array; anything else in it is left out. */
    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : array) {
            if (item.isTextual()) {
                texts.add(item.textValue());
            }
        }
        return texts;
    }
}
