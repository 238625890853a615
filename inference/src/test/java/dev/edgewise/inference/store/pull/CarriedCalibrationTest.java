package dev.edgewise.inference.store.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.StoredFile;
import dev.edgewise.inference.store.StoredModel;
import dev.edgewise.inference.store.folder.CalibrationFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A model that is pulled again after it was calibrated on this node. */
@Timeout(120)
class CarriedCalibrationTest extends HubPulls {
    private static final PullEvent LOST = new PullEvent.Uncalibrated("adder");

    private Path served(String file) {
        return served.resolve("acme/Adder").resolve(file);
    }

    /** As {@code model calibrate} leaves it. */
    private StoredFile calibrate(StoredModel model) throws Exception {
        ModelStore store = store();
        String weights = model.files().stream()
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .map(file -> '"' + file.sha256() + '"')
                .collect(Collectors.joining(","));
        StoredFile made = store.stage(
                CalibrationFile.NAME,
                ("{\"kind\":\"edgewise-calibration\",\"temperature\":1.5,\"weights\":[" + weights + "]}")
                        .getBytes(StandardCharsets.UTF_8));
        List<StoredFile> files = new ArrayList<>(model.files());
        files.add(made);
        store.publish(model.name(), model.reference(), model.revision(), model.export(), files, folder -> {});
        return made;
    }

    @Test
    void other_files_around_the_same_weights_keep_the_calibration() throws Exception {
        StoredFile made = calibrate(pull(settings()));
        Files.writeString(served("tokenizer_config.json"), "{}");

        StoredModel again = pull(settings());

        assertThat(again.files()).contains(made).extracting("name").contains("tokenizer_config.json");
        assertThat(again.folder().resolve(CalibrationFile.NAME)).exists();
        assertThat(events).doesNotContain(LOST);
    }

    @Test
    void the_same_snapshot_pulled_again_stays_as_it_is() throws Exception {
        calibrate(pull(settings()));
        String before = store().model("adder").orElseThrow().snapshot();

        assertThat(pull(settings()).snapshot()).isEqualTo(before);
    }

    @Test
    void other_weights_lose_it_and_the_pull_says_which_command_makes_a_new_one() throws Exception {
        StoredFile made = calibrate(pull(settings()));
        byte[] weights = Files.readAllBytes(served("onnx/model.onnx_data"));
        weights[0]++;
        Files.write(served("onnx/model.onnx_data"), weights);
        hub.changed();

        StoredModel again = pull(settings());

        assertThat(again.files()).doesNotContain(made);
        assertThat(events).last().isEqualTo(LOST);
        assertThat(((PullEvent.Uncalibrated) LOST).told())
                .contains("'edgewise model calibrate adder --data PATH'")
                .contains("other weights");
        pull(settings());
        assertThat(events).as("told once").filteredOn(LOST::equals).hasSize(1);
    }

    @Test
    void a_repository_that_brings_a_calibration_keeps_its_own() throws Exception {
        StoredFile made = calibrate(pull(settings()));
        Files.writeString(served(CalibrationFile.NAME), "{\"kind\":\"edgewise-calibration\",\"temperature\":2}");

        StoredModel again = pull(settings());

        assertThat(again.files())
                .doesNotContain(made)
                .filteredOn(file -> file.name().equals(CalibrationFile.NAME))
                .hasSize(1);
        assertThat(events).doesNotContain(LOST);
    }

    @Test
    void what_is_no_calibration_is_carried_nowhere() throws Exception {
        StoredModel model = pull(settings());
        ModelStore store = store();
        List<StoredFile> files = new ArrayList<>(model.files());
        files.add(store.stage(CalibrationFile.NAME, "{".getBytes(StandardCharsets.UTF_8)));
        store.publish(model.name(), model.reference(), model.revision(), model.export(), files, folder -> {});

        assertThat(pull(settings()).files()).extracting("name").doesNotContain(CalibrationFile.NAME);
        assertThat(events).last().isEqualTo(LOST);
    }
}
