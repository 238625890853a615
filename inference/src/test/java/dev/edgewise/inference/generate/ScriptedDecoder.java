package dev.edgewise.inference.generate;

import dev.edgewise.inference.Generate;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.TextInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** A decoder of {@link TenTokens} that writes the same one for ever, notes what it is asked, and does what a test wants meanwhile. */
class ScriptedDecoder implements Decoder {
    static final ModelId ID = new ModelId("scripted");
    static final int CONTEXT = 512;
    static final int WRITTEN = 3;

    /** What it was asked for, in order: {@code read 0 16-32}, {@code step 0,1}. */
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    private final int slots;

    ScriptedDecoder(int slots) {
        this.slots = slots;
    }

    /** One that writes with this. */
    Generator generator() {
        return generator(System::nanoTime);
    }

    /** The same on a clock of the test's. */
    Generator generator(LongSupplier nanos) {
        var limits = new GenerationLimits(1, slots, CONTEXT, 64);
        return new Generator(
                new GenerationModel(ID, this, new TenTokens(), Optional.empty()),
                limits,
                nanos,
                new SplittableRandom(1));
    }

    /** A text that goes on from these tokens. */
    static Generate from(int tokensMax, int... prompt) {
        return Generate.of(ID, new Prompt.Plain(new TextInput.TokenIds(prompt)), Sampling.greedy(), tokensMax);
    }

    /** Does nothing; before a run. */
    void before(String run) {}

    private void run(String run) {
        asked.add(run);
        before(run);
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public int contextTokens() {
        return CONTEXT;
    }

    @Override
    public int vocabulary() {
        return TenTokens.END + 1;
    }

    @Override
    public int readTokensMax() {
        return CONTEXT;
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public void read(int slot, int length, int[] ids, int from, int to) {
        run("read " + slot + " " + from + "-" + to);
    }

    @Override
    public void step(int firstSlot, int count, int[] ids, int[] lengths) {
        run("step " + firstSlot + "+" + count);
    }

    @Override
    public void logits(int row, float[] into) {
        Arrays.fill(into, 0);
        into[WRITTEN] = 1;
    }

    @Override
    public long textBytes() {
        return CONTEXT;
    }

    @Override
    public boolean forget(int slot) {
        return false;
    }

    @Override
    public boolean copies() {
        return true;
    }

    @Override
    public void copy(int from, int to, int begin, int end) {
        run("copy " + from + ">" + to + " " + begin + "-" + end);
    }

    @Override
    public void interrupt() {}

    @Override
    public void resume() {}

    @Override
    public void close() {}
}
