package dev.edgewise.inference.store.pull;

import dev.edgewise.inference.store.folder.Exports;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of pulls that hardly pause between tries. */
final class QuickPulls {
    private QuickPulls() {}

    static PullSettings from(URI hub) {
        return new PullSettings(
                PullSettings.of(hub).endpoint(),
                Optional.empty(),
                List.of(),
                List.of("*"),
                List.of(),
                Optional.empty(),
                Exports.DEFAULT,
                1 << 30,
                3,
                Duration.ofMillis(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30));
    }

    static PullSettings change(PullSettings from, Optional<String> token, List<String> allow, List<URI> redirects) {
        return new PullSettings(
                from.endpoint(),
                token,
                from.mirrors(),
                allow,
                redirects,
                from.maven(),
                from.exports(),
                from.fileBytesMax(),
                from.triesMax(),
                from.pauseFirst(),
                from.connectTimeMax(),
                from.idleTimeMax());
    }
}
