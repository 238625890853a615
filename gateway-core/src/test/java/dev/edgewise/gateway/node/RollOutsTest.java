package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.store.CacheSettings;
import dev.edgewise.cache.store.Purges;
import dev.edgewise.cache.store.ResponseCache;
import dev.edgewise.routing.model.CentralModel;
import dev.edgewise.routing.model.ModelAlias;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RollOutsTest {
    @Test
    void aPurgeThatIsNotSafeOnDiskStopsNeitherTheOthersNorTheRollOut() {
        var cache =
                new ResponseCache(new CacheSettings(1 << 20, 1 << 16, 100, 60, 60, 0, 0, 0), () -> 5, new Random(1));
        var purges = new Purges(cache);
        purges.keep((purge, epoch) -> {
            throw new UncheckedIOException(new IOException("no space left"));
        });

        RollOuts.purge(purges, List.of(alias("chat"), alias("draft")), List.of());

        assertThat(cache.epoch()).as("both are in force").isEqualTo(2);
    }

    private static ModelAlias alias(String name) {
        return new ModelAlias(name, null, new CentralModel("main", "big"));
    }
}
