package dev.edgewise.gateway.cli.doctor;

import dev.edgewise.gateway.config.CanaryConfig;
import dev.edgewise.gateway.config.LocalConfig;
import dev.edgewise.gateway.config.ModelConfig;
import dev.edgewise.gateway.config.ModelFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.config.ShadowConfig;
import dev.edgewise.inference.store.background.PullNotes;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Models that a node could not pull when it last tried. */
final class PullChecks {
    private PullChecks() {}

    static List<Finding> all(NodeConfig config) {
        var notes = new PullNotes(ModelFiles.folder(config.store()), InstantSource.system());
        List<Finding> findings = new ArrayList<>();
        for (ModelConfig model : config.models()) {
            for (String reference : references(model.local())) {
                notes.of(reference).ifPresent(note -> findings.add(finding(model.name(), reference, note)));
            }
        }
        return findings;
    }

    private static List<String> references(@Nullable LocalConfig local) {
        List<String> references = new ArrayList<>();
        if (local == null) {
            return references;
        }
        references.add(local.model());
        Optional.ofNullable(local.canary()).map(CanaryConfig::model).ifPresent(references::add);
        Optional.ofNullable(local.shadow()).map(ShadowConfig::model).ifPresent(references::add);
        return references;
    }

    static Finding finding(String name, String reference, PullNotes.Note note) {
        return Finding.warn(
                "model " + name,
                reference + " could not be pulled: " + note.reason() + " (" + note.tries()
                        + (note.tries() == 1 ? " try" : " tries") + ", the last at " + note.at() + ")",
                "Mend what is said. A running node tries again by itself, and at once at 'edgewise model load " + name
                        + "'; 'edgewise model pull " + reference + "' does it without one.");
    }
}
