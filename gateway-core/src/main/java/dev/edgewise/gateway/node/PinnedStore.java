package dev.edgewise.gateway.node;

import dev.edgewise.cache.pinned.PinnedAnswer;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.config.PinnedFiles;
import dev.edgewise.gateway.config.source.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Files of pinned answers that a node was told while it ran, below its {@code store.dir}. Reads and writes files. */
final class PinnedStore {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}\\.ya?ml");

    private PinnedStore() {}

    /** Whether a name is one of a file without folders; what other nodes tell is not trusted blindly. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Where they lie. */
    static Path folder(NodeConfig config) {
        return config.store().dir().resolve("pinned");
    }

    /**
     * What the files hold.
     *
     * @param answers those of the configuration's files first
     * @param setAside what is wrong with those files of the store that cannot be used, one line each; nothing else is lost
     *     with them
     */
    record Read(List<PinnedAnswer> answers, List<String> setAside) {}

    /**
     * All answers. A bad file of the configuration is a problem; one of the store is set aside, for the operator's words of
     * yesterday must not keep a node from serving.
     */
    static Read read(NodeConfig config, Problems problems) {
        return read(config, "", problems);
    }

    private static Read read(NodeConfig config, String except, Problems problems) {
        List<PinnedAnswer> answers =
                new ArrayList<>(PinnedFiles.read(config.cache().pinned(), problems));
        List<String> setAside = new ArrayList<>();
        for (Path file : files(config, problems)) {
            if (!file.getFileName().toString().equals(except)) {
                var wrong = new Problems();
                List<PinnedAnswer> more = PinnedFiles.beside(answers, file, wrong);
                if (wrong.anyError()) {
                    setAside.add(wrong.inOrder().getFirst().show());
                } else {
                    answers.addAll(more);
                }
            }
        }
        return new Read(answers, setAside);
    }

    private static List<Path> files(NodeConfig config, Problems problems) {
        Path folder = folder(config);
        return Files.isDirectory(folder) ? PinnedFiles.files(List.of(folder), problems) : List.of();
    }

    /**
     * Checks a file beside all others but the one it would take the place of: no two may have the same ids.
     *
     * @return its answers
     */
    static List<PinnedAnswer> readWith(NodeConfig config, String name, String yaml, Problems problems) {
        return PinnedFiles.beside(read(config, name, problems).answers(), name, yaml, problems);
    }

    /** Whether a file of that name holds just that. */
    static boolean holds(NodeConfig config, String name, String yaml) {
        try {
            return Files.readString(folder(config).resolve(name)).equals(yaml);
        } catch (IOException absent) {
            return false;
        }
    }

    /** Keeps a file under a name, in place of one that has it; it is there whole or not at all. */
    static void keep(NodeConfig config, String name, String yaml) throws IOException {
        Path folder = Files.createDirectories(folder(config));
        Path written = Files.writeString(folder.resolve("." + name + ".new"), yaml);
        Files.move(written, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Forgets a file; false when there is none of that name. */
    static boolean remove(NodeConfig config, String name) throws IOException {
        return Files.deleteIfExists(folder(config).resolve(name));
    }
}
