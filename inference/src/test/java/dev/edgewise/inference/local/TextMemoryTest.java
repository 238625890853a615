package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.residency.Footprint;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextMemoryTest {
    private static Skill.Generation skill(int tokensMax, boolean spareText) {
        return new Skill.Generation(tokensMax, 100, Optional.empty(), 46_000, spareText);
    }

    @Test
    void aTextHasTheContextOfTheConfigurationOrThatOfTheModelWhereItIsShorter() {
        assertThat(TextMemory.of(skill(8_192, false), 8, 1_000).textBytes()).isEqualTo(46_000_000);
        assertThat(TextMemory.of(skill(512, false), 8, 1_000).textBytes()).isEqualTo(46_000 * 512);
        assertThat(TextMemory.of(skill(512, false), 8, 1_000).tokensMax()).isEqualTo(512);
    }

    @Test
    void theHostGivesThatOfOneTextAtTheLoadAndADeviceThatOfAll() {
        TextMemory plain = TextMemory.of(skill(8_192, false), 8, 1_000);
        TextMemory spelledOut = TextMemory.of(skill(8_192, true), 8, 1_000);

        assertThat(plain.atLoad(false)).isEqualTo(Footprint.ofHost(46_000_000));
        assertThat(plain.atLoad(true)).isEqualTo(new Footprint(0, 8 * 46_000_000));
        assertThat(spelledOut.atLoad(false)).isEqualTo(Footprint.ofHost(2 * 46_000_000));
        assertThat(spelledOut.atLoad(true)).isEqualTo(new Footprint(0, 9 * 46_000_000));
    }
}
