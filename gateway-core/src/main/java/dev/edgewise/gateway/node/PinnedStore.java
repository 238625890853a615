package dev.edgewise.gateway.node;

import dev.edgewise.cache.pinned.PinnedAnswer;
import dev.edgewise.cache.pinned.PinnedAnswers;
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

    /** All answers: those of the configuration's files first. */
    static PinnedAnswers read(NodeConfig config, Problems problems) {
        List<Path> places = new ArrayList<>(config.cache().pinned());
        Path folder = folder(config);
        if (Files.isDirectory(folder)) {
            places.add(folder);
        }
        List<PinnedAnswer> answers = PinnedFiles.read(places, problems);
        return PinnedAnswers.of(answers);
    }

    /** Checks a file beside all others but the one it would take the place of: no two may have the same ids. */
    static void readWith(NodeConfig config, String name, String yaml, Problems problems) {
        List<Path> places = new ArrayList<>(PinnedFiles.files(config.cache().pinned(), problems));
        Path folder = folder(config);
        if (Files.isDirectory(folder)) {
            PinnedFiles.files(List.of(folder), problems).stream()
                    .filter(file -> !file.getFileName().toString().equals(name))
                    .forEach(places::add);
        }
        PinnedFiles.readWith(places, name, yaml, problems);
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
