package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Reading;
import dev.edgewise.gateway.config.source.At;
import dev.edgewise.gateway.config.source.Problems;
import dev.edgewise.gateway.config.source.Tree;
import dev.edgewise.gateway.config.source.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks a configuration as a whole: it is usable or it is not, and then every problem is told. Nothing is
 * asked of the network. Immutable, any thread.
 */
public final class ConfigLoader {

    private static final int FILE_BYTES_MAX = YamlReader.FILE_CHARS_MAX;

    private final Map<String, String> environment;
    private final KnownModels localModels;

    /**
     * A loader.
     *
     * @param environment what {@code ${NAME}} reads
     * @param localModels models that can run on this node
     */
    public ConfigLoader(Map<String, String> environment, KnownModels localModels) {
        this.environment = Map.copyOf(environment);
        this.localModels = localModels;
    }

    /** The same with a fixed list of models. */
    public ConfigLoader(Map<String, String> environment, Set<String> localModels) {
        this(environment, KnownModels.of(localModels));
    }

    /** A loader for this process: its environment, the models inside the node's own jars, and those of its store. */
    public static ConfigLoader ofProcess() {
        return new ConfigLoader(System.getenv(), KnownModels.ofStore());
    }

    /** The configuration of a node that was given none; relative names start from the working directory. */
    public Loaded defaults() {
        return load(new Tree.Entries(List.of(), At.NOWHERE), new Problems(), Path.of(""), Set.of());
    }

    /**
     * Reads a file.
     *
     * @param file relative names in it start from its folder
     */
    public Loaded load(Path file) {
        Problems problems = new Problems();
        String text = content(file, problems);
        Tree tree = text == null
                ? new Tree.Broken(At.file(file.toString()))
                : YamlReader.read(file.toString(), text, environment, problems);
        Path folder = file.toAbsolutePath().getParent();
        return load(tree, problems, folder == null ? file.toAbsolutePath() : folder, Set.of(file.toAbsolutePath()));
    }

    private Loaded load(Tree tree, Problems problems, Path folder, Set<Path> read) {
        Reading reading = new Reading(At.file(tree.at().file()), folder.toAbsolutePath(), problems);
        NodeConfig config = NodeConfig.GROUP.read(tree, reading.root());
        Set<Path> named = new LinkedHashSet<>();
        String mark = "";
        if (config != null) {
            new Checks(config, reading, localModels).run();
            named.addAll(NamedFiles.of(config.cache()));
            // Before they are read: what changes in between is read again at the next look.
            mark = NamedFiles.mark(config.cache());
            PinnedFiles.read(config.cache().pinned(), problems);
        }
        Set<Path> files = new LinkedHashSet<>(read);
        files.addAll(reading.files());
        files.addAll(named);
        return config == null || problems.anyError()
                ? new Loaded.Bad(problems.inOrder(), files)
                : new Loaded.Good(config, reading.effective(), problems.inOrder(), files, mark);
    }

    private static @Nullable String content(Path file, Problems problems) {
        At whole = At.file(file.toString());
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length <= FILE_BYTES_MAX) {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            }
            problems.error(whole, "", "expected at most " + FILE_BYTES_MAX + " bytes");
        } catch (NoSuchFileException missing) {
            problems.error(
                    whole, "", "there is no such file; name one with --config, or leave the option out for defaults");
        } catch (CharacterCodingException notText) {
            problems.error(whole, "", "expected UTF-8 text");
        } catch (IOException unreadable) {
            problems.error(whole, "", "cannot be read: " + reason(unreadable));
        }
        return null;
    }

    /** The kind of failure only: a message of the platform may be in any language and name anything. */
    private static String reason(IOException failure) {
        return failure instanceof AccessDeniedException
                ? "permission denied"
                : failure.getClass().getSimpleName();
    }
}
