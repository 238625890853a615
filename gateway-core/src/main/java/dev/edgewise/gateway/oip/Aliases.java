package dev.edgewise.gateway.oip;

import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.routing.model.LocalModel;
import dev.edgewise.routing.model.ModelAlias;
import dev.edgewise.routing.model.ModelTable;
import dev.edgewise.routing.model.UnknownModel;

/** Finds the local model behind a name, among those that the caller may use. */
final class Aliases {
    /** The one version that each model has. */
    static final String VERSION = "1";

    private Aliases() {}

    /** What looking for a name gives. */
    sealed interface Found {
        /** @param alias its central model left out: it takes no tensors */
        record Here(ModelAlias alias, LocalModel local) implements Found {}

        record Refused(Refusal refusal) implements Found {}
    }

    /** @param version empty for the node's choice */
    static Found local(ModelTable models, String name, String version) {
        return switch (models.find(name)) {
            case UnknownModel unknown -> new Found.Refused(Refusals.notFound(unknown.message()));
            case ModelAlias alias -> {
                LocalModel local = alias.local();
                if (local == null) {
                    yield new Found.Refused(
                            Refusals.notFound(
                                    "The model " + name
                                            + " is served by the centre only, which takes no tensors. POST /v2/repository/index lists those that do."));
                }
                yield version.isEmpty() || version.equals(VERSION)
                        ? new Found.Here(new ModelAlias(alias.name(), local, null), local)
                        : new Found.Refused(
                                Refusals.notFound("The model " + name + " has version " + VERSION + " only."));
            }
        };
    }
}
