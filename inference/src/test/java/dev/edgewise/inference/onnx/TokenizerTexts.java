package dev.edgewise.inference.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;

/** What tokenizers are compared on: people's lines, and texts of all characters there are. */
final class TokenizerTexts {
    private static final Path DATA = Path.of("../../shared/data/semantic");

    /** Where generated texts take their characters from: scripts, marks, emoji, controls, what is not assigned. */
    private static final int[][] POOLS = {
        {0x20, 0x7E},
        {0x61, 0x7A},
        {0x41, 0x5A},
        {0x30, 0x39},
        {0xA0, 0x24F},
        {0x300, 0x36F},
        {0x370, 0x3FF},
        {0x400, 0x52F},
        {0x590, 0x6FF},
        {0x900, 0x97F},
        {0xE00, 0xE7F},
        {0x1100, 0x11FF},
        {0x1E00, 0x1FFF},
        {0x2000, 0x206F},
        {0x2190, 0x22FF},
        {0x3000, 0x30FF},
        {0x4E00, 0x9FFF},
        {0xAC00, 0xD7A3},
        {0xF900, 0xFAFF},
        {0xFE00, 0xFE0F},
        {0xFF00, 0xFFFD},
        {0x1F300, 0x1F9FF},
        {0x20000, 0x20FFF},
        {0x00, 0x1F},
        {0x7F, 0x9F},
        {0x0, 0xD7FF},
        {0xE000, 0x10FFFF}
    };

    static final List<String> SNIPPETS = List.of(
            "[SEP]",
            "[CLS]",
            "[UNK]",
            "[MASK",
            "sep]",
            "##ing",
            "don't",
            "naïve café",
            "Straße",
            "İstanbul",
            "ΣΊΣΥΦΟΣ",
            "👩‍👩‍👧‍👦",
            "🇰🇷",
            "e\u0301\u0323",
            "한국어",
            "\u1112\u1161\u11ab",
            "日本語テスト",
            "שלום",
            "العَرَبِيَّة",
            "\u200b",
            "\ufeff",
            "\u00ad",
            "\u0000",
            "\ufffd",
            "x".repeat(99),
            "x".repeat(100),
            "y".repeat(101),
            "가".repeat(40),
            "\u3000",
            "\u2028",
            "\t\r\n",
            "३४",
            "ﬁ",
            "½",
            "Ǆ",
            "\u0345",
            "<s>",
            "</s>",
            " \t<mask> \u3000",
            "<unk>",
            "\uff1cunk\uff1e",
            "\uff1cs\uff1e",
            "\u2581",
            "  ",
            "\u0001",
            "a\u0001\u0301",
            "\u00a8",
            "q\u0307\u0323\u0301",
            "\uff76\uff9e",
            "\u1100\u1161\u11a8",
            "\uac00\u11a8",
            "\u3131\u314f",
            "\u0e01\u0e38\u0e48",
            "\u0915\u094d\u0937\u093c",
            "\ufb1d\u05b7",
            "\ufdfa",
            "\u2126\u212b",
            "🏳️‍🌈",
            "👍🏽",
            "1\ufe0f\u20e3");

    private TokenizerTexts() {}

    /** A text as a file gives it. */
    static InputStream stream(String json) {
        return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Some ten thousand questions and sentences in English and Korean; skips the test where they are not there. */
    static List<String> ofPeople() throws IOException {
        assumeTrue(Files.isDirectory(DATA), "the texts are not here: ../shared/data beside the checkout");
        List<String> texts = new ArrayList<>();
        texts.addAll(lines("qqp_dev.tsv.gz", 0, 2500));
        texts.addAll(lines("qqp_dev.tsv.gz", 1, 2500));
        texts.addAll(lines("parakqc_dev.tsv.gz", 3, 4000));
        texts.addAll(lines("pawsx_ko_dev.tsv", 1, 1000));
        return texts;
    }

    /** One text of snippets and characters of many scripts. */
    static String generated(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int parts = random.nextInt(1, 30);
        for (int part = 0; part < parts; part++) {
            if (random.nextInt(12) == 0) {
                text.append(SNIPPETS.get(random.nextInt(SNIPPETS.size())));
                continue;
            }
            // The last two pools hold what nobody writes: rarely.
            int[] pool = POOLS[random.nextInt(random.nextInt(20) == 0 ? POOLS.length : POOLS.length - 2)];
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                int character = random.nextInt(pool[0], pool[1] + 1);
                text.appendCodePoint(Character.getType(character) == Character.SURROGATE ? 'z' : character);
            }
            if (random.nextBoolean()) {
                text.append(' ');
            }
        }
        return text.toString();
    }

    private static List<String> lines(String file, int column, int most) throws IOException {
        List<String> texts = new ArrayList<>();
        try (InputStream raw = Files.newInputStream(DATA.resolve(file));
                InputStream plain = file.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader reader = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
            String line;
            while (texts.size() < most && (line = reader.readLine()) != null) {
                String[] columns = line.split("\t", -1);
                if (columns.length > column && !columns[column].isEmpty()) {
                    texts.add(columns[column]);
                }
            }
        }
        return texts;
    }
}
