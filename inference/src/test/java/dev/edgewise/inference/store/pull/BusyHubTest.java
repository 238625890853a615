package dev.edgewise.inference.store.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.store.ModelReference;
import dev.edgewise.inference.store.StoredModel;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hubs that ask to be left alone for a while. */
@Timeout(120)
class BusyHubTest extends HubPulls {
    @Test
    void a_busy_hub_is_asked_again_after_the_time_it_names_and_the_file_goes_on_where_it_stopped() throws Exception {
        hub.busy.set(2);
        hub.retryAfter = "7";
        hub.cutAfter = 150_000;
        hub.cuts.set(1);
        StoredModel model = pull(settings());

        assertThat(model.folder().resolve("onnx/model.onnx_data"))
                .hasSameBinaryContentAs(served.resolve("acme/Adder/onnx/model.onnx_data"));
        assertThat(pauses.subList(0, 2)).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7));
        assertThat(events)
                .filteredOn(PullEvent.Retried.class::isInstance)
                .first()
                .satisfies(event -> assertThat(((PullEvent.Retried) event).told())
                        .isEqualTo("127.0.0.1 is busy (429); try 2 in 7.00 s"));
        assertThat(hub.weightBytes).hasValue(WEIGHT_BYTES);
    }

    @Test
    void a_busy_file_server_is_asked_again_and_what_came_is_not_fetched_twice() throws Exception {
        hub.cutAfter = 150_000;
        hub.cuts.set(1);
        hub.retryAfter = "3";
        Download.Pause busyAfterTheCut = time -> {
            if (pauses.isEmpty()) {
                hub.cdnBusy.set(2);
            }
            pauses.add(time);
        };
        puller(settings(), 1 << 30, busyAfterTheCut)
                .pull(ModelReference.parse("hf:acme/Adder"), Optional.empty(), events::add);

        assertThat(pauses).hasSize(3);
        assertThat(pauses.subList(1, 3)).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(3));
        assertThat(hub.weightBytes).hasValue(WEIGHT_BYTES);
    }

    @Test
    void a_hub_that_wants_to_be_left_alone_for_long_is_not_waited_for() {
        hub.busy.set(1);
        hub.retryAfter = "3600";

        assertThatThrownBy(() -> pull(settings()))
                .hasMessageContaining("127.0.0.1 is busy (429) and wants to be asked again in 60 min");
        assertThat(pauses).isEmpty();
    }

    @Test
    void a_hub_that_stays_busy_is_asked_a_few_times_only() {
        hub.busy.set(1000);

        assertThatThrownBy(() -> pull(settings()))
                .hasMessageContaining("no hub answers")
                .hasMessageContaining("429");
        assertThat(hub.requests).hasSize(settings().triesMax());
    }
}
