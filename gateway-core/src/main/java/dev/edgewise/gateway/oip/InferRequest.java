package dev.edgewise.gateway.oip;

import dev.edgewise.inference.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * An inference request as it was sent.
 *
 * @param id the caller's own name for it, sent back with the answer; empty when it has none
 * @param inputs the tensors sent
 * @param outputs those wanted, in that order; empty for all
 * @param binary whether outputs are wanted as bytes where nothing else is said of one
 */
record InferRequest(Optional<String> id, List<Tensor> inputs, List<Wanted> outputs, boolean binary) {
    /**
     * An output that is asked for.
     *
     * @param binary as bytes rather than JSON
     * @param classes how many of the best classes of each row in its place; 0 for the output itself
     */
    record Wanted(String name, boolean binary, int classes) {}

    /** Names of the outputs asked for. */
    List<String> outputNames() {
        return outputs.stream().map(Wanted::name).toList();
    }

    /** How many of the best classes of each row are sent in place of that output; 0 for the output itself. */
    int classes(String output) {
        return outputs.stream()
                .filter(wanted -> wanted.name.equals(output))
                .mapToInt(Wanted::classes)
                .findFirst()
                .orElse(0);
    }

    /** Whether that output is sent as bytes. */
    boolean binary(String output) {
        return outputs.stream()
                .filter(wanted -> wanted.name.equals(output))
                .map(Wanted::binary)
                .findFirst()
                .orElse(binary);
    }
}
