package dev.edgewise.inference.chat;

import com.hubspot.jinjava.util.ForLoop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a template sees as {@code loop}: the library's own, and besides the items before and after the one at hand. One
 * thread.
 */
public final class Loop extends ForLoop {
    private final ForLoop driving;
    private final List<Object> items;

    /**
     * A loop that is moved on together with the library's.
     *
     * @param driving the one that the library goes by, which learns when the template breaks off
     */
    Loop(ForLoop driving, List<Object> items) {
        super(items.iterator(), items.size());
        this.driving = driving;
        this.items = items;
    }

    /** The item before; null at the first. */
    public @Nullable Object getPrevitem() {
        return at(getIndex0() - 1);
    }

    /** The item after; null at the last. */
    public @Nullable Object getNextitem() {
        return at(getIndex0() + 1);
    }

    private @Nullable Object at(int index) {
        return index >= 0 && index < items.size() ? items.get(index) : null;
    }

    @Override
    public void doContinue() {
        super.doContinue();
        driving.doContinue();
    }

    @Override
    public void doBreak() {
        super.doBreak();
        driving.doBreak();
    }
}
