package dev.edgewise.inference.store.folder;

import dev.edgewise.inference.Task;
import dev.edgewise.inference.catalog.Pooling;
import dev.edgewise.inference.catalog.Wishes;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.store.scan.RefusedModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the operator says about a model beyond its own files, in {@code edgewise.yaml} or {@code edgewise.json} beside
 * them. Every key may be absent; an unknown one is an error.
 *
 * @param task {@code task}: what it does
 * @param onnx {@code onnx}: the ONNX file
 * @param precision {@code precision}: which of several exports, where {@code onnx} names none
 * @param pooling {@code pooling}: mean, cls, last, max or in_graph
 * @param tokensMax {@code tokens_max}: most tokens of one input
 * @param rowsPerBatchMax {@code batch_max}: most inputs run together
 * @param threshold {@code threshold}: the score from which on a label holds
 * @param labels {@code labels}: what the classes are called, in the order of the output
 * @param scores {@code scores}: whether the output is logits or probabilities
 * @param output {@code output}: which output of several the labels are of
 * @param matryoshka {@code matryoshka_dimensions}: the lengths to which vectors may be cut
 * @param licence {@code licence}: SPDX id
 * @param regions {@code regions}: where it may run
 * @param samples {@code samples}: texts it is run on at the load, and that a new version must answer as this one does
 * @param providers {@code providers}: what to compute it with, the most wanted first
 * @param hostBytes {@code memory.host}: what it takes of the machine's memory, in bytes
 * @param deviceBytes {@code memory.device}: what it takes of a device's, in bytes
 * @param files {@code files}: the sha256 of each file by name, in hex; what a signature covers
 */
public record Manifest(
        Optional<Task> task,
        Optional<String> onnx,
        Optional<Precision> precision,
        Optional<Pooling> pooling,
        OptionalInt tokensMax,
        OptionalInt rowsPerBatchMax,
        OptionalDouble threshold,
        List<String> labels,
        Optional<ScoreScale> scores,
        Optional<String> output,
        List<Integer> matryoshka,
        Optional<String> licence,
        List<String> regions,
        List<String> samples,
        List<Provider> providers,
        OptionalLong hostBytes,
        OptionalLong deviceBytes,
        Map<String, String> files) {
    /** Most samples. */
    public static final int SAMPLES_MAX = 64;

    /** The names it may have. */
    public static final List<String> NAMES = List.of("edgewise.yaml", "edgewise.json");

    private static final Manifest NONE = new Manifest(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Map.of());

    /** Copies the collections. */
    public Manifest {
        labels = List.copyOf(labels);
        matryoshka = List.copyOf(matryoshka);
        regions = List.copyOf(regions);
        samples = List.copyOf(samples);
        providers = List.copyOf(providers);
        files = Map.copyOf(files);
    }

    /** The name of the folder's manifest; empty if it has none. */
    static Optional<String> name(Path folder) throws RefusedModelException {
        List<String> there =
                NAMES.stream().filter(name -> FolderJson.has(folder, name)).toList();
        if (there.size() > 1) {
            throw new RefusedModelException("there are two manifests, " + there + ": keep one");
        }
        return there.stream().findFirst();
    }

    /**
     * The manifest of a folder; one without any key if there is none.
     *
     * @throws RefusedModelException if it is malformed; the message names the key
     */
    static Manifest read(Path folder) throws IOException {
        Optional<String> name = name(folder);
        if (name.isEmpty()) {
            return NONE;
        }
        return parse(name.get(), FolderJson.bytes(folder, name.get()));
    }

    /**
     * The manifest in a file's content.
     *
     * @param name one of {@link #NAMES}
     * @throws RefusedModelException if it is malformed; the message names line, column and key
     */
    public static Manifest parse(String name, byte[] content) throws IOException {
        return new ManifestReader(ManifestFile.read(name, content)).manifest();
    }

    /** The folder's {@code samples}; empty where it names none. */
    public static List<String> samples(Path folder) throws IOException {
        return read(folder).samples();
    }

    /** What it asks of the node. */
    Wishes wishes() {
        return new Wishes(providers, hostBytes, deviceBytes, regions, rowsPerBatchMax, samples);
    }
}
