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
     * Models begin to be loaded, or none is any longer: what large pieces are taken meanwhile is to go back to the system when
     * it is freed.
     */
    default void loading(boolean some) {}

    /** Gives freed memory back to the operating system; true when there was something to do and it was done. */
    boolean trim();
}
