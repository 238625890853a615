package dev.edgewise.inference.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Runs of the decoder for what is in its slots. The decoder's thread only. */
final class SlotRuns {
    /** Most tokens of a prompt read at once while other texts are being written: they wait that long. */
    private static final int READ_TOKENS_BESIDE = 32;

    /** Slots without work between two that have: as many are computed along, as one run is cheaper than two. */
    private static final int GAP_MAX = 4;

    private final Decoder decoder;
    private final SlotTable slots;
    private final int[] ids;
    private final int[] lengths;

    SlotRuns(Decoder decoder, SlotTable slots) {
        this.decoder = decoder;
        this.slots = slots;
        this.ids = new int[slots.size()];
        this.lengths = new int[slots.size()];
    }

    /** Whether the text in a slot can go on now. */
    boolean runnable(int slot) {
        Sequence user = slots.user(slot);
        return user != null
                && !user.finished()
                && !user.job().over()
                && (!user.promptIsRead() || user.job().outbox().hasRoom());
    }

    /** Reads a piece of a prompt; true once it is read to its end. */
    boolean read(int slot) throws Exception {
        Sequence user = Objects.requireNonNull(slots.user(slot));
        copyWhatOthersHaveRead(slot, user);
        int size = user.prompt().size();
        int from = user.promptRead;
        int most = othersAreRunnable(slot)
                ? Math.min(READ_TOKENS_BESIDE, decoder.readTokensMax())
                : decoder.readTokensMax();
        int to = Math.min(size, from + most);
        if (size - to > 0 && size - to < SlotTable.READ_MIN) {
            to -= SlotTable.READ_MIN - (size - to);
        }
        decoder.read(slot, from, user.prompt().ids(), from, to);
        slots.grew(slot, to - from);
        user.promptRead = to;
        user.job().read(to);
        return user.promptIsRead();
    }

    /** Copying takes a hundredth of the time of reading, even while the other text is being read itself. */
    private void copyWhatOthersHaveRead(int slot, Sequence user) {
        int source = decoder.copies() ? slots.source(slot, user) : -1;
        if (source >= 0) {
            int to = slots.common(source, user);
            int count = to - user.promptRead;
            decoder.copy(source, slot, user.promptRead, to);
            slots.grew(slot, count);
            user.promptRead = to;
            user.reused += count;
            user.job().reused(user.reused);
        }
    }

    private boolean othersAreRunnable(int slot) {
        for (int other = 0; other < slots.size(); other++) {
            if (other != slot && runnable(other)) {
                return true;
            }
        }
        return false;
    }

    /** Which slots run together. */
    List<List<Integer>> groups(List<Integer> writing) {
        List<List<Integer>> groups = new ArrayList<>();
        int last = Integer.MIN_VALUE;
        for (int slot : writing) {
            if (!decoder.shared() || groups.isEmpty() || slot - last > GAP_MAX + 1) {
                groups.add(new ArrayList<>());
            }
            groups.getLast().add(slot);
            last = slot;
        }
        return groups;
    }

    /** One step for some slots, from the first to the last of them; slots in between write where nothing is held. */
    void step(List<Integer> together) throws Exception {
        int first = together.getFirst();
        int count = together.getLast() - first + 1;
        for (int row = 0; row < count; row++) {
            Sequence user = slots.user(first + row);
            ids[row] = user == null ? 0 : user.next;
            lengths[row] = slots.length(first + row);
        }
        decoder.step(first, count, ids, lengths);
        for (int slot : together) {
            slots.grew(slot, 1);
        }
    }

    void logits(int row, float[] into) {
        decoder.logits(row, into);
    }
}
