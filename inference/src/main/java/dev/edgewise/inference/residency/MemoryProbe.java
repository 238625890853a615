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

    /** Gives freed memory back to the operating system; true when there was something to do and it was done. */
    boolean trim();
}
