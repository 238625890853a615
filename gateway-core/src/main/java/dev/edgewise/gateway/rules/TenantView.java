package dev.edgewise.gateway.rules;

import dev.edgewise.cache.key.KeyContext;
import dev.edgewise.cache.key.Scope;
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
    private final Scope.Tenant scope;
    private final Sharing sharing;
    private final byte[] table;
    private final Contexts plain;
    private final Map<Long, Contexts> effected = new ConcurrentHashMap<>();

    private TenantView(Scope.Tenant scope, ModelTable models, Map<String, Route> routes, Sharing sharing) {
        this.scope = scope;
        this.sharing = sharing;
        this.models = models;
        Map<String, String> found = new TreeMap<>();
        routes.forEach((alias, route) -> found.put(alias, route.whatIsFound()));
        this.table = digest(models.aliases() + found.toString() + sharing);
        this.plain = contexts(scope, 0);
    }

    /**
     * Contexts of cache keys.
     *
     * @param raw of keys over unread bodies; holds the models that the tenant may use, with what stands behind each, what the
     *     routes say of it, and who shares answers: so that taking a model away, pointing an alias elsewhere, preferring another
     *     place, other files of a local model, a route that forbids reuse, or answers kept apart by user take the unread hits away
     * @param canonical of canonical keys
     */
    public record Contexts(KeyContext raw, KeyContext canonical) {}

    /**
     * The view of a tenant.
     *
     * @param routes what the routes say, by model alias
     * @param sharing who shares its stored answers
     */
    public static TenantView of(String tenant, ModelTable models, Map<String, Route> routes, Sharing sharing) {
        return new TenantView(new Scope.Tenant(tenant), models, routes, sharing);
    }

    /** Who shares its stored answers. */
    public Sharing sharing() {
        return sharing;
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
        Contexts made = contexts(scope, answerHash);
        if (effected.size() < KEPT_MAX) {
            effected.put(answerHash, made);
        }
        return made;
    }

    /**
     * The same for the answers of one user, made anew each time.
     *
     * @param user the name; empty for what all callers share
     */
    public Contexts under(long answerHash, String user) {
        return user.isEmpty() ? under(answerHash) : contexts(new Scope.User(scope.tenant(), user), answerHash);
    }

    private Contexts contexts(Scope whose, long answerHash) {
        byte[] effects = answerHash == 0
                ? new byte[0]
                : ByteBuffer.allocate(Long.BYTES).putLong(answerHash).array();
        byte[] both = ByteBuffer.allocate(effects.length + table.length)
                .put(effects)
                .put(table)
                .array();
        return new Contexts(new KeyContext(whose, both, null), new KeyContext(whose, effects, null));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
