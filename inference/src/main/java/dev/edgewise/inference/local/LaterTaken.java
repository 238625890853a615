package dev.edgewise.inference.local;

import dev.edgewise.inference.onnx.LateMemory;
import dev.edgewise.inference.residency.Allowance;
import dev.edgewise.inference.residency.Footprint;
import dev.edgewise.inference.residency.MemoryProbe;
import java.io.IOException;

/**
 * Measures what a model takes after its load, as far as the process can tell it from what others take meanwhile, and counts it
 * with the model.
 *
 * @param allowance of the model
 * @param memory of the process
 */
record LaterTaken(Allowance allowance, MemoryProbe memory) implements LateMemory {
    @Override
    public void take(long bytesGuessed, Taking taking) throws IOException {
        // A node of one model has had no load that sharpens; its requests' heap is not the model's.
        memory.sharpen();
        Footprint before = memory.used();
        taking.run();
        Footprint taken = Footprint.ofHost(memory.used().minus(before).hostBytes());
        allowance.took(taken.near(Footprint.ofHost(bytesGuessed)));
    }
}
