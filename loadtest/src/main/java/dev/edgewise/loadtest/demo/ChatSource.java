package dev.edgewise.loadtest.demo;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where the demo's light chat model may come from, as the environment says it. */
sealed interface ChatSource {
    /** Names it: an address or a folder in the hub's layout, or {@code none}. */
    String VARIABLE = "EDGEWISE_HUB";

    /** The repositories that have the light chat model, the most wanted first. */
    List<String> REPOSITORIES = List.of("edgewise/smollm2-135m-instruct", "HuggingFaceTB/SmolLM2-135M-Instruct");

    /** A folder on this machine: used where it is. */
    record Folder(Path model) implements ChatSource {}

    /**
     * A hub to pull from.
     *
     * @param repositories tried in this order
     * @param store where the model stays for the next demo
     */
    record Hub(URI endpoint, List<String> repositories, Path store) implements ChatSource {}

    /** Nothing to try. */
    record None(String sentence) implements ChatSource {}

    /** What an environment says; without the variable, the public hub. */
    static ChatSource of(Map<String, String> environment) {
        String hub = environment.getOrDefault(VARIABLE, "");
        if (hub.equals("none")) {
            return new None(VARIABLE + " is none, so that no chat model is asked for");
        }
        if (hub.isEmpty()) {
            return new Hub(URI.create("https://huggingface.co"), List.of(REPOSITORIES.getLast()), store(environment));
        }
        if (hub.startsWith("http://") || hub.startsWith("https://")) {
            return new Hub(URI.create(hub), REPOSITORIES, store(environment));
        }
        for (String repository : REPOSITORIES) {
            Path model = Path.of(hub, repository).toAbsolutePath().normalize();
            if (Files.isDirectory(model)) {
                return new Folder(model);
            }
        }
        return new None("the folder " + hub + " has no " + String.join(" and no ", REPOSITORIES));
    }

    private static Path store(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        String cache = environment.getOrDefault("XDG_CACHE_HOME", home.isEmpty() ? "" : home + "/.cache");
        return Path.of(cache.isEmpty() ? System.getProperty("java.io.tmpdir") : cache, "edgewise", "demo");
    }
}
