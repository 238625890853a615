package dev.edgewise.inference.residency;

/** Where a model stands between the store and the engine. */
public enum ModelState {
    /** Nobody knows it. */
    ABSENT,
    /** Its files are here; it takes no memory. */
    PULLED,
    /** On its way into memory. */
    LOADING,
    /** In memory and taking work. */
    WARM,
    /** Takes no new work and leaves memory when what runs is done. */
    DRAINING
}
