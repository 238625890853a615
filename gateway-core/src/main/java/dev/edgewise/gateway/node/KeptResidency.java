package dev.edgewise.gateway.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.gateway.config.KeepAliveTime;
import dev.edgewise.gateway.config.unit.Parsed;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.residency.KeepAlive;
import dev.edgewise.inference.residency.ModelControl;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps over restarts, in one file, which models an operator pinned and for how long they are to stay. Words on models that
 * the node has no more are forgotten with the next word. Any thread.
 */
final class KeptResidency implements ModelControl {
    private static final System.Logger LOG = System.getLogger(KeptResidency.class.getName());

    /** Its name in the folder of models. */
    static final String FILE = "residency.json";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Word NOTHING = new Word(false, Optional.empty());

    private final ModelControl control;
    private final Path file;
    private final Map<String, Word> words = new TreeMap<>();

    /** What was said of a model; an empty time is what the configuration says. */
    private record Word(boolean pinned, Optional<KeepAlive> time) {}

    /** @param file read once; one that cannot be read counts as empty */
    KeptResidency(ModelControl control, Path file) {
        this.control = control;
        this.file = file;
        if (Files.exists(file)) {
            try {
                for (Map.Entry<String, JsonNode> entry :
                        JSON.readTree(file.toFile()).properties()) {
                    JsonNode said = entry.getValue();
                    Optional<KeepAlive> time =
                            KeepAliveTime.parse(said.path("keep_alive").asText())
                                            instanceof Parsed.Ok<KeepAlive>(KeepAlive keep)
                                    ? Optional.of(keep)
                                    : Optional.empty();
                    words.put(entry.getKey(), new Word(said.path("pinned").asBoolean(), time));
                }
            } catch (IOException e) {
                LOG.log(Level.WARNING, "{0} cannot be read, pins are forgotten: {1}", file, e.getMessage());
            }
        }
    }

    /** Has what was said come true of the models that the node has now; pinned ones begin to load. Does not wait. */
    void apply() {
        Map<String, Word> said;
        synchronized (this) {
            said = Map.copyOf(words);
        }
        said.forEach((name, word) -> {
            try {
                ModelId model = new ModelId(name);
                if (word.time.isPresent()) {
                    control.keep(model, word.time);
                }
                if (word.pinned) {
                    control.pin(model, true);
                }
            } catch (EngineException notHere) {
                LOG.log(Level.DEBUG, "what was said of {0} waits for it", name);
            }
        });
    }

    @Override
    public List<Standing> states() {
        return control.states();
    }

    @Override
    public void load(ModelId model, Call call) throws EngineException, InterruptedException {
        control.load(model, call);
    }

    @Override
    public void unload(ModelId model, Call call) throws EngineException, InterruptedException {
        // The pin goes at once, also where the model is still in use for a while.
        note(model, false, Optional.empty());
        control.unload(model, call);
    }

    @Override
    public void pin(ModelId model, boolean pinned) throws EngineException {
        control.pin(model, pinned);
        note(model, pinned, Optional.empty());
    }

    @Override
    public Optional<KeepAlive> keep(ModelId model, Optional<KeepAlive> time) throws EngineException {
        Optional<KeepAlive> before = control.keep(model, time);
        note(model, null, Optional.of(time));
        return before;
    }

    /** Writes down what is another now. */
    private synchronized void note(ModelId model, @Nullable Boolean pinned, Optional<Optional<KeepAlive>> time) {
        Word before = words.getOrDefault(model.value(), NOTHING);
        Word now = new Word(pinned == null ? before.pinned : pinned, time.orElse(before.time));
        if (now.equals(before)) {
            return;
        }
        words.put(model.value(), now);
        Set<String> here =
                control.states().stream().map(standing -> standing.id().value()).collect(Collectors.toSet());
        words.entrySet().removeIf(entry -> entry.getValue().equals(NOTHING) || !here.contains(entry.getKey()));
        try {
            write();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "{0} cannot be written, pins end with this node: {1}", file, e.getMessage());
        }
    }

    private void write() throws IOException {
        ObjectNode tree = JSON.createObjectNode();
        words.forEach((name, word) -> {
            ObjectNode said = tree.putObject(name).put("pinned", word.pinned);
            word.time.ifPresent(time -> said.put("keep_alive", KeepAliveTime.show(time)));
        });
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.write(partial, JSON.writeValueAsBytes(tree));
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
