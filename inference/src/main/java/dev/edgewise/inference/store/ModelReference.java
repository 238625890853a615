package dev.edgewise.inference.store;

import dev.edgewise.inference.ModelId;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a model comes from, as a user writes it. {@code #onnx/model_q4.onnx} at the end names one of several exports.
 *
 * <ul>
 *   <li>{@code hf:OWNER/NAME[@REVISION]}
 *   <li>{@code file:FOLDER}
 *   <li>{@code maven:GROUP:ARTIFACT:VERSION[:CLASSIFIER]}
 * </ul>
 */
public sealed interface ModelReference {
    /** The form of the three, for messages. */
    String EXPECTED =
            "hf:OWNER/NAME[@REVISION], file:FOLDER or maven:GROUP:ARTIFACT:VERSION[:CLASSIFIER], and #FILE.onnx"
                    + " behind it to name one of several exports";

    /** The ONNX file the user names; empty to choose. */
    Optional<String> export();

    /** Longest name, in characters: room is left for a hash behind it. */
    int NAME_LENGTH_MAX = 190;

    /** The name of the place alone, whatever the export: small letters, digits, {@code . _ - @}. */
    String placeName();

    /** The name the model gets in the store: the place's, and of an export that the user names that one behind it. */
    default String name() {
        String name = export().map(file -> placeName() + "--" + plain(file.replaceAll("\\.onnx$", "")))
                .orElseGet(this::placeName);
        return name.substring(0, Math.min(name.length(), NAME_LENGTH_MAX));
    }

    /** The name with its owner before it, for where another owner's has the plain one: {@code OWNER--NAME}. */
    default String ownersName() {
        return name();
    }

    /**
     * A repository of a Hugging Face hub.
     *
     * @param repository {@code OWNER/NAME}
     * @param revision a branch, tag or commit; empty for {@code main}
     */
    record Hub(String repository, Optional<String> revision, Optional<String> export) implements ModelReference {
        @Override
        public String placeName() {
            String name = plain(repository.substring(repository.indexOf('/') + 1));
            return revision.map(given -> name + "@" + plain(given)).orElse(name);
        }

        @Override
        public String ownersName() {
            String name = plain(repository.substring(0, repository.indexOf('/'))) + "--" + name();
            return name.substring(0, Math.min(name.length(), NAME_LENGTH_MAX));
        }

        @Override
        public String toString() {
            return "hf:" + repository + revision.map(given -> "@" + given).orElse("") + suffix(export);
        }
    }

    /**
     * A folder on this machine.
     *
     * @param folder its path
     */
    record Folder(String folder, Optional<String> export) implements ModelReference {
        @Override
        public String placeName() {
            String path = folder.replaceAll("/+$", "");
            return plain(path.substring(path.lastIndexOf('/') + 1));
        }

        @Override
        public String toString() {
            return "file:" + folder + suffix(export);
        }
    }

    /** A jar in a Maven repository, with the model's files inside. */
    record Maven(String group, String artifact, String version, Optional<String> classifier, Optional<String> export)
            implements ModelReference {
        @Override
        public String placeName() {
            return plain(artifact) + "@"
                    + plain(version + classifier.map(given -> "-" + given).orElse(""));
        }

        /** The jar's path in a repository. */
        public String path() {
            return group.replace('.', '/') + "/" + artifact + "/" + version + "/" + artifact + "-" + version
                    + classifier.map(given -> "-" + given).orElse("") + ".jar";
        }

        @Override
        public String toString() {
            return "maven:" + group + ":" + artifact + ":" + version
                    + classifier.map(given -> ":" + given).orElse("") + suffix(export);
        }
    }

    /** Whether the text begins like a reference: a plain model name does not. */
    static boolean isReference(String text) {
        return text.startsWith("hf:") || text.startsWith("file:") || text.startsWith("maven:");
    }

    /**
     * Reads a reference.
     *
     * @throws IllegalArgumentException if it has none of the three forms; the message says them
     */
    static ModelReference parse(String text) {
        int hash = text.indexOf('#');
        String place = hash < 0 ? text : text.substring(0, hash);
        Optional<String> export = hash < 0 ? Optional.empty() : Optional.of(text.substring(hash + 1));
        if (export.isPresent() && !Patterns.EXPORT.matcher(export.get()).matches()) {
            throw new IllegalArgumentException("behind # stands an ONNX file such as #onnx/model_q4.onnx");
        }
        Matcher hub = Patterns.HUB.matcher(place);
        if (hub.matches() && !place.contains("..")) {
            return new Hub(hub.group(1), Optional.ofNullable(hub.group(2)), export);
        }
        Matcher folder = Patterns.FOLDER.matcher(place);
        if (folder.matches()) {
            return new Folder(folder.group(1), export);
        }
        Matcher maven = Patterns.MAVEN.matcher(place);
        if (maven.matches() && !place.contains("..")) {
            return new Maven(
                    maven.group(1), maven.group(2), maven.group(3), Optional.ofNullable(maven.group(4)), export);
        }
        boolean meant = Patterns.HUB.matcher("hf:" + place).matches() && !place.contains("..");
        throw new IllegalArgumentException("'" + text + "' is no reference to a model; expected " + EXPECTED
                + (meant ? "; did you mean hf:" + text + "?" : ""));
    }

    private static String suffix(Optional<String> export) {
        return export.map(file -> "#" + file).orElse("");
    }

    private static String plain(String text) {
        String plain =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-").replaceAll("^[._-]+", "");
        String bounded = plain.isEmpty() ? "model" : plain.substring(0, Math.min(plain.length(), 90));
        return new ModelId(bounded).value();
    }

    /** The forms. */
    final class Patterns {
        private static final String WORD = "[A-Za-z0-9_][A-Za-z0-9._-]{0,95}";
        private static final Pattern HUB =
                Pattern.compile("hf:(" + WORD + "/" + WORD + ")(?:@([A-Za-z0-9][A-Za-z0-9._/-]{0,127}))?");
        private static final Pattern FOLDER = Pattern.compile("file:(?://(?=/))?(\\P{Cntrl}{1,1024})");
        private static final Pattern MAVEN =
                Pattern.compile("maven:(" + WORD + "):(" + WORD + "):(" + WORD + ")(?::(" + WORD + "))?");
        private static final Pattern EXPORT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._/-]{0,250}\\.onnx");

        private Patterns() {}
    }
}
