package dev.edgewise.inference.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Byte-level tokenizers: the chat model's own, and small ones with the rules of other families. */
final class BytePairJson {
    private static final Path HUB = Path.of("../../shared/hub/edgewise/smollm2-135m-instruct/tokenizer.json");

    static final String GPT_2 = byteLevel(false, true);
    static final String BLANK_FIRST = byteLevel(true, true);
    static final String DIGITS_GPT_2 = sequence("{\"type\":\"Digits\",\"individual_digits\":true}", GPT_2);
    static final String NUMBERS_GPT_2 = sequence("{\"type\":\"Digits\",\"individual_digits\":false}", GPT_2);
    static final String LLAMA_3 = split("{1,3}", "Isolated", false);
    static final String QWEN_2 = split("", "Isolated", false);
    static final String INVERTED = split("{1,3}", "Removed", true);
    static final String WHOLE = byteLevel(false, false);

    /** Where the chat model's vocabulary has none, others have: every byte is a token here. */
    private static final List<String> BYTES = alphabet();

    private static final int MERGES = 600;

    private BytePairJson() {}

    /** The chat model's; skips the test where it is not there. */
    static String ofHub() throws IOException {
        assumeTrue(Files.exists(HUB), "skipped: the chat model is not in ../shared/hub beside the checkout");
        return Files.readString(HUB);
    }

    /** A tokenizer with learnt merges, and tokens of its own for a chat. */
    static String small(String preTokenizer, String normalizer) {
        return of(preTokenizer, normalizer, chatTokens(false), "null", Learnt.ONCE);
    }

    /** Tokens as chat models have them; with blanks around them taken in, and looked for after all else. */
    static String chatTokens(boolean later) {
        return added("<|im_start|>", false, false, false) + ","
                // Blanks that may be another's own are not taken in.
                + added("<|im_end|>", false, false, later) + ","
                + added("<|im", false, true, false) + ","
                + added("[MASK]", later, true, false) + ","
                + added("  ", later, false, false) + ","
                + added("   ", later, false, false) + ","
                + added("<é>", later, false, false);
    }

    private static String added(String text, boolean normalized, boolean lstrip, boolean rstrip) {
        return "{\"id\":@,\"content\":\"" + text + "\",\"single_word\":false,\"lstrip\":" + lstrip + ",\"rstrip\":"
                + rstrip + ",\"normalized\":" + normalized + ",\"special\":" + !normalized + "}";
    }

    /** Pieces and what they are made of, in the order of their merges. */
    record Learnt(Map<String, Integer> vocabulary, List<String[]> merges) {
        static final Learnt ONCE = learn();
    }

    static String of(String preTokenizer, String normalizer, String added, String postProcessor, Learnt learnt) {
        return of(
                preTokenizer,
                normalizer,
                added,
                postProcessor,
                learnt,
                true,
                "\"unk_token\":null,\"fuse_unk\":false,\"ignore_merges\":false");
    }

    static String of(
            String preTokenizer,
            String normalizer,
            String added,
            String postProcessor,
            Learnt learnt,
            boolean inPairs,
            String more) {
        String vocabulary = learnt.vocabulary.entrySet().stream()
                .map(piece -> quoted(piece.getKey()) + ":" + piece.getValue())
                .collect(Collectors.joining(","));
        String merges = learnt.merges.stream()
                .map(pair ->
                        inPairs ? "[" + quoted(pair[0]) + "," + quoted(pair[1]) + "]" : quoted(pair[0] + " " + pair[1]))
                .collect(Collectors.joining(","));
        StringBuilder numbered = new StringBuilder();
        int id = learnt.vocabulary.size();
        for (int i = 0; i < added.length(); i++) {
            if (added.charAt(i) == '@') {
                numbered.append(id++);
            } else {
                numbered.append(added.charAt(i));
            }
        }
        return "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[" + numbered
                + "],\"normalizer\":" + normalizer + ",\"pre_tokenizer\":" + preTokenizer + ",\"post_processor\":"
                + postProcessor + ",\"decoder\":null,\"model\":{\"type\":\"BPE\",\"dropout\":null,"
                + "\"continuing_subword_prefix\":null,\"end_of_word_suffix\":\"\",\"byte_fallback\":false," + more
                + ",\"vocab\":{" + vocabulary + "},\"merges\":[" + merges + "]}}";
    }

    /** The pieces without some bytes, which then are unknown. */
    static Learnt without(Learnt learnt, String... bytes) {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        for (String piece : learnt.vocabulary.keySet()) {
            if (!List.of(bytes).contains(piece)) {
                vocabulary.put(piece, vocabulary.size());
            }
        }
        List<String[]> merges = learnt.merges.stream()
                .filter(pair -> vocabulary.containsKey(pair[0]) && vocabulary.containsKey(pair[1]))
                .toList();
        return new Learnt(vocabulary, merges);
    }

    /** The pieces and one more, which no merges lead to. */
    static Learnt with(Learnt learnt, String piece) {
        Map<String, Integer> vocabulary = new LinkedHashMap<>(learnt.vocabulary);
        vocabulary.put(piece, vocabulary.size());
        return new Learnt(vocabulary, learnt.merges);
    }

    /** How a byte-level vocabulary writes a text. */
    static String written(String text) {
        StringBuilder written = new StringBuilder();
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            written.append(BYTES.get(Byte.toUnsignedInt(value)));
        }
        return written.toString();
    }

    /** Merges the commonest pair again and again. */
    private static Learnt learn() {
        List<List<String>> words = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(67);
        StringBuilder corpus = new StringBuilder();
        corpus.repeat(
                "What is the weather like in Seoul tomorrow, and what's it like in Busan? "
                        + "    public static void main(String[] args) {\n        return 1234567890;\n    }\n"
                        + "내일 아침 서울 날씨 알려줘. 서울 내일 오전 날씨가 어때? 今日の天気はどうですか。 I'll we've they're don't ",
                4);
        for (int i = 0; i < 150; i++) {
            corpus.append(TokenizerTexts.generated(random));
        }
        for (String word :
                Pattern.compile("(?=[ \\n\\d])").splitAsStream(corpus).toList()) {
            words.add(new ArrayList<>(
                    written(word).codePoints().mapToObj(Character::toString).toList()));
        }
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        BYTES.forEach(piece -> vocabulary.put(piece, vocabulary.size()));
        List<String[]> merges = new ArrayList<>();
        while (merges.size() < MERGES) {
            String[] pair = commonest(words);
            String both = pair[0] + pair[1];
            merges.add(pair);
            vocabulary.putIfAbsent(both, vocabulary.size());
            words.forEach(word -> merge(word, pair, both));
        }
        return new Learnt(vocabulary, merges);
    }

    private static String[] commonest(List<List<String>> words) {
        Map<String, Integer> counts = new HashMap<>();
        String[] best = {"", ""};
        int most = 0;
        for (List<String> word : words) {
            for (int i = 0; i + 1 < word.size(); i++) {
                int count = counts.merge(word.get(i) + " " + word.get(i + 1), 1, Integer::sum);
                if (count > most) {
                    most = count;
                    best = new String[] {word.get(i), word.get(i + 1)};
                }
            }
        }
        return best;
    }

    private static void merge(List<String> word, String[] pair, String both) {
        for (int i = 0; i + 1 < word.size(); i++) {
            if (word.get(i).equals(pair[0]) && word.get(i + 1).equals(pair[1])) {
                word.set(i, both);
                word.remove(i + 1);
            }
        }
    }

    private static String byteLevel(boolean blank, boolean words) {
        return "{\"type\":\"ByteLevel\",\"add_prefix_space\":" + blank + ",\"trim_offsets\":true,\"use_regex\":" + words
                + "}";
    }

    private static String sequence(String first, String second) {
        return "{\"type\":\"Sequence\",\"pretokenizers\":[" + first + "," + second + "]}";
    }

    private static String split(String digits, String behavior, boolean inverted) {
        String pattern = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}" + digits
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
        return sequence(
                "{\"type\":\"Split\",\"pattern\":{\"Regex\":" + quoted(pattern) + "},\"behavior\":\"" + behavior
                        + "\",\"invert\":" + inverted + "}",
                byteLevel(false, false));
    }

    private static List<String> alphabet() {
        List<String> bytes = new ArrayList<>();
        int next = 256;
        for (int value = 0; value < 256; value++) {
            boolean printable = value >= '!' && value <= '~' || value >= 0xA1 && value != 0xAD;
            bytes.add(Character.toString(printable ? value : next++));
        }
        return bytes;
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
