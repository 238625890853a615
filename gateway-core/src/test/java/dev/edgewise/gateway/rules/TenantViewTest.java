package dev.edgewise.gateway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.reuse.Reuse.RouteRule;
import dev.edgewise.inference.ModelId;
import dev.edgewise.routing.Prefer;
import dev.edgewise.routing.model.CentralModel;
import dev.edgewise.routing.model.LocalModel;
import dev.edgewise.routing.model.ModelAlias;
import dev.edgewise.routing.model.ModelTable;
import dev.edgewise.routing.model.Operation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TenantViewTest {
    private static TenantView view(String tenant, String revision, String central) {
        return view(tenant, revision, central, new Route(Prefer.UNSET, RouteRule.UNSAID, 0));
    }

    private static TenantView view(String tenant, String revision, String central, Route route) {
        return view(tenant, revision, central, route, Sharing.ALL);
    }

    private static TenantView view(String tenant, String revision, String central, Route route, Sharing sharing) {
        var local = new LocalModel(new ModelId("small"), revision, Set.of(Operation.CHAT), Set.of(), 100);
        return TenantView.of(
                tenant,
                ModelTable.of(List.of(new ModelAlias("chat", local, new CentralModel("main", central)))),
                Map.of("chat", route),
                sharing);
    }

    @Test
    void other_files_of_a_local_model_and_another_central_one_take_the_unread_hits_away() {
        var before = view("acme", "r1", "big").under(0);

        assertThat(view("acme", "r1", "big").under(0).raw()).isEqualTo(before.raw());
        assertThat(view("acme", "r2", "big").under(0).raw()).isNotEqualTo(before.raw());
        assertThat(view("acme", "r1", "bigger").under(0).raw()).isNotEqualTo(before.raw());
        assertThat(view("acme", "r1", "big", new Route(Prefer.QUALITY, RouteRule.UNSAID, 0))
                        .under(0)
                        .raw())
                .isNotEqualTo(before.raw());
        assertThat(view("bolt", "r1", "big").under(0).raw()).isNotEqualTo(before.raw());
        // What stands behind an alias is part of a canonical key by itself.
        assertThat(view("acme", "r2", "bigger").under(0).canonical()).isEqualTo(before.canonical());
    }

    @Test
    void a_route_that_forbids_reuse_and_answers_kept_apart_by_user_take_the_unread_hits_away() {
        var before = view("acme", "r1", "big").under(0);
        Route never = new Route(Prefer.UNSET, RouteRule.NEVER, 0);

        assertThat(view("acme", "r1", "big", never).under(0).raw()).isNotEqualTo(before.raw());
        assertThat(view("acme", "r1", "big", Route.NONE, new Sharing.UserOfBody())
                        .under(0)
                        .raw())
                .isNotEqualTo(before.raw())
                .isNotEqualTo(view("acme", "r1", "big", Route.NONE, new Sharing.UserOfHeader("x-user"))
                        .under(0)
                        .raw());
    }

    @Test
    void the_contexts_of_two_users_differ_from_one_another_and_from_what_all_share() {
        TenantView view = view("acme", "r1", "big");

        assertThat(view.under(7, "")).isSameAs(view.under(7));
        assertThat(view.under(7, "ann").raw())
                .isEqualTo(view.under(7, "ann").raw())
                .isNotEqualTo(view.under(7, "ben").raw())
                .isNotEqualTo(view.under(7).raw());
        assertThat(view.under(0, "ann").canonical())
                .isEqualTo(view.under(0, "ann").canonical())
                .isNotEqualTo(view.under(0, "ben").canonical())
                .isNotEqualTo(view.under(7, "ann").canonical())
                .isNotEqualTo(view.under(0).canonical());
    }

    @Test
    void contexts_under_the_same_effects_are_made_once_and_differ_from_all_others() {
        TenantView view = view("acme", "r1", "big");

        assertThat(view.under(7)).isSameAs(view.under(7));
        assertThat(view.under(7).raw())
                .isNotEqualTo(view.under(8).raw())
                .isNotEqualTo(view.under(0).raw());
        assertThat(view.under(7).canonical())
                .isNotEqualTo(view.under(8).canonical())
                .isNotEqualTo(view.under(0).canonical());
    }
}
