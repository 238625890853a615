package dev.edgewise.cache.key;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a key holds beside the request itself: whose it is and which policy effects alter the answer. Made once per
 * combination and kept; immutable.
 */
public final class KeyContext {
    private static final byte ABSENT = 0;
    private static final byte PRESENT = 1;

    private final Scope scope;
    private final byte[] encoded;

    /**
     * A context.
     *
     * @param scope whose answers these are
     * @param effects digest of the policy effects that alter the answer, of any length; empty when there are none
     * @param region the region, when the policy depends on it; null otherwise
     */
    public KeyContext(Scope scope, byte[] effects, @Nullable String region) {
        this.scope = scope;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (scope) {
            case Scope.Tenant(var tenant) -> {
                out.write('t');
                add(out, tenant);
            }
            case Scope.User(var tenant, var user) -> {
                out.write('u');
                add(out, tenant);
                add(out, user);
            }
            case Scope.Public() -> out.write('p');
        }
        add(out, effects);
        out.write(region == null ? ABSENT : PRESENT);
        if (region != null) {
            add(out, region);
        }
        encoded = out.toByteArray();
    }

    /** Whose answers these are. */
    public Scope scope() {
        return scope;
    }

    /** The parts, each with its length in front, so that no two contexts share an encoding. */
    byte[] encoded() {
        return encoded;
    }

    /** Two bytes a character: an encoder would make one of two names that hold different lone surrogates. */
    private static void add(ByteArrayOutputStream out, String part) {
        ByteBuffer characters = ByteBuffer.allocate(part.length() * Character.BYTES);
        characters.asCharBuffer().put(part);
        add(out, characters.array());
    }

    private static void add(ByteArrayOutputStream out, byte[] part) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        out.writeBytes(part);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyContext that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }
}
