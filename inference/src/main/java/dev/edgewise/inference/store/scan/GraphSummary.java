package dev.edgewise.inference.store.scan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a scan found out about a model.
 *
 * @param inputs what a caller must give
 * @param outputs what it gives
 * @param operators names of the operators it uses, without domains
 * @param externalFiles names of the files with its weights, relative to the folder of the ONNX file
 * @param nodes number of nodes, subgraphs included
 * @param weightBytes size of all its tensors, in bytes
 * @param tokenRows rows of the table in which it looks up its {@code input_ids}; empty where none was found
 */
public record GraphSummary(
        List<Port> inputs,
        List<Port> outputs,
        Set<String> operators,
        Set<String> externalFiles,
        int nodes,
        long weightBytes,
        OptionalLong tokenRows) {
    /** Copies the collections. */
    public GraphSummary {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        operators = Set.copyOf(operators);
        externalFiles = Set.copyOf(externalFiles);
    }

    /** The input of that name; empty if there is none. */
    public Optional<Port> input(String name) {
        return inputs.stream().filter(port -> port.name().equals(name)).findFirst();
    }

    /** The output of that name; empty if there is none. */
    public Optional<Port> output(String name) {
        return outputs.stream().filter(port -> port.name().equals(name)).findFirst();
    }
}
