package dev.edgewise.cache.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetEventsTest {
    private static final List<FleetEvent> EVENTS = List.of(
            new FleetEvent.Purged(Purge.hard(new PurgeTarget.All())),
            new FleetEvent.Purged(Purge.soft(new PurgeTarget.Key(new CacheKey(1, -2, 3, 4)))),
            new FleetEvent.Purged(Purge.hard(new PurgeTarget.Tenant("acme"))),
            new FleetEvent.Purged(Purge.hard(new PurgeTarget.Model("chat:small"))),
            new FleetEvent.Purged(Purge.hard(new PurgeTarget.Region("KR"))),
            new FleetEvent.Purged(Purge.soft(new PurgeTarget.Group("acme", "날씨: 서울"))),
            new FleetEvent.Purged(Purge.hard(new PurgeTarget.GroupOfAll("news"))),
            new FleetEvent.Pinned("a.yaml", "pinned: [{\"id\": \"a\"}]\n"),
            new FleetEvent.Unpinned("a.yaml"));

    @Test
    void every_event_comes_back_as_it_was() {
        for (FleetEvent event : EVENTS) {
            assertThat(FleetEvents.read(FleetEvents.write(event, "icn-01-ab")))
                    .isEqualTo(new FleetEvents.Told(event, "icn-01-ab"));
        }
    }

    @Test
    void events_about_different_things_have_different_subjects_and_a_file_has_one() {
        assertThat(EVENTS.stream().map(FleetEvent::subject).distinct()).hasSize(EVENTS.size() - 1);
        assertThat(new FleetEvent.Pinned("a.yaml", "").subject())
                .isEqualTo(new FleetEvent.Unpinned("a.yaml").subject());
    }

    @Test
    void a_purge_of_a_later_version_is_one_of_everything() {
        assertThat(read("{\"sender\":\"b\",\"kind\":\"soften\",\"target\":\"planet:mars\"}"))
                .isEqualTo(new FleetEvents.Told(EVENTS.getFirst(), "b"));
    }

    @Test
    void what_is_no_event_is_none() {
        for (String text :
                List.of("", "[]", "{}", "{\"sender\":\"b\",\"kind\":\"dance\"}", "{\"sender\":1,\"kind\":\"pin\"}")) {
            assertThat(read(text)).isNull();
        }
    }

    private static FleetEvents.Told read(String text) {
        return FleetEvents.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
