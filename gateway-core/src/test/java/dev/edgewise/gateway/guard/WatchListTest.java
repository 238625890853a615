package dev.edgewise.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of what a loop looks at. */
class WatchListTest {
    private final List<String> looked = new ArrayList<>();

    private Watched member(String name, boolean fails) {
        return new Watched() {
            @Override
            protected void look(long nowNanos) {
                looked.add(name);
                if (fails) {
                    throw new IllegalStateException("a bug");
                }
            }
        };
    }

    @Test
    void aLookThatFailsEndsNeitherTheRoundNorTheNextOne() {
        var list = new WatchList();
        list.add(member("behind", false));
        list.add(member("broken", true));
        list.add(member("before", false));

        list.look(1);
        list.look(2);

        assertThat(looked).containsExactly("before", "broken", "behind", "before", "broken", "behind");
    }
}
