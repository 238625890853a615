package dev.edgewise.cache.semantic.index;

import java.util.List;

/**
 * Vectors of one partition by key. Any number of threads may read while one writes: readers never wait, writers wait
 * for each other only. A reader sees each vector whole or not at all; what is inserted or deleted while it reads, it may
 * see or not.
 */
public interface VectorIndex<K> extends AutoCloseable {
    /** Most neighbours that one question may ask for. */
    int NEIGHBOURS_MAX = 100;

    /** What came of an insert. */
    enum Inserted {
        NEW,
        /** In place of one under the same key. */
        REPLACED,
        /** There is no memory left for it, or the index is closed. */
        REFUSED
    }

    /**
     * Keeps a vector. Only its direction counts; it is copied.
     *
     * @throws IllegalArgumentException when it is not of {@link #dimensions}, is zero or is not finite
     */
    Inserted insert(K key, float[] vector);

    /** Forgets a vector; says whether there was one. */
    boolean delete(K key);

    /**
     * The nearest vectors, best first. An index may miss one now and then; what it gives has its true cosine.
     *
     * @param count how many at most, from 1 to {@link #NEIGHBOURS_MAX}
     * @param floor least cosine of interest; a high one saves work
     * @return none when nothing is that near, or the index is closed
     * @throws IllegalArgumentException when the vector is not of {@link #dimensions}, is zero or is not finite
     */
    List<Neighbour<K>> nearest(float[] vector, int count, float floor);

    /** Values of each vector. */
    int dimensions();

    /** How many vectors. */
    int size();

    /** The keys of all vectors now; a copy. */
    List<K> keys();

    /** Memory taken, on the heap and beside it, in bytes. */
    long bytes();

    /** Forgets everything. Memory that a reader is using is freed when it leaves. */
    @Override
    void close();
}
