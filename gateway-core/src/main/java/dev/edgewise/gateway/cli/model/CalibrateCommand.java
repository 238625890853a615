package dev.edgewise.gateway.cli.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.gateway.config.ModelFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.calibrate.CalibrationReport;
import dev.edgewise.inference.calibrate.Calibrator;
import dev.edgewise.inference.calibrate.KnownLogits;
import dev.edgewise.inference.calibrate.LabelledImages;
import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.head.Examples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code model calibrate}: measures what a classifier's scores are worth. */
@Command(
        name = "calibrate",
        description =
                "Fits a classifier's temperature and the bound of unknown inputs to inputs whose labels are known.",
        mixinStandardHelpOptions = true)
final class CalibrateCommand implements Callable<Integer> {
    @Mixin
    private final StoreOptions options = new StoreOptions();

    @Parameters(
            paramLabel = "NAME",
            description = "A classifier: a name of the configuration, of the store, or a reference.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "PATH",
            description = "Labelled texts, as 'model head train' takes them; or a folder with a folder of PNG or JPEG"
                    + " files for each label, or .jsonl with {\"label\", \"image\": FILE}; or .jsonl with {\"label\", \"input\":"
                    + " [numbers]}.")
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Option(
            names = "--strangers",
            paramLabel = "PATH",
            description =
                    "Inputs that are none of the labels, to see how many are found: a file with a text on each line,"
                            + " a folder of pictures, or .jsonl with {\"input\": [numbers]}.")
    private @Nullable Path strangers;

    @Option(
            names = "--false-alarms",
            paramLabel = "SHARE",
            defaultValue = "0.02",
            description = "Share of inputs like those of --data that may be called unknown, 0 to 0.5.")
    private double falseAlarms;

    @Override
    public Integer call() {
        return options.with(this::calibrate);
    }

    private int calibrate(NodeConfig config) throws IOException, InterruptedException {
        if (!(falseAlarms >= 0 && falseAlarms <= 0.5)) {
            throw new IOException("--false-alarms must be 0 to 0.5");
        }
        ModelCard card = ModelFiles.library(config).card(Aliases.local(config, name));
        if (!(card.skill() instanceof Skill.Labels skill)) {
            throw new IOException(name + " labels nothing: name a classifier");
        }
        KnownLogits known;
        KnownLogits others;
        try (var questioning = new Questioning(config, card, skill)) {
            known = known(questioning, skill);
            others = strangers == null ? new KnownLogits(skill.several()) : strangers(questioning, skill, strangers);
        }
        if (known.size() < Calibrator.INPUTS_MIN) {
            throw new IOException(data.getFileName() + " has " + known.size() + " different inputs: give at least "
                    + Calibrator.INPUTS_MIN);
        }
        Calibrator.Fitted fitted = new Calibrator(skill, known, falseAlarms).fit(others);
        String place = CalibrationPlace.keep(config, card, fitted);
        if (options.json()) {
            options.print(json(fitted, place));
        } else {
            show(fitted, place);
        }
        return ExitCode.OK;
    }

    private KnownLogits known(Questioning questioning, Skill.Labels skill) throws IOException, InterruptedException {
        return switch (skill) {
            case Skill.ImageClassification _ -> questioning.images(LabelledImages.read(data));
            case Skill.TensorClassification rows -> questioning.rows(data, new RowLines(rows.inputs(), false));
            case Skill.Classification _ -> questioning.texts(single(Examples.readAny(data, skill.several()), skill));
        };
    }

    private static KnownLogits strangers(Questioning questioning, Skill.Labels skill, Path file)
            throws IOException, InterruptedException {
        return switch (skill) {
            case Skill.ImageClassification _ -> questioning.images(LabelledImages.strangers(file));
            case Skill.TensorClassification rows -> questioning.rows(file, new RowLines(rows.inputs(), true));
            case Skill.Classification _ -> questioning.texts(lines(file));
        };
    }

    private static Examples single(Examples examples, Skill.Labels skill) throws IOException {
        if (examples.several() && !skill.several()) {
            throw new IOException("one label holds in this model: give 'label' on each line, not 'labels'");
        }
        return examples;
    }

    private static Examples lines(Path file) throws IOException {
        var texts = Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .distinct()
                .limit(Examples.EXAMPLES_MAX)
                .toList();
        return new Examples(texts, texts.stream().map(text -> Set.<String>of()).toList(), true, 0);
    }

    private void show(Calibrator.Fitted fitted, String place) {
        CalibrationReport report = fitted.report();
        Calibration calibration = fitted.calibration();
        options.print("calibrated with " + report.inputs() + " inputs, " + percent(report.accuracy())
                + " of them told rightly");
        options.print("calibration error " + number(report.errorBefore()) + " -> " + number(report.errorAfter())
                + " (ECE, 15 bins, each half by the other)");
        options.print("log loss          " + number(report.lossBefore()) + " -> " + number(report.lossAfter()));
        options.print("temperature       " + number(calibration.temperature()));
        boolean energy = Double.isFinite(calibration.energyMax());
        options.print("unknown           "
                + (energy
                        ? "energy above " + number(calibration.energyMax())
                        : "best score below " + number(calibration.unknownBelow()))
                + ": " + percent(report.knownCalledUnknown()) + " of these inputs");
        if (report.strangers() > 0) {
            options.print("strangers         " + percent(report.strangersFound()) + " of " + report.strangers()
                    + " called unknown");
        }
        options.print("kept in " + place);
        options.print("a running node takes it up when its configuration is read again, or by 'edgewise model load'");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private ObjectNode json(Calibrator.Fitted fitted, String place) {
        CalibrationReport report = fitted.report();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("inputs", report.inputs())
                .put("accuracy", report.accuracy())
                .put("calibration_error_before", report.errorBefore())
                .put("calibration_error_after", report.errorAfter())
                .put("log_loss_before", report.lossBefore())
                .put("log_loss_after", report.lossAfter())
                .put("temperature", fitted.calibration().temperature())
                .put("unknown_below", fitted.calibration().unknownBelow())
                .put("known_called_unknown", report.knownCalledUnknown());
        if (Double.isFinite(fitted.calibration().energyMax())) {
            json.put("energy_max", fitted.calibration().energyMax());
        }
        if (report.strangers() > 0) {
            json.put("strangers", report.strangers()).put("strangers_found", report.strangersFound());
        }
        return json.put("kept_in", place);
    }
}
