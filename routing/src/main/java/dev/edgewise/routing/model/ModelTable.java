package dev.edgewise.routing.model;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The aliases one caller may use. Immutable and safe for any thread; a lookup that succeeds costs one hash and
 * allocates nothing. {@link #restrict(Set)} makes a tenant's table out of the node's.
 */
public final class ModelTable {

    /** The longest name of a model, in characters. */
    public static final int NAME_CHARS_MAX = 256;

    private final Map<String, ModelAlias> byName;
    private final List<ModelAlias> sorted;
    private final List<String> names;

    private ModelTable(Map<String, ModelAlias> sortedByName) {
        this.byName = Map.copyOf(sortedByName);
        this.sorted = List.copyOf(sortedByName.values());
        this.names = List.copyOf(sortedByName.keySet());
    }

    /** The node's table of all aliases. Two aliases of one name are refused. */
    public static ModelTable of(Collection<ModelAlias> aliases) {
        TreeMap<String, ModelAlias> byName = new TreeMap<>();
        for (ModelAlias alias : aliases) {
            if (byName.put(alias.name(), alias) != null) {
                throw new IllegalArgumentException("two models are named " + alias.name());
            }
        }
        return new ModelTable(byName);
    }

    /** The table of a tenant that may use only these names. Names that are no alias are left out. */
    public ModelTable restrict(Set<String> allowed) {
        TreeMap<String, ModelAlias> kept = new TreeMap<>(byName);
        kept.keySet().retainAll(allowed);
        return new ModelTable(kept);
    }

    /** The alias of that exact name, or what to tell a caller who asked for something else. */
    public ModelLookup find(String name) {
        @Nullable ModelAlias alias = byName.get(name);
        return alias != null ? alias : unknown(name);
    }

    /** All aliases in alphabetical order. */
    public List<ModelAlias> aliases() {
        return sorted;
    }

    /** All names in alphabetical order. */
    public List<String> names() {
        return Collections.unmodifiableList(names);
    }

    private UnknownModel unknown(String name) {
        // A hostile name must not buy a quadratic comparison with every alias.
        if (name.length() > NAME_CHARS_MAX) {
            return new UnknownModel(name.substring(0, NAME_CHARS_MAX), List.of(), names);
        }
        return new UnknownModel(name, SimilarNames.of(name, names), names);
    }
}
