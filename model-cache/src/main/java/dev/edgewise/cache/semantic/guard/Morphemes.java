package dev.edgewise.cache.semantic.guard;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.ko.KoreanTokenizer;
import org.apache.lucene.analysis.ko.POS;
import org.apache.lucene.analysis.ko.dict.UserDictionary;
import org.apache.lucene.analysis.ko.tokenattributes.PartOfSpeechAttribute;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/** Korean text by morphemes, with Lucene's tokenizer and its dictionary, and the nouns of our own lists. */
final class Morphemes {
    /**
     * A morpheme.
     *
     * @param form a verb stands as its stem
     * @param tag its part of speech in the Sejong tag set
     * @param start where the word it came from begins, in chars
     */
    record Morpheme(String form, POS.Tag tag, int start) {}

    private final UserDictionary nouns;

    Morphemes(Set<String> nouns) {
        try {
            this.nouns =
                    UserDictionary.open(new StringReader(nouns.stream().sorted().collect(Collectors.joining("\n"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Morpheme> split(String text) {
        var morphemes = new ArrayList<Morpheme>();
        // A tokenizer serves one thread; to make one costs less than the text does.
        try (var tokenizer = new KoreanTokenizer(
                KoreanTokenizer.DEFAULT_TOKEN_ATTRIBUTE_FACTORY,
                nouns,
                KoreanTokenizer.DecompoundMode.DISCARD,
                false,
                true)) {
            var form = tokenizer.addAttribute(CharTermAttribute.class);
            var part = tokenizer.addAttribute(PartOfSpeechAttribute.class);
            var offset = tokenizer.addAttribute(OffsetAttribute.class);
            tokenizer.setReader(new StringReader(text));
            tokenizer.reset();
            while (tokenizer.incrementToken()) {
                add(form.toString(), part, offset.startOffset(), morphemes);
            }
            tokenizer.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return morphemes;
    }

    private static void add(String form, PartOfSpeechAttribute part, int start, List<Morpheme> morphemes) {
        var parts = part.getMorphemes();
        if (parts == null) {
            morphemes.add(new Morpheme(form, part.getLeftPOS(), start));
            return;
        }
        for (var piece : parts) {
            morphemes.add(new Morpheme(piece.surfaceForm(), piece.posTag(), start));
        }
    }
}
