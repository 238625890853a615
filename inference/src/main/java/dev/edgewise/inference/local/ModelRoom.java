package dev.edgewise.inference.local;

import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.generate.GenerationLimits;
import dev.edgewise.inference.generate.Generator;
import dev.edgewise.inference.provider.Placement;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.residency.Allowance;
import dev.edgewise.inference.residency.Footprint;
import dev.edgewise.inference.residency.KeepAlive;
import dev.edgewise.inference.residency.ModelPlan;
import dev.edgewise.inference.residency.ModelSupply;
import dev.edgewise.inference.store.folder.FolderRevision;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the engine's models take and how they are loaded. Any thread. */
final class ModelRoom implements ModelSupply<Held> {
    private static final System.Logger LOG = System.getLogger(ModelRoom.class.getName());
    /** A session, a tokenizer and buffers around the weights, in bytes; a first guess until a load is measured. */
    private static final long AROUND_BYTES = 32_000_000;
    /** The weights of a model inside a jar, whose size nobody says, in bytes. */
    private static final long EMBEDDED_BYTES = 32_000_000;

    /** The weights of a head, on the heap, in bytes. */
    private static final long HEAD_BYTES = 1_000_000;

    /** The revision of files that changed while they were read; no files have it. */
    private static final String UNKNOWN = "unknown";

    private final Loader loader;
    private volatile ModelCatalog catalog;
    private volatile Map<ModelId, KeepAlive> keepAlive = Map.of();
    private final Placements placements;
    private final GenerationLimits generation;

    /** What each model was when it was loaded last. */
    private final Map<ModelId, ModelCard> loaded = new ConcurrentHashMap<>();

    /** What the keys and values of one text really take in each model that was loaded, in bytes. */
    private final Map<ModelId, Long> textBytes = new ConcurrentHashMap<>();

    /** Makes a model ready. */
    interface Loader {
        LoadedModel load(ModelCard card, Placement placement, Allowance allowance) throws IOException;
    }

    ModelRoom(ModelCatalog catalog, Placements placements, GenerationLimits generation, Loader loader) {
        this.catalog = catalog;
        this.placements = placements;
        this.generation = generation;
        this.loader = loader;
    }

    ModelCatalog catalog() {
        return catalog;
    }

    void serve(ModelCatalog models, Map<ModelId, KeepAlive> times) {
        keepAlive = Map.copyOf(times);
        catalog = models;
    }

    @Override
    public Optional<ModelPlan> plan(ModelId model) {
        return catalog.find(model)
                .map(card -> new ModelPlan(
                        estimate(card, placements.expected(model)),
                        texts(card, placements.expected(model)),
                        keepAlive.getOrDefault(model, KeepAlive.FOREVER)));
    }

    @Override
    public Held load(ModelId model, Allowance allowance) throws IOException {
        ModelCard card = catalog.find(model).orElseThrow(() -> new IOException("it was taken off the node"));
        Placement placement = new Placement(placements.plan(model));
        ModelCard before = asFilesAre(card);
        LoadedModel ready = loader.load(card, placement, allowance);
        try {
            placement.choice().ifPresent(choice -> placements.settled(model, choice));
            ModelCard after = asFilesAre(card);
            // Files that changed meanwhile: nobody knows which of them are in memory.
            ModelCard read = after.equals(before) ? after : withRevision(card, UNKNOWN);
            if (!read.equals(card)) {
                LOG.log(
                        Level.WARNING,
                        "the files of {0} have changed since the configuration was read: reload it to have them taken in whole",
                        model);
            }
            loaded.put(model, read);
            if (ready instanceof LoadedModel.Writer(Generator generator, var _)) {
                textBytes.put(model, generator.textBytes());
            }
            return new Held(read, ready);
        } catch (RuntimeException | Error e) {
            ready.close();
            throw e;
        }
    }

    /** Files may have changed since the card was made: what they say of themselves is old then, but not their revision. */
    private static ModelCard asFilesAre(ModelCard card) {
        if (!(card.source() instanceof ModelSource.Folder folder)) {
            return card;
        }
        try {
            return withRevision(card, FolderRevision.now(folder).revision());
        } catch (IOException gone) {
            // What is in memory serves; nobody says what it was.
            return withRevision(card, UNKNOWN);
        }
    }

    private static ModelCard withRevision(ModelCard card, String revision) {
        return card.source() instanceof ModelSource.Folder folder
                        && !folder.revision().equals(revision)
                ? new ModelCard(
                        card.id(),
                        withoutFit(card.skill()),
                        new ModelSource.Folder(
                                folder.root(), folder.model(), folder.tokenizer(), revision, folder.weightBytes()),
                        card.licence(),
                        card.wishes())
                : card;
    }

    /** What was fitted to other weights says nothing of these. */
    private static Skill withoutFit(Skill skill) {
        return skill instanceof Skill.Labels labels && labels.calibration().measured()
                ? labels.calibrated(
                        Calibration.NONE.holdingFrom(labels.calibration().holdsFrom()))
                : skill;
    }

    /** Whether that is what the model was last said to be. */
    boolean isCurrent(ModelCard card) {
        return catalog.has(card);
    }

    /** The models whose files are not those any more that were loaded last. */
    List<ModelId> changed() {
        ModelCatalog now = catalog;
        return loaded.entrySet().stream()
                .filter(entry -> now.find(entry.getKey())
                        .filter(card -> !card.equals(entry.getValue()))
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    private Footprint estimate(ModelCard card, Provider provider) {
        if (card.source() instanceof ModelSource.Head) {
            return Footprint.ofHost(HEAD_BYTES);
        }
        long weights = switch (card.source()) {
            case ModelSource.Embedded embedded -> EMBEDDED_BYTES;
            case ModelSource.Folder folder -> folder.weightBytes();
            case ModelSource.Head _ -> 0;
        };
        Footprint guess = provider.onDevice()
                ? new Footprint(weights / 4 + AROUND_BYTES, weights + weights / 4 + AROUND_BYTES)
                : Footprint.ofHost(weights + weights / 4 + AROUND_BYTES);
        // Whoever packed the model may know better, until a load is measured; but it takes what its files take.
        long hostMin = provider.onDevice() ? weights / 4 : weights;
        return new Footprint(
                Math.max(hostMin, card.wishes().hostBytes().orElse(guess.hostBytes())),
                provider.onDevice()
                        ? Math.max(weights, card.wishes().deviceBytes().orElse(guess.deviceBytes()))
                        : 0);
    }

    private Footprint texts(ModelCard card, Provider provider) {
        if (!(card.skill() instanceof Skill.Generation skill)) {
            return Footprint.NONE;
        }
        TextMemory said = TextMemory.of(skill, generation.slots(), generation.contextTokensMax());
        long known = textBytes.getOrDefault(card.id(), 0L);
        return (known > 0 ? said.measured(known) : said).atLoad(provider.onDevice());
    }
}
