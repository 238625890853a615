package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.residency.Allowance;
import dev.edgewise.inference.residency.Footprint;
import dev.edgewise.inference.residency.MemoryProbe;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaterTakenTest implements Allowance, MemoryProbe {
    private final List<Footprint> counted = new ArrayList<>();
    private long resident = 500;
    private long pieces = 100;
    private boolean sharp;

    @Override
    public boolean grow(Footprint more) {
        return false;
    }

    @Override
    public void giveBack(Footprint less) {}

    @Override
    public void took(Footprint more) {
        counted.add(more);
    }

    @Override
    public void sharpen() {
        sharp = true;
    }

    @Override
    public Footprint used() {
        return Footprint.ofHost(sharp ? pieces : resident);
    }

    @Override
    public boolean trim() {
        return false;
    }

    @Test
    void whatTheOnlyModelOfANodeTakesLateIsMeasuredWithoutTheHeapThatGrowsMeanwhile() throws Exception {
        new LaterTaken(this, this).take(40, () -> {
            pieces += 30;
            resident += 30 + 60;
        });

        assertThat(counted).containsExactly(Footprint.ofHost(30));
    }
}
