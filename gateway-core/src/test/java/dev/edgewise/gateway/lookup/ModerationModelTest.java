package dev.edgewise.gateway.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.rules.Sharing;
import dev.edgewise.gateway.rules.TenantView;
import dev.edgewise.inference.ModelId;
import dev.edgewise.routing.model.CentralModel;
import dev.edgewise.routing.model.LocalModel;
import dev.edgewise.routing.model.ModelAlias;
import dev.edgewise.routing.model.ModelTable;
import dev.edgewise.routing.model.Need;
import dev.edgewise.routing.model.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModerationModelTest {
    private static final ModelAlias FAR = new ModelAlias("far", null, new CentralModel("main", "m"));
    private static final ModelAlias CHAT = local("chat", Operation.CHAT, Set.of());
    private static final ModelAlias SAFETY = local("safety", Operation.CLASSIFICATION, Set.of());
    private static final ModelAlias TOPICS = local("topics", Operation.CLASSIFICATION, Set.of());
    private static final ModelAlias PICTURES = local("pictures", Operation.CLASSIFICATION, Set.of(Need.IMAGES));

    private static ModelAlias local(String name, Operation operation, Set<Need> abilities) {
        return new ModelAlias(name, new LocalModel(new ModelId(name), "r1", Set.of(operation), abilities, 100), null);
    }

    private static TenantView view(ModelAlias... aliases) {
        return TenantView.of("acme", ModelTable.of(List.of(aliases)), Map.of(), Sharing.ALL);
    }

    private static String named(Api api, TenantView view, String body) {
        return new String(
                ModerationModel.named(api, view, body.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void the_only_model_that_labels_texts_stands_in_where_none_is_named() {
        TenantView view = view(FAR, CHAT, SAFETY, PICTURES);

        assertThat(named(Api.MODERATIONS, view, "{\"input\":\"x\"}"))
                .isEqualTo("{\"model\":\"safety\",\"input\":\"x\"}");
        assertThat(named(Api.MODERATIONS, view, "{\"model\":null,\"input\":\"x\"}"))
                .isEqualTo("{\"model\":\"safety\",\"input\":\"x\"}");
    }

    @Test
    void one_that_is_still_to_be_pulled_may_be_meant() {
        var awaited = new ModelAlias("awaited", LocalModel.awaited(new ModelId("awaited")), null);
        String body = "{\"input\":\"x\"}";

        assertThat(named(Api.MODERATIONS, view(CHAT, awaited, PICTURES), body))
                .isEqualTo("{\"model\":\"awaited\",\"input\":\"x\"}");
        assertThat(named(Api.MODERATIONS, view(awaited, SAFETY), body)).isEqualTo(body);
        assertThat(ModerationModel.missing(Api.MODERATIONS, view(awaited, SAFETY)))
                .endsWith("Name one of: awaited, safety.");
    }

    @Test
    void a_body_that_names_a_model_or_is_broken_or_for_another_path_stays_as_it_is() {
        TenantView view = view(CHAT, SAFETY);
        for (String body : List.of("{\"model\":\"far\",\"input\":\"x\"}", "{\"model\":7}", "{", "[]", "")) {
            assertThat(named(Api.MODERATIONS, view, body)).isEqualTo(body);
        }
        assertThat(named(Api.CLASSIFY, view, "{\"input\":\"x\"}")).isEqualTo("{\"input\":\"x\"}");
    }

    @Test
    void where_there_are_several_or_none_the_caller_is_told() {
        String body = "{\"input\":\"x\"}";
        TenantView several = view(FAR, SAFETY, TOPICS);
        TenantView none = view(CHAT, FAR, PICTURES);

        assertThat(named(Api.MODERATIONS, several, body)).isEqualTo(body);
        assertThat(ModerationModel.missing(Api.MODERATIONS, several)).endsWith("Name one of: safety, topics.");
        assertThat(named(Api.MODERATIONS, none, body)).isEqualTo(body);
        assertThat(ModerationModel.missing(Api.MODERATIONS, none))
                .contains("no model of this node labels texts")
                .endsWith("You may ask for: chat, far, pictures.");
    }
}
