package dev.edgewise.inference;

/** A picture as it came, PNG or JPEG; whether it is one shows when it is read. */
public final class ImageBytes {
    private final byte[] bytes;

    /** Takes the array over: the caller must not change it afterwards. */
    public ImageBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The bytes themselves, not a copy: do not change them. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "ImageBytes[" + bytes.length + "]";
    }
}
