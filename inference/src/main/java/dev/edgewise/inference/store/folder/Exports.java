package dev.edgewise.inference.store.folder;

import dev.edgewise.inference.store.scan.FolderFiles;
import dev.edgewise.inference.store.scan.RefusedModelException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which of a model's ONNX files to take: a repository often holds the same weights in several precisions.
 *
 * @param order names without {@code .onnx}, the most wanted first; looked for in {@code onnx/}, then in the root
 */
public record Exports(List<String> order) {
    /** Small and quick on a CPU first, then whatever there is. */
    public static final Exports DEFAULT = new Exports(
            List.of("model_quantized", "model_int8", "model_q4", "model", "model_uint8", "model_q4f16", "model_fp16"));

    private static final String SUFFIX = ".onnx";

    /** Copies the list. */
    public Exports {
        order = List.copyOf(order);
    }

    /**
     * The ONNX file to take.
     *
     * @param files all files there are, relative to the model's root
     * @param named the file that the user names; empty to choose by the order
     * @throws RefusedModelException if there is none, or the order names none of several; the message lists them
     */
    public String choose(Collection<String> files, Optional<String> named) throws RefusedModelException {
        return choose(files, named, Optional.empty());
    }

    /**
     * The same among the exports of one precision.
     *
     * @param precision what the manifest wants; empty for any, and of no effect where a file is named
     * @throws RefusedModelException if there is none of that precision; the message lists what is there
     */
    public String choose(Collection<String> files, Optional<String> named, Optional<Precision> precision)
            throws RefusedModelException {
        TreeSet<String> exports = new TreeSet<>();
        for (String file : files) {
            if (file.endsWith(SUFFIX) && FolderFiles.isPlain(file)) {
                exports.add(file);
            }
        }
        if (named.isEmpty() && precision.isPresent()) {
            String there = withPrecisions(exports);
            exports.removeIf(file -> Precision.of(file) != precision.get());
            if (exports.isEmpty()) {
                throw new RefusedModelException(
                        "the manifest wants precision " + precision.get().id() + ", which no ONNX file has; " + there);
            }
        }
        if (named.isPresent()) {
            if (!exports.contains(named.get())) {
                throw new RefusedModelException("there is no ONNX file " + named.get() + "; " + those(exports));
            }
            return named.get();
        }
        for (String name : order) {
            for (String folder : List.of("onnx/", "")) {
                if (exports.contains(folder + name + SUFFIX)) {
                    return folder + name + SUFFIX;
                }
            }
        }
        if (exports.size() == 1 || (precision.isPresent() && !exports.isEmpty())) {
            return exports.first();
        }
        throw new RefusedModelException(
                exports.isEmpty()
                        ? "there is no ONNX file: export the model with 'optimum-cli export onnx', or take a repository"
                                + " that holds one"
                        : "none of the ONNX files is one of " + order + ": name one with #, such as #" + exports.first()
                                + "; " + those(exports));
    }

    private static String withPrecisions(TreeSet<String> exports) {
        return exports.isEmpty()
                ? "there is none at all"
                : "there are "
                        + exports.stream()
                                .map(file -> file + " (" + Precision.of(file).id() + ")")
                                .collect(Collectors.joining(", "));
    }

    private static String those(TreeSet<String> exports) {
        return exports.isEmpty() ? "there is none at all" : "there are " + String.join(", ", exports);
    }
}
