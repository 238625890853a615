package dev.edgewise.inference.store.folder;

import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.store.scan.FolderFiles;
import dev.edgewise.inference.store.scan.GraphSummary;
import dev.edgewise.inference.store.scan.ModelScan;
import dev.edgewise.inference.store.scan.RefusedModelException;
import dev.edgewise.inference.store.scan.ScanLimits;
import dev.edgewise.inference.store.scan.TokenizerScan;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a model folder: {@code config.json}, {@code tokenizer.json}, one ONNX export with its data, the files of
 * sentence-transformers, and a manifest if there is one. Nothing of it is loaded, nothing outside the folder is opened.
 * Immutable, any thread; reads files.
 */
public final class FolderReader {
    static final String TOKENIZER = "tokenizer.json";

    private final Exports exports;
    private final ScanLimits limits;
    private final Signatures signatures;

    /**
     * A reader.
     *
     * @param exports which ONNX file to take of several
     * @param limits how large a graph may be
     * @param signatures who must have signed a model
     */
    public FolderReader(Exports exports, ScanLimits limits, Signatures signatures) {
        this.exports = exports;
        this.limits = limits;
        this.signatures = signatures;
    }

    /**
     * Reads and scans a folder.
     *
     * @param folder may itself be reached by a link
     * @param named the ONNX file that the user names, relative to the folder; empty to choose
     * @throws RefusedModelException if it is no model this node serves; the message says why
     * @throws IOException if it cannot be read
     */
    public ModelFolder read(Path folder, Optional<String> named) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new RefusedModelException("there is no folder " + folder);
        }
        Path root = folder.toRealPath();
        signatures.check(root);
        Manifest manifest = Manifest.read(root);
        String onnx = exports.choose(FolderRevision.files(root), named.or(manifest::onnx), manifest.precision());
        GraphSummary graph = scan(root, onnx);
        Optional<String> tokenizer = FolderJson.has(root, TOKENIZER) ? Optional.of(TOKENIZER) : Optional.empty();
        if (tokenizer.isPresent()) {
            scanTokenizer(root);
        }
        List<String> weights = weights(onnx, graph);
        Skill skill = CalibrationFile.apply(new SkillReader(root, onnx, graph, manifest).skill(), root, weights);
        return new ModelFolder(
                new ModelSource.Folder(root, onnx, tokenizer, FolderRevision.of(root, onnx), bytes(root, weights)),
                skill,
                graph,
                manifest.licence().orElse("unknown"),
                manifest.wishes());
    }

    /** Whether a file that this node adds to a model may be among its own: not where all must be signed. */
    public boolean takesOwnFiles() {
        return !signatures.asked();
    }

    private GraphSummary scan(Path root, String onnx) throws IOException {
        try {
            return ModelScan.scan(root, onnx, limits);
        } catch (RefusedModelException e) {
            throw new RefusedModelException(onnx + ": " + e.getMessage());
        }
    }

    private static void scanTokenizer(Path root) throws IOException {
        try {
            TokenizerScan.scan(root, TOKENIZER);
        } catch (CharacterCodingException e) {
            throw new RefusedModelException(TOKENIZER + ": it is no UTF-8 text");
        } catch (RefusedModelException e) {
            throw new RefusedModelException(TOKENIZER + ": " + e.getMessage());
        }
    }

    /** The ONNX file and its external data, relative to the model's root. */
    static List<String> weights(String onnx, GraphSummary graph) {
        List<String> names = new ArrayList<>();
        names.add(onnx);
        String parent = onnx.substring(0, onnx.lastIndexOf('/') + 1);
        graph.externalFiles().stream().sorted().map(name -> parent + name).forEach(names::add);
        return names;
    }

    private static long bytes(Path root, List<String> names) throws IOException {
        long bytes = 0;
        for (String name : names) {
            bytes += Files.size(FolderFiles.find(root, name));
        }
        return bytes;
    }
}
