package dev.edgewise.inference.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Tokenizers of the unigram kind, made for tests, in the form of {@code multilingual-e5-small}'s. */
final class UnigramJson {
    private static final Path HUB = Path.of("../../shared/hub/edgewise/multilingual-e5-small/tokenizer.json");

    private static final String BEFORE_PIECES = """
            {"version":"1.0","truncation":null,"padding":null,"added_tokens":[\
            {"id":0,"content":"<s>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},\
            {"id":2,"content":"</s>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},\
            {"id":3,"content":"<unk>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},\
            {"id":4,"content":"<mask>","single_word":false,"lstrip":true,"rstrip":false,"normalized":false,"special":true}],\
            "normalizer":{"type":"Sequence","normalizers":[\
            {"type":"Replace","pattern":{"Regex":"[\\\\x{1}\\\\x{2}\\\\x{7F}]"},"content":""},\
            {"type":"Replace","pattern":{"Regex":"[\\\\x{9}\\\\x{A}\\\\x{D}\\\\x{A0}\\\\x{200B}\\\\x{2581}\\\\x{3000}\\\\x{FFFD}]"},"content":" "},\
            {"type":"NFKC"},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}]},\
            "pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":false},\
            "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},\
            {"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}],\
            "pair":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},\
            {"SpecialToken":{"id":"</s>","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}},\
            {"Sequence":{"id":"B","type_id":1}},{"SpecialToken":{"id":"</s>","type_id":1}}],\
            "special_tokens":{"<s>":{"id":"<s>","ids":[0],"tokens":["<s>"]},"</s>":{"id":"</s>","ids":[2],"tokens":["</s>"]}}},\
            "decoder":null,"model":{"type":"Unigram","unk_id":3,"byte_fallback":false,"vocab":[\
            ["<s>",0.0],["<pad>",0.0],["</s>",0.0],["<unk>",0.0],["<mask>",0.0]""";

    private static final Map<String, String> REPLACED = replaced();

    private UnigramJson() {}

    /** The real one; skips the test where it is not there. */
    static String ofHub() throws IOException {
        assumeTrue(Files.exists(HUB), "the model is not here: ../shared/hub beside the checkout");
        return Files.readString(HUB);
    }

    /** One with these pieces, after five special ones. */
    static String of(List<String> pieces, List<String> scores) {
        StringBuilder json = new StringBuilder(BEFORE_PIECES);
        for (int i = 0; i < pieces.size(); i++) {
            json.append(",[\"");
            JsonStringEncoder.getInstance().quoteAsString(pieces.get(i), json);
            json.append("\",").append(scores.get(i)).append(']');
        }
        return json.append("]}}").toString();
    }

    /** One in which every character is a piece, so that none hides behind the unknown token. */
    static String everyCharacter() {
        List<String> pieces = new ArrayList<>();
        List<String> scores = new ArrayList<>();
        for (int character = '!'; character <= Character.MAX_CODE_POINT; character++) {
            boolean written = Character.isDefined(character)
                    && Character.getType(character) != Character.SURROGATE
                    && Character.getType(character) != Character.PRIVATE_USE;
            if (written) {
                pieces.add(Character.toString(character));
                scores.add("-1." + character % 97);
            }
        }
        return of(pieces, scores);
    }

    /** A few thousand parts of texts, some with equal scores, some twice, with many characters in none. */
    static String small() {
        SplittableRandom random = new SplittableRandom(3);
        Set<String> parts = new LinkedHashSet<>(List.of("▁", "e", "▁a", "가", "x", "xx", "xxx", "\u0301"));
        while (parts.size() < 6_000) {
            String text = TokenizerTexts.generated(random).replace(' ', '▁');
            int from = random.nextInt(text.length());
            String part = text.substring(from, Math.min(text.length(), from + random.nextInt(1, 5)));
            if (!part.isEmpty() && part.chars().noneMatch(half -> Character.isSurrogate((char) half))) {
                parts.add(part);
            }
        }
        List<String> pieces = new ArrayList<>(parts);
        pieces.add("xx");
        List<String> scores = new ArrayList<>();
        for (String piece : pieces) {
            scores.add(
                    random.nextBoolean()
                            ? "-" + piece.length() + ".5"
                            : Double.toString(-(float) (1 + random.nextDouble() * 12)));
        }
        return of(pieces, scores);
    }

    /** A character before and after those that a reader sees as one with it, short and long ones. */
    static String seenAsOne(int character) {
        String it = Character.toString(character);
        return it + "a" + it + "b a\u0315" + it + " o" + it + " o\u0308" + it + "\u0304 Ａ" + it + " µ" + it + "\u0301 "
                + it + "\u0301 " + it + "\u200d" + it + "\n" + it + "\r\n" + it + "\r" + it + "\u0308 x" + it
                + "\u0343\u0324 \u0344" + it;
    }

    /** A character where it is alone, between letters, and where it could change places with marks or be composed. */
    static String among(int character) {
        String it = Character.toString(character);
        return it + "a" + it + "b a\u0315" + it + "\u0334b " + it + "\u0301 \u1100" + it + "\u11a8  " + it + " " + it
                + " " + it + "\u0307 \u0308" + it + "\u0323\u093c\u3099 \u0930" + it + it;
    }

    /**
     * The same with a table of replacements in place of its own normalizer.
     *
     * @param collapsed whether blanks one after another then become one
     * @param words whether texts are cut into words first, as older files say it
     */
    static String mapped(String json, boolean collapsed, boolean words) {
        String map =
                "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"" + CharacterMapBytes.base64(REPLACED) + "\"}";
        String both = "{\"type\":\"Sequence\",\"normalizers\":[" + map
                + ",{\"type\":\"Replace\",\"pattern\":{\"Regex\":\" {2,}\"},\"content\":\" \"}]}";
        int form = json.indexOf("\"normalizer\":");
        int split = json.indexOf("\"pre_tokenizer\":");
        int around = json.indexOf("\"post_processor\":");
        String parts = "\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"WhitespaceSplit\"},"
                + "{\"type\":\"Metaspace\",\"replacement\":\"▁\",\"str_rep\":\"▁\",\"add_prefix_space\":true}]},";
        return json.substring(0, form)
                + "\"normalizer\":" + (collapsed ? both : map) + ","
                + (words ? parts : json.substring(split, around))
                + json.substring(around);
    }

    /** Some of what SentencePiece's own tables replace, and cases of one that begins as another does. */
    private static Map<String, String> replaced() {
        Map<String, String> replaced = new TreeMap<>();
        for (char wide = '\uff01'; wide <= '\uff5e'; wide++) {
            replaced.put(Character.toString(wide), Character.toString(wide - 0xfee0));
        }
        for (String blank : List.of("\t", "\n", "\r", "\u00a0", "\u2003", "\u2581", "\u3000")) {
            replaced.put(blank, " ");
        }
        for (String text : List.of("½", "ﬁ", "µ", "…", "㎏", "ﷺ", "e\u0301", "a\u0323", "\u1100\u1161", "ｶ\uff9e")) {
            replaced.put(text, Normalizer.normalize(text, Normalizer.Form.NFKC));
        }
        replaced.put("\u0343", "\u0313");
        replaced.put("\u0344", "\u0308\u0301");
        replaced.put("\u200b", "");
        replaced.put("\u0001", "");
        replaced.put("o\u0308", "<ö>");
        replaced.put("o\u0308\u0304", "<ȫ>");
        return replaced;
    }
}
