package dev.edgewise.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class Utf8StreamTest {
    @Property
    void however_bytes_are_cut_the_text_is_what_java_reads(
            @ForAll String text, @ForAll @IntRange(min = 1, max = 5) int cut) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(inPieces(bytes, cut)).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
    }

    @Property
    void broken_bytes_become_the_replacement_character_as_java_does_it(
            @ForAll byte[] bytes, @ForAll @IntRange(min = 1, max = 5) int cut) {
        // Java makes one of a whole encoded surrogate, Unicode's own advice and Rust make three.
        Assume.that(new String(bytes, StandardCharsets.ISO_8859_1).indexOf('\u00ED') < 0);
        assertThat(inPieces(bytes, cut)).isEqualTo(read(bytes));
    }

    /** What Java reads where more could follow: half a character at the end is not there yet. */
    private static String read(byte[] bytes) {
        CharBuffer text = CharBuffer.allocate(bytes.length);
        StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .decode(ByteBuffer.wrap(bytes), text, false);
        return text.flip().toString();
    }

    @Test
    void an_emoji_is_shown_only_when_it_is_whole() {
        byte[] smile = "🙂".getBytes(StandardCharsets.UTF_8);
        Utf8Stream stream = new Utf8Stream();

        assertThat(stream.add(Arrays.copyOf(smile, 3))).isEmpty();
        assertThat(stream.add(new byte[] {smile[3]})).isEqualTo("🙂");
    }

    private static String inPieces(byte[] bytes, int cut) {
        Utf8Stream stream = new Utf8Stream();
        StringBuilder text = new StringBuilder();
        for (int from = 0; from < bytes.length; from += cut) {
            String piece = stream.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + cut)));
            assertThat(piece.isEmpty() || !Character.isHighSurrogate(piece.charAt(piece.length() - 1)))
                    .isTrue();
            text.append(piece);
        }
        return text.toString();
    }
}
