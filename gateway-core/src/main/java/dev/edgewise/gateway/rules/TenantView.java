package dev.edgewise.gateway.rules;

import dev.edgewise.cache.key.KeyContext;
import dev.edgewise.cache.key.Scope;
import dev.edgewise.routing.Prefer;
import dev.edgewise.routing.model.ModelTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one tenant sees of the node: its models, and the contexts of its cache keys. Any thread.
 */
public final class TenantView {
    /** Most kinds of policy effects whose contexts are kept; there are as many as rules make together. */
    private static final int KEPT_MAX = 256;

    private final ModelTable models;
    private final Scope scope;
    private final byte[] table;
    private final Contexts plain;
    private final Map<Long, Contexts> effected = new ConcurrentHashMap<>();

    private TenantView(Scope scope, ModelTable models, Map<String, Prefer> prefers) {
        this.scope = scope;
        this.models = models;
        this.table = digest(models.aliases() + new TreeMap<>(prefers).toString());
        this.plain = new Contexts(new KeyContext(scope, table, null), new KeyContext(scope, new byte[0], null));
    }

    /**
     * Contexts of cache keys.
     *
     * @param raw of keys over unread bodies; holds the models that the tenant may use, with what stands behind each and which
     *     of it is preferred, so that taking one away, pointing an alias elsewhere, preferring another place, or other files
     *     of a local model take its unread hits away
     * @param canonical of canonical keys
     */
    public record Contexts(KeyContext raw, KeyContext canonical) {}

    /** @param prefers the routes' preferences, by model alias */
    public static TenantView of(String tenant, ModelTable models, Map<String, Prefer> prefers) {
        return new TenantView(new Scope.Tenant(tenant), models, prefers);
    }

    /** The aliases it may use. */
    public ModelTable models() {
        return models;
    }

    /** The contexts under policy effects that alter answers; made once for each. */
    public Contexts under(long answerHash) {
        if (answerHash == 0) {
            return plain;
        }
        Contexts known = effected.get(answerHash);
        if (known != null) {
            return known;
        }
        byte[] effects = ByteBuffer.allocate(Long.BYTES).putLong(answerHash).array();
        byte[] both = ByteBuffer.allocate(Long.BYTES + table.length)
                .put(effects)
                .put(table)
                .array();
        var made = new Contexts(new KeyContext(scope, both, null), new KeyContext(scope, effects, null));
        if (effected.size() < KEPT_MAX) {
            effected.put(answerHash, made);
        }
        return made;
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
