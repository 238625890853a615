package dev.edgewise.inference.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Real models in Hugging Face layout, which lie beside a checkout and are not part of it. */
public final class HubFolder {
    private HubFolder() {}

    /** The folder of all of them; where it is absent, the test is skipped. */
    public static Path root() {
        return Stream.of("../../shared/hub", "../../../shared/hub", "../shared/hub")
                .map(Path::of)
                .map(Path::toAbsolutePath)
                .map(Path::normalize)
                .filter(Files::isDirectory)
                .findFirst()
                .orElseGet(() -> {
                    assumeTrue(false, "the real models are not here: put them into ../shared/hub beside the checkout");
                    return Path.of("");
                });
    }

    public static Path model(String name) {
        return root().resolve("edgewise").resolve(name);
    }
}
