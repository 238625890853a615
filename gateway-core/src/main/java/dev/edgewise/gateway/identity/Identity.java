package dev.edgewise.gateway.identity;

import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.Identified;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.request.RequestHeaders;
import dev.edgewise.gateway.request.Tenant;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * Phase 2, identify: from a key to its tenant. Runs on the event loop before the body is read.
 *
 * <p>Threads: one instance per event loop.
 */
public final class Identity {
    /** Longer keys are refused unread. */
    public static final int KEY_CHARS_MAX = 512;

    private static final String BEARER = "Bearer ";

    private final MessageDigest sha256;

    public Identity() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** What identify may say. */
    public sealed interface Outcome {
        record Known(Identified identified) implements Outcome {}

        record Unknown(Refusal refusal) implements Outcome {}
    }

    public Outcome identify(TenantDirectory directory, Arrival arrival) {
        if (directory.isOpen()) {
            Refusal objection = ForeignPages.objection(arrival.headers());
            return objection == null
                    ? new Outcome.Known(new Identified(arrival, Tenant.ANONYMOUS))
                    : new Outcome.Unknown(objection);
        }
        String key = key(arrival.headers());
        if (key == null) {
            return new Outcome.Unknown(Refusal.client(
                    401,
                    "missing_api_key",
                    "No API key was sent. Send it as 'Authorization: Bearer KEY' or as 'x-api-key: KEY'."));
        }
        Tenant tenant = key.length() > KEY_CHARS_MAX
                ? null
                : directory.find(sha256.digest(key.getBytes(StandardCharsets.UTF_8)));
        return tenant == null
                ? new Outcome.Unknown(Refusal.client(
                        401,
                        "invalid_api_key",
                        "The API key is not known to this node. Check it, or ask the operator for a new one."))
                : new Outcome.Known(new Identified(arrival, tenant));
    }

    private static @Nullable String key(RequestHeaders headers) {
        String authorization = headers.get("authorization");
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            String key = authorization.substring(BEARER.length()).trim();
            return key.isEmpty() ? null : key;
        }
        return headers.get("x-api-key");
    }
}
