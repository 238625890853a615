package dev.edgewise.gateway.unsent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.cache.fleet.FleetEvent;
import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import dev.edgewise.gateway.unsent.UnsentEvents.Unsent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnsentEventsTest {
    private static final FleetEvent PINNED = new FleetEvent.Pinned("a.yaml", "pinned: []");
    private static final FleetEvent PURGED = new FleetEvent.Purged(Purge.hard(new PurgeTarget.Model("chat")));

    @TempDir
    Path folder;

    private UnsentEvents events() {
        return new UnsentEvents(folder.resolve("fleet.unsent"));
    }

    @Test
    void whatWaitsIsThereAfterARestartAndWhatWasToldIsNot() {
        events().write(() -> List.of(new Unsent(PURGED, 1_000), new Unsent(PINNED, 2_000)));
        assertThat(events().read()).containsExactly(new Unsent(PURGED, 1_000), new Unsent(PINNED, 2_000));

        events().forget(List::of);

        assertThat(events().read()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatNobodyKnowsTheTimeOfIsAsOldAsTheList() throws IOException {
        events().write(() -> List.of(new Unsent(PURGED, 0)));
        Files.setLastModifiedTime(folder.resolve("fleet.unsent"), FileTime.fromMillis(5_000));

        assertThat(events().read()).containsExactly(new Unsent(PURGED, 5_000));
    }

    @Test
    void whoeverWritesWhatCannotBeKeptHearsOfItAndWhoeverStrikesOffDoesNot() throws IOException {
        // Where the file would be written first, there is a folder.
        Files.createDirectories(folder.resolve("fleet.unsent.new"));

        assertThatThrownBy(() -> events().write(() -> List.of(new Unsent(PURGED, 1))))
                .isInstanceOf(UncheckedIOException.class);
        assertThatCode(() -> events().forget(() -> List.of(new Unsent(PURGED, 1))))
                .doesNotThrowAnyException();
    }
}
