package dev.edgewise.gateway.cli.model;

import dev.edgewise.gateway.config.ModelFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Classified;
import dev.edgewise.inference.Classify;
import dev.edgewise.inference.ClassifyImage;
import dev.edgewise.inference.ClassifyTensors;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.ImageBytes;
import dev.edgewise.inference.Work;
import dev.edgewise.inference.calibrate.KnownLogits;
import dev.edgewise.inference.calibrate.LabelledImages;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.head.Examples;
import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.local.LocalLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Asks a classifier for what it says of inputs, before any calibration. One thread. */
final class Questioning implements AutoCloseable {
    private static final int TEXTS_AT_ONCE = 256;
    private static final int IMAGES_AT_ONCE = 16;
    private static final long IMAGE_BYTES_MAX = 64 << 20;

    private final ModelCard card;
    private final Skill.Labels skill;
    private final LocalEngine engine;

    Questioning(NodeConfig config, ModelCard card, Skill.Labels skill) {
        this.skill = skill;
        this.card = new ModelCard(
                card.id(), skill.calibrated(KnownLogits.READING), card.source(), card.licence(), card.wishes());
        // Twice the threads of a node that serves: nothing else runs here.
        LocalLimits limits = LocalLimits.ofCores(2 * Runtime.getRuntime().availableProcessors());
        this.engine = new LocalEngine(
                new ModelCatalog(List.of(this.card)), ModelFiles.folder(config.store()), limits, System::nanoTime);
    }

    KnownLogits texts(Examples examples) throws IOException, InterruptedException {
        var known = new KnownLogits(skill.several());
        List<String> texts = examples.texts();
        for (int from = 0; from < texts.size(); from += TEXTS_AT_ONCE) {
            int to = Math.min(texts.size(), from + TEXTS_AT_ONCE);
            add(
                    known,
                    Classify.ofTexts(card.id(), texts.subList(from, to)),
                    examples.labels().subList(from, to));
        }
        return known;
    }

    KnownLogits images(LabelledImages images) throws IOException, InterruptedException {
        var known = new KnownLogits(skill.several());
        for (int from = 0; from < images.files().size(); from += IMAGES_AT_ONCE) {
            int to = Math.min(images.files().size(), from + IMAGES_AT_ONCE);
            List<ImageBytes> some = new ArrayList<>();
            for (Path file : images.files().subList(from, to)) {
                if (Files.size(file) > IMAGE_BYTES_MAX) {
                    throw new IOException(file + " has more than " + IMAGE_BYTES_MAX + " bytes");
                }
                some.add(new ImageBytes(Files.readAllBytes(file)));
            }
            add(known, new ClassifyImage(card.id(), some), images.labels().subList(from, to));
        }
        return known;
    }

    KnownLogits rows(Path file, RowLines lines) throws IOException, InterruptedException {
        var known = new KnownLogits(skill.several());
        lines.read(file, (inputs, labels) -> {
            if (labels.size() != 1 && !skill.several() && !lines.strangers()) {
                throw new IOException("one label holds in this model: give one on each line");
            }
            add(known, new ClassifyTensors(card.id(), inputs), List.of(labels));
        });
        return known;
    }

    private void add(KnownLogits known, Work work, List<Set<String>> labels) throws IOException, InterruptedException {
        Classified answer;
        try {
            answer = (Classified) engine.answer(work, Call.patient());
        } catch (EngineException e) {
            throw new IOException("the model cannot label this: " + e.fault().message(), e);
        }
        for (int input = 0; input < labels.size(); input++) {
            known.add(answer, input, places(labels.get(input)));
        }
    }

    private BitSet places(Set<String> labels) throws IOException {
        var places = new BitSet();
        for (String label : labels) {
            int place = skill.labels().indexOf(label);
            if (place < 0) {
                throw new IOException("the model has no label " + label + "; it has "
                        + String.join(", ", new TreeSet<>(skill.labels())));
            }
            places.set(place);
        }
        return places;
    }

    @Override
    public void close() {
        engine.close();
    }
}
