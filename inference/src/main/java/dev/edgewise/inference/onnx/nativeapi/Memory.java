package dev.edgewise.inference.onnx.nativeapi;

import java.lang.foreign.MemorySegment;

/**
 * A piece of memory that tensors are laid over. Whoever allocated it frees it, after the bindings that use it.
 *
 * @param place where it is
 * @param address there; not readable from here unless the place is the host
 * @param bytes its size
 */
public record Memory(Place place, long address, long bytes) {
    /** Memory of the host. */
    public static Memory of(Place host, MemorySegment segment) {
        return new Memory(host, segment.address(), segment.byteSize());
    }

    /** Where a part of it begins, checked against its end. */
    long at(long offset, long size) {
        if (offset < 0 || size < 0 || offset > bytes - size) {
            throw new IndexOutOfBoundsException("bytes " + offset + " to " + (offset + size) + " of " + bytes);
        }
        return address + offset;
    }
}
