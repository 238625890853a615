package dev.edgewise.gateway.rules;

import dev.edgewise.cache.key.KeyContext;
import dev.edgewise.cache.key.Scope;
import dev.edgewise.routing.model.ModelTable;
import java.nio.ByteBuffer;

/**
 * What one tenant sees of the node: its models, and the contexts of its cache keys.
 *
 * @param models the aliases it may use
 * @param rawContext context of keys over unread bodies; holds {@code models} too, so that taking a model away, or
 *     pointing an alias elsewhere, takes its unread hits away
 * @param context context of canonical keys
 */
public record TenantView(ModelTable models, KeyContext rawContext, KeyContext context) {
    public static TenantView of(String tenant, ModelTable models) {
        var scope = new Scope.Tenant(tenant);
        byte[] table = models.aliases().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return new TenantView(models, new KeyContext(scope, table, null), new KeyContext(scope, new byte[0], null));
    }

    /** The contexts under policy effects that alter answers. */
    public TenantView under(long answerHash) {
        if (answerHash == 0) {
            return this;
        }
        byte[] effects = ByteBuffer.allocate(Long.BYTES).putLong(answerHash).array();
        byte[] table = models.aliases().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] both = ByteBuffer.allocate(Long.BYTES + table.length)
                .put(effects)
                .put(table)
                .array();
        Scope scope = context.scope();
        return new TenantView(models, new KeyContext(scope, both, null), new KeyContext(scope, effects, null));
    }
}
