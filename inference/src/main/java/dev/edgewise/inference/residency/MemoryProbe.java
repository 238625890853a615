package dev.edgewise.inference.residency;

/** Tells how much memory the process takes. */
public interface MemoryProbe {
    /** Bytes in use now, 0 where it cannot be told. */
    Footprint used();

    /**
     * Tells more exactly from now on, and other figures: what was told before is not to be compared. Takes milliseconds the
     * first time.
     */
    default void sharpen() {}

    /**
     * Models begin to come and go, or none does any longer: what is taken and freed meanwhile is to go back to the system
     * rather than to be kept for the next.
     */
    default void moving(boolean some) {}

    /** Gives freed memory back to the operating system; true when there was something to do and it was done. */
    boolean trim();
}
