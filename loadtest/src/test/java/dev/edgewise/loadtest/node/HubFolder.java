package dev.edgewise.loadtest.node;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The real models, which lie beside the checkout and not in it. */
final class HubFolder {
    /** The light chat model. */
    static final String CHAT = "edgewise/smollm2-135m-instruct";

    private HubFolder() {}

    /** A model's folder; the test is skipped where it is not there. */
    static Path of(String model) {
        Path folder =
                Path.of("..", "..", "shared", "hub", model).toAbsolutePath().normalize();
        assumeTrue(
                Files.isDirectory(folder),
                "skipped: " + model + " is not here; put it into ../shared/hub beside the checkout");
        return folder;
    }
}
