package dev.edgewise.cache.segment;

import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.store.PurgeTarget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Purges as bytes. Pure. */
final class PurgeCodec {
    private PurgeCodec() {}

    /** A purge with its number. */
    record Numbered(long number, PurgeTarget target) {}

    static byte[] encode(Numbered purge) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeLong(purge.number());
            switch (purge.target()) {
                case PurgeTarget.All() -> out.writeByte(1);
                case PurgeTarget.Key(var key) -> {
                    out.writeByte(2);
                    out.writeLong(key.w0());
                    out.writeLong(key.w1());
                    out.writeLong(key.w2());
                    out.writeLong(key.w3());
                }
                case PurgeTarget.Tenant(var tenant) -> named(out, 3, tenant);
                case PurgeTarget.Model(var model) -> named(out, 4, model);
                case PurgeTarget.Region(var region) -> named(out, 5, region);
                case PurgeTarget.Group(var tenant, var group) -> {
                    named(out, 6, tenant);
                    out.writeUTF(group);
                }
                case PurgeTarget.GroupOfAll(var group) -> named(out, 7, group);
            }
        } catch (IOException tooLong) {
            throw new IllegalStateException("a name of more than 65,535 bytes", tooLong);
        }
        return bytes.toByteArray();
    }

    private static void named(DataOutputStream out, int kind, String name) throws IOException {
        out.writeByte(kind);
        out.writeUTF(name);
    }

    /** @throws IOException if the bytes are no purge */
    static Numbered decode(ByteBuffer payload) throws IOException {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            long number = in.readLong();
            int kind = in.readUnsignedByte();
            PurgeTarget target = switch (kind) {
                case 1 -> new PurgeTarget.All();
                case 2 -> new PurgeTarget.Key(new CacheKey(in.readLong(), in.readLong(), in.readLong(), in.readLong()));
                case 3 -> new PurgeTarget.Tenant(in.readUTF());
                case 4 -> new PurgeTarget.Model(in.readUTF());
                case 5 -> new PurgeTarget.Region(in.readUTF());
                case 6 -> new PurgeTarget.Group(in.readUTF(), in.readUTF());
                case 7 -> new PurgeTarget.GroupOfAll(in.readUTF());
                default -> throw new IOException("no purge is of kind " + kind);
            };
            return new Numbered(number, target);
        }
    }
}
