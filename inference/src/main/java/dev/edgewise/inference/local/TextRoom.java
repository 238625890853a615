package dev.edgewise.inference.local;

import dev.edgewise.inference.generate.SlotRoom;
import dev.edgewise.inference.provider.Placement;
import dev.edgewise.inference.residency.Allowance;
import dev.edgewise.inference.residency.Footprint;

/** The memory of a decoder's texts beyond the first, within the budget of all models. Any thread. */
final class TextRoom implements SlotRoom {
    private final Allowance allowance;
    private final Footprint one;

    private TextRoom(Allowance allowance, Footprint one) {
        this.allowance = allowance;
        this.one = one;
    }

    /**
     * For a model that was placed.
     *
     * @param textBytes what the keys and values of one text take
     */
    static SlotRoom of(Placement placement, Allowance allowance, long textBytes) {
        boolean onDevice =
                placement.choice().map(made -> made.used().onDevice()).orElse(false);
        return onDevice ? SlotRoom.ALL : new TextRoom(allowance, Footprint.ofHost(textBytes));
    }

    @Override
    public boolean takeOne() {
        return allowance.grow(one);
    }

    @Override
    public void giveOneBack() {
        allowance.giveBack(one);
    }
}
