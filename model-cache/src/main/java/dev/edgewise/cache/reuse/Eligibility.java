package dev.edgewise.cache.reuse;

import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.key.ApiFamily;
import dev.edgewise.cache.request.FieldValue;
import dev.edgewise.cache.request.Kind;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.cache.request.Scanned.Field;
import dev.edgewise.cache.reuse.Reuse.Eligible;
import dev.edgewise.cache.reuse.Reuse.Grounds;
import dev.edgewise.cache.reuse.Reuse.NotEligible;
import dev.edgewise.cache.reuse.Reuse.Reason;
import dev.edgewise.cache.reuse.Reuse.RouteRule;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Decides from a request and what it asks for whether its answer may be stored and reused. Pure; about 100 ns. */
public final class Eligibility {
    private Eligibility() {}

    /** The verdict for one request. */
    public static Reuse of(ApiFamily family, Scanned request, CacheDirectives directives, RouteRule rule) {
        if (rule == RouteRule.NEVER) {
            return new NotEligible(Reason.ROUTE_FORBIDS);
        }
        if (!directives.mayRead() && !directives.mayStore()) {
            return new NotEligible(Reason.REQUEST_FORBIDS);
        }
        FieldValue<BigDecimal> temperature = request.temperature();
        FieldValue<BigDecimal> seed = request.number("seed");
        FieldValue<Long> n = request.n();
        if (temperature instanceof FieldValue.WrongType
                || seed instanceof FieldValue.WrongType
                || n instanceof FieldValue.WrongType) {
            return new NotEligible(Reason.INVALID_FIELD);
        }
        Grounds grounds = grounds(family, temperature, seed, directives, rule);
        if (grounds == null) {
            return new NotEligible(Reason.SAMPLED);
        }
        boolean exactOnly = n.or(1L) > 1 || filled(request, "tools") || filled(request, "functions");
        return new Eligible(grounds, directives.mayRead(), directives.mayStore(), exactOnly);
    }

    private static @Nullable Grounds grounds(
            ApiFamily family,
            FieldValue<BigDecimal> temperature,
            FieldValue<BigDecimal> seed,
            CacheDirectives directives,
            RouteRule rule) {
        if (!family.writesText()) {
            return Grounds.DETERMINISTIC_API;
        }
        if (temperature.or(BigDecimal.ONE).signum() == 0) {
            return Grounds.TEMPERATURE_ZERO;
        }
        if (seed instanceof FieldValue.Present) {
            return Grounds.SEED_SET;
        }
        if (directives.optsIn()) {
            return Grounds.REQUEST_OPTS_IN;
        }
        return rule == RouteRule.REUSE ? Grounds.ROUTE_RULE : null;
    }

    private static boolean filled(Scanned request, String list) {
        Field field = request.find(list);
        if (field == null || field.kind() != Kind.ARRAY) {
            return field != null && field.kind() != Kind.NULL;
        }
        for (int i = field.start() + 1; i < field.end() - 1; i++) {
            if (request.body()[i] > ' ') {
                return true;
            }
        }
        return false;
    }
}
