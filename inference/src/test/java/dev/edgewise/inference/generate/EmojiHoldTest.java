package dev.edgewise.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmojiHoldTest {
    /** What is shown when a text comes character by character; pieces that show nothing are left out. */
    private static List<String> shown(String text) {
        var hold = new EmojiHold();
        List<String> pieces = new ArrayList<>();
        text.codePoints().forEach(each -> pieces.add(hold.add(Character.toString(each))));
        pieces.add(hold.end());
        pieces.removeIf(String::isEmpty);
        return pieces;
    }

    @ParameterizedTest
    @ValueSource(strings = {"👩‍👩‍👧‍👦", "👩🏻‍❤️‍💋‍👨🏿", "🏳️‍🌈", "👍🏽", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇰🇷", "😀"})
    void an_emoji_of_several_characters_comes_as_one(String emoji) {
        assertThat(shown(emoji)).containsExactly(emoji);
        assertThat(String.join("|", shown("a" + emoji + emoji + "b")))
                .contains("a|" + emoji)
                .contains(emoji + "|" + emoji);
    }

    @Test
    void nothing_but_an_emoji_is_held_back() {
        assertThat(shown("1 #é한ß")).containsExactly("1", " ", "#", "é", "한", "ß");
        assertThat(shown("🇰🇷🇯🇵x")).as("two letters are a whole flag").containsExactly("🇰🇷", "🇯🇵", "x");
    }

    @Test
    void what_goes_on_without_end_is_let_go_at_the_bound() {
        List<String> pieces = shown("👩" + "\u200D👩".repeat(100));

        assertThat(pieces).allSatisfy(piece -> assertThat(piece.length()).isLessThanOrEqualTo(34));
        assertThat(String.join("", pieces)).isEqualTo("👩" + "\u200D👩".repeat(100));
    }

    @Property
    void all_of_a_text_comes_in_the_end(@ForAll @Size(max = 20) List<String> pieces) {
        var hold = new EmojiHold();
        var text = new StringBuilder();
        pieces.forEach(piece -> text.append(hold.add(piece)));

        assertThat(text.append(hold.end())).hasToString(String.join("", pieces));
    }
}
