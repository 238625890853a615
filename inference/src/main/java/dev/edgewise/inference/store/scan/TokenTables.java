package dev.edgewise.inference.store.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the table in which a graph looks up its {@code input_ids}, while its nodes and weights are read. One thread. */
final class TokenTables {
    private static final String IDS = "input_ids";

    /** What gives the same ids in another kind or shape. */
    private static final Set<String> SAME_IDS =
            Set.of("Cast", "Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze");

    /** What gives the same table in another kind. */
    private static final Set<String> SAME_TABLE = Set.of("Cast", "Identity", "DequantizeLinear");

    private static final Set<String> LOOKUPS = Set.of("Gather", "GatherBlockQuantized");

    /** These take ids first and the table third. */
    private static final Set<String> EMBEDDINGS = Set.of("EmbedLayerNormalization", "QEmbedLayerNormalization");

    private static final int EMBEDDINGS_TABLE = 2;

    /** Steps from a weight to where it is looked up. */
    private static final int STEPS_MAX = 4;

    private final Set<String> ids = new HashSet<>(Set.of(IDS));
    private final List<String> tables = new ArrayList<>();
    private final Map<String, String> sources = new HashMap<>();
    private final Map<String, Long> rows = new HashMap<>();

    /** A node, in the order of the graph: what it takes comes before it. */
    void node(NodeParts node) {
        List<String> inputs = node.inputs;
        String operator = node.operator;
        if (inputs.isEmpty() || node.outputs.isEmpty()) {
            return;
        }
        String first = inputs.getFirst();
        if (ids.contains(first) && SAME_IDS.contains(operator)) {
            ids.add(node.outputs.getFirst());
        } else if (SAME_TABLE.contains(operator)) {
            sources.put(node.outputs.getFirst(), first);
        } else if (node.byRow && LOOKUPS.contains(operator) && inputs.size() > 1 && ids.contains(inputs.get(1))) {
            tables.add(first);
        } else if (EMBEDDINGS.contains(operator) && inputs.size() > EMBEDDINGS_TABLE && ids.contains(first)) {
            tables.add(inputs.get(EMBEDDINGS_TABLE));
        }
    }

    /** A weight of two dimensions. */
    void weight(String name, long first) {
        rows.put(name, first);
    }

    /** The fewest rows of a table that is looked into by token; empty where none was found. */
    OptionalLong rows() {
        long fewest = Long.MAX_VALUE;
        for (String table : tables) {
            @Nullable String name = table;
            for (int step = 0; step < STEPS_MAX && name != null; step++) {
                fewest = Math.min(fewest, rows.getOrDefault(name, Long.MAX_VALUE));
                name = sources.get(name);
            }
        }
        return fewest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(fewest);
    }
}
