package dev.edgewise.gateway.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.gateway.config.CanaryConfig;
import dev.edgewise.gateway.config.LocalConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which canaries were promoted or rolled back, kept over restarts in one file. A decision holds as long as the configuration
 * names the same two versions: after the next roll-out it is forgotten. Any thread.
 */
final class Promotions {
    private static final System.Logger LOG = System.getLogger(Promotions.class.getName());
    /** Its name in the folder of models. */
    static final String FILE = "versions.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Map<String, Decided> decisions = new TreeMap<>();

    /** What was decided of a canary. */
    enum Decision {
        /** It answers in the active version's place. */
        PROMOTED,
        /** It answers nothing. */
        ROLLED_BACK
    }

    private record Decided(String active, String canary, Decision decision) {}

    /** @param file read once; one that cannot be read counts as empty */
    Promotions(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            try {
                for (Map.Entry<String, JsonNode> entry :
                        JSON.readTree(file.toFile()).properties()) {
                    JsonNode said = entry.getValue();
                    decisions.put(
                            entry.getKey(),
                            new Decided(
                                    said.path("active").asText(),
                                    said.path("canary").asText(),
                                    Decision.valueOf(said.path("decision").asText())));
                }
            } catch (IOException | IllegalArgumentException e) {
                LOG.log(Level.WARNING, "{0} cannot be read, promotions are forgotten: {1}", file, e.getMessage());
            }
        }
    }

    /** The decision on a name's canary; empty for none. */
    synchronized Optional<Decision> of(String name, LocalConfig local) {
        CanaryConfig canary = local.canary();
        Decided decided = decisions.get(name);
        return canary != null
                        && decided != null
                        && decided.active.equals(local.model())
                        && decided.canary.equals(canary.model())
                ? Optional.of(decided.decision)
                : Optional.empty();
    }

    /** What the configuration comes to after the decision. */
    LocalConfig effective(String name, LocalConfig local) {
        CanaryConfig canary = local.canary();
        Optional<Decision> decision = of(name, local);
        if (canary == null || decision.isEmpty()) {
            return local;
        }
        return switch (decision.get()) {
            case PROMOTED -> local.onlyOf(canary.model());
            case ROLLED_BACK ->
                new LocalConfig(local.model(), local.keepAlive(), local.providers(), null, local.shadow());
        };
    }

    /** Decides, and writes it down. */
    synchronized void decide(String name, LocalConfig local, Decision decision) {
        CanaryConfig canary = local.canary();
        if (canary == null) {
            throw new IllegalArgumentException(name + " has no canary");
        }
        decisions.put(name, new Decided(local.model(), canary.model(), decision));
        ObjectNode tree = JSON.createObjectNode();
        decisions.forEach((key, decided) -> tree.putObject(key)
                .put("active", decided.active)
                .put("canary", decided.canary)
                .put("decision", decided.decision.name()));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path partial = file.resolveSibling(file.getFileName() + ".partial");
            Files.write(partial, JSON.writeValueAsBytes(tree));
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the decision cannot be written to " + file, e);
        }
    }
}
