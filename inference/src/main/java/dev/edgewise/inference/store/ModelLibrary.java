package dev.edgewise.inference.store;

import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.head.HeadFile;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.ModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds the model that a configuration names: one inside the node's own jars, one of the store, by name or by the
 * reference it was pulled with, or a folder ({@code file:…}), which is used where it is. Any thread; reads files.
 */
public final class ModelLibrary {
    private final ModelCatalog embedded = ModelCatalog.embedded();
    private final ModelStore store;
    private final FolderReader reader;

    /** A library of the node's own models and a store. */
    public ModelLibrary(ModelStore store, FolderReader reader) {
        this.store = store;
        this.reader = reader;
    }

    /** Whether there is such a model, without reading its files: what a check of a configuration asks. */
    public boolean has(String name) throws IOException {
        if (!ModelReference.isReference(name)) {
            return (ModelId.isValid(name) && embedded.find(new ModelId(name)).isPresent())
                    || store.model(name).isPresent();
        }
        return switch (parse(name)) {
            case ModelReference.Folder folder ->
                Path.of(folder.folder()).toFile().isDirectory();
            case ModelReference.Hub hub -> store.pulled(hub).isPresent();
            case ModelReference.Maven maven -> store.pulled(maven).isPresent();
        };
    }

    /**
     * The card of a model.
     *
     * @param name as the configuration has it
     * @throws StoreRefusedException if there is none; the message says what to do
     * @throws NotPulledException if it is a reference, or a head on one, that could be pulled
     * @throws IOException if its files cannot be read, or are refused
     */
    public ModelCard card(String name) throws IOException {
        return card(name, true);
    }

    /** @param heads whether it may be a head: a head on a head has no end */
    private ModelCard card(String name, boolean heads) throws IOException {
        if (!ModelReference.isReference(name)) {
            Optional<ModelCard> own = ModelId.isValid(name) ? embedded.find(new ModelId(name)) : Optional.empty();
            if (own.isPresent()) {
                return own.get();
            }
            Optional<StoredModel> model = store.model(name);
            if (model.isEmpty()) {
                throw new StoreRefusedException("this node has no model " + name + "; it has "
                        + String.join(", ", names()) + ". Pull one with 'edgewise model pull REF'");
            }
            return stored(model.get(), heads);
        }
        ModelReference reference = parse(name);
        return switch (reference) {
            case ModelReference.Folder folder -> folder(folder);
            case ModelReference.Hub _, ModelReference.Maven _ ->
                stored(store.pulled(reference).orElseThrow(() -> new NotPulledException(reference)), heads);
        };
    }

    /** Names of the models that need no reference. */
    public Set<String> names() throws IOException {
        TreeSet<String> names =
                embedded.cards().stream().map(card -> card.id().value()).collect(Collectors.toCollection(TreeSet::new));
        store.list().forEach(model -> names.add(model.name()));
        return names;
    }

    /**
     * The models that a configuration names, by what it calls them.
     *
     * @param wanted names and references
     * @param failures told of those that are not there or refused
     */
    public Map<String, ModelCard> cards(Iterable<String> wanted, Failures failures) {
        Map<String, ModelCard> cards = new LinkedHashMap<>();
        for (String name : wanted) {
            try {
                cards.put(name, card(name));
            } catch (IOException e) {
                failures.failed(name, e);
            }
        }
        return cards;
    }

    /** Hears of models that cannot be served. */
    @FunctionalInterface
    public interface Failures {
        /** A model and why it is left out. */
        void failed(String name, IOException reason);
    }

    private ModelCard stored(StoredModel model, boolean heads) throws IOException {
        if (model.export().equals(HeadFile.NAME)) {
            if (!heads) {
                throw new StoreRefusedException(model.name() + " is a head, which makes no vectors");
            }
            return head(model);
        }
        ModelFolder folder = reader.read(model.folder(), Optional.of(model.export()));
        return folder.ofRevision(model.snapshot()).card(new ModelId(model.name()));
    }

    private ModelCard head(StoredModel model) throws IOException {
        HeadFile file = HeadFile.read(model.folder());
        ModelCard embedder = card(file.embedder(), false);
        if (!(embedder.skill() instanceof Skill.Embedding skill)
                || skill.dimensions() != file.head().dimensions()) {
            throw new StoreRefusedException(model.name() + " reads vectors of "
                    + file.head().dimensions() + " dimensions, which " + file.embedder()
                    + " does not make: train it again with 'edgewise model head train'");
        }
        return new ModelCard(
                new ModelId(model.name()),
                new Skill.Classification(
                        file.head().labels(),
                        file.head().several(),
                        skill.tokensMax(),
                        skill.vocabularySize(),
                        skill.rowsPerBatchMax(),
                        file.head().calibration()),
                new ModelSource.Head(model.folder(), embedder),
                "unknown");
    }

    private ModelCard folder(ModelReference.Folder reference) throws IOException {
        Path folder = Path.of(reference.folder());
        String place = folder.toAbsolutePath().normalize().toString();
        // Two folders may have one last name; a name tells callers nothing of the path.
        String hash = StoreFiles.shortHash(
                place + reference.export().map(file -> "#" + file).orElse(""));
        return reader.read(folder, reference.export()).card(new ModelId(reference.name() + "-" + hash));
    }

    private static ModelReference parse(String name) throws StoreRefusedException {
        try {
            return ModelReference.parse(name);
        } catch (IllegalArgumentException e) {
            throw new StoreRefusedException(String.valueOf(e.getMessage()));
        }
    }
}
