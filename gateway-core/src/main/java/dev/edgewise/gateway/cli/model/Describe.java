package dev.edgewise.gateway.cli.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.catalog.Wishes;
import dev.edgewise.inference.local.TextMemory;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.provider.ProviderChoice;
import dev.edgewise.inference.provider.ProviderNotes;
import dev.edgewise.inference.residency.Footprint;
import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.StoredFile;
import dev.edgewise.inference.store.StoredModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A stored model as JSON. */
final class Describe {
    private Describe() {}

    static ObjectNode model(StoredModel model, boolean files) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("name", model.name())
                .put("reference", model.reference())
                .put("revision", model.revision())
                .put("export", model.export())
                .put("bytes", model.bytes())
                .put("pulled_at", model.pulledAt().toString())
                .put("folder", model.folder().toString());
        if (files) {
            ArrayNode list = json.putArray("files");
            for (StoredFile file : model.files()) {
                list.addObject()
                        .put("name", file.name())
                        .put("bytes", file.bytes())
                        .put("sha256", file.sha256());
            }
        }
        return json;
    }

    /** Adds what a model's manifest asks of nodes. */
    static void wishes(ObjectNode json, Wishes wishes) {
        ArrayNode regions = json.putArray("regions");
        wishes.regions().forEach(regions::add);
        ArrayNode providers = json.putArray("providers_preferred");
        wishes.providers().forEach(provider -> providers.add(provider.id()));
        wishes.hostBytes().ifPresent(bytes -> json.put("memory_host_bytes", bytes));
        wishes.deviceBytes().ifPresent(bytes -> json.put("memory_device_bytes", bytes));
        json.put("samples", wishes.samples().size());
    }

    /** The same for people; nothing of what is not asked. */
    static List<String> wishes(Wishes wishes) {
        List<String> lines = new ArrayList<>();
        if (!wishes.regions().isEmpty()) {
            lines.add("regions   " + String.join(", ", wishes.regions()) + " only");
        }
        if (!wishes.providers().isEmpty()) {
            lines.add(
                    "prefers   " + wishes.providers().stream().map(Provider::id).collect(Collectors.joining(", ")));
        }
        if (wishes.hostBytes().isPresent() || wishes.deviceBytes().isPresent()) {
            List<String> memory = new ArrayList<>();
            wishes.hostBytes().ifPresent(bytes -> memory.add(DiskBudget.show(bytes)));
            wishes.deviceBytes().ifPresent(bytes -> memory.add(DiskBudget.show(bytes) + " on a device"));
            lines.add("memory    " + String.join(", ", memory) + ", by its manifest");
        }
        return lines;
    }

    /** Adds what the keys and values of texts take: at the load under the names of the admin plane, and of each text. */
    static void texts(ObjectNode json, TextMemory texts, boolean onDevice) {
        Footprint load = texts.atLoad(onDevice);
        json.put("text_memory_bytes", load.hostBytes())
                .put("device_text_memory_bytes", load.deviceBytes())
                .put("text_memory_bytes_each", texts.textBytes())
                .put("text_tokens_max", texts.tokensMax())
                .put("text_slots", texts.slots());
    }

    /** The same for people. */
    static String texts(TextMemory texts, boolean onDevice) {
        String each = DiskBudget.show(texts.textBytes()) + " for the keys and values of each text of "
                + texts.tokensMax() + " tokens, up to " + texts.slots() + " at once";
        return "texts     " + each
                + (onDevice
                        ? "; " + DiskBudget.show(texts.atLoad(true).deviceBytes()) + " of the device from the load on"
                        : "; " + DiskBudget.show(texts.atLoad(false).hostBytes())
                                + " from the load on, others as inference.memory has room");
    }

    /** What nodes with this configuration noted of their models' providers. */
    static ProviderNotes notes(NodeConfig config) {
        return new ProviderNotes(config.store().dir().resolve("models"));
    }

    /** Adds what a model was last computed with, where that was noted. */
    static ObjectNode provider(ObjectNode json, Optional<ProviderChoice> noted) {
        noted.ifPresent(choice -> {
            json.put("provider", choice.used().id());
            ArrayNode refused = json.putArray("providers_refused");
            choice.refused()
                    .forEach(refusal -> refused.addObject()
                            .put("provider", refusal.provider().id())
                            .put("reason", refusal.reason()));
        });
        return json;
    }

    /** The same in a line of a table. */
    static String provider(Optional<ProviderChoice> noted) {
        return noted.map(choice -> "  on " + choice.used().id()
                        + choice.refused().stream()
                                .map(refusal -> ", not " + refusal.provider().id() + ": " + refusal.reason())
                                .collect(Collectors.joining()))
                .orElse("");
    }
}
