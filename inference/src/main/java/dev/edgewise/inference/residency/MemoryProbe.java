package dev.edgewise.inference.residency;

/** Tells how much memory the process takes. */
public interface MemoryProbe {
    /** Bytes in use now, 0 where it cannot be told. */
    Footprint used();

    /** Gives freed memory back to the operating system; true when there was something to do and it was done. */
    boolean trim();
}
