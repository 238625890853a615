package dev.edgewise.inference.store.folder;

import dev.edgewise.inference.Task;
import dev.edgewise.inference.store.scan.GraphSummary;
import dev.edgewise.inference.store.scan.Port;
import dev.edgewise.inference.store.scan.RefusedModelException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether a graph takes what this node can give it; a load would find out later, and nobody before it. */
final class InputNames {
    private static final String IDS = "input_ids";
    private static final String MEMORY = "past_key_values.";
    private static final Set<String> ENCODER = Set.of(IDS, "attention_mask", "token_type_ids", "position_ids");
    private static final Set<String> DECODER = Set.of(IDS, "attention_mask", "position_ids");
    private static final int NAMED_MAX = 8;

    private InputNames() {}

    static void check(Task task, GraphSummary graph) throws RefusedModelException {
        List<String> names = graph.inputs().stream().map(Port::name).sorted().toList();
        boolean fits = switch (task) {
            case EMBED, CLASSIFY, RERANK -> names.contains(IDS) && ENCODER.containsAll(names);
            case GENERATE ->
                names.contains(IDS)
                        && names.stream().anyMatch(name -> name.startsWith(MEMORY))
                        && names.stream().allMatch(name -> name.startsWith(MEMORY) || DECODER.contains(name));
            case CLASSIFY_IMAGE -> names.size() == 1;
            // Looked at by whoever reads their shapes.
            case CLASSIFY_TENSOR -> true;
            case INFER -> true;
        };
        if (!fits) {
            throw new RefusedModelException(
                    "as a model of the task " + task.name().toLowerCase(Locale.ROOT)
                            + " it may take " + expected(task) + odd(task, names) + "; it takes "
                            + names.stream().limit(NAMED_MAX).toList()
                            + (names.size() > NAMED_MAX ? " and " + (names.size() - NAMED_MAX) + " more" : "")
                            + ". Say what it does with 'task' in edgewise.yaml: infer takes tensors of any name");
        }
    }

    /** What nobody gives it, or what it does not take; empty where it is neither. */
    private static String odd(Task task, List<String> names) {
        if (task == Task.CLASSIFY_IMAGE) {
            return "";
        }
        List<String> unknown = names.stream()
                .filter(name -> task == Task.GENERATE
                        ? !name.startsWith(MEMORY) && !DECODER.contains(name)
                        : !ENCODER.contains(name))
                .limit(NAMED_MAX)
                .toList();
        if (!unknown.isEmpty()) {
            return ", and nothing gives it " + String.join(", ", unknown);
        }
        return ", and it does not take " + (names.contains(IDS) ? MEMORY + "N.key and .value" : IDS);
    }

    private static String expected(Task task) {
        return switch (task) {
            case EMBED, CLASSIFY, RERANK -> "input_ids, attention_mask, token_type_ids and position_ids";
            case GENERATE -> "input_ids, attention_mask, position_ids and past_key_values.N.key and .value";
            case CLASSIFY_IMAGE -> "one picture";
            case CLASSIFY_TENSOR -> "tensors of numbers";
            case INFER -> "any input";
        };
    }
}
