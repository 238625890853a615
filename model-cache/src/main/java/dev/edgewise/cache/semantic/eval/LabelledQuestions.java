package dev.edgewise.cache.semantic.eval;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Questions of which is known which mean the same. Immutable.
 *
 * <p>Two file formats, both with tabs, plain or gzip: pairs ({@code text_a, text_b, label}, 1 for the same) and intents
 * ({@code intent, topic, act, text}; lines of one intent mean the same). A field in quotes whose inner quotes are doubled is
 * read as it was before. Two questions mean the same when a chain of
 * pairs labelled 1 joins them and no pair of the file says that they do not.
 */
public final class LabelledQuestions {
    /** Most lines read of a file. */
    public static final int LINES_MAX = 2_000_000;

    private static final int PAIR_COLUMNS = 3;
    private static final int INTENT_COLUMNS = 4;

    private final List<String> texts;
    private final List<Row> rows;
    private final int[] clusters;
    private final int[] components;
    private final Set<Long> different;
    private final boolean intents;

    /**
     * A labelled pair.
     *
     * @param one number of a text
     * @param other number of a text
     * @param same whether its label says that both mean the same
     */
    public record Row(int one, int other, boolean same) {}

    private LabelledQuestions(List<String> texts, List<Row> rows, boolean intents) {
        this.texts = texts;
        this.rows = rows;
        this.intents = intents;
        Clusters same = new Clusters(texts.size());
        Clusters connected = new Clusters(texts.size());
        this.different = new HashSet<>();
        for (Row row : rows) {
            connected.join(row.one(), row.other());
            if (row.same()) {
                same.join(row.one(), row.other());
            } else {
                different.add(key(row.one(), row.other()));
            }
        }
        this.clusters = same.all();
        this.components = connected.all();
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read, or a line is of neither format; the message names the line
     */
    public static LabelledQuestions read(Path file) throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IOException("there is no file " + file + " that can be read");
        }
        Map<String, Integer> numbers = new HashMap<>();
        List<String> texts = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        Map<String, Integer> intents = new HashMap<>();
        try (BufferedReader lines = open(file)) {
            int count = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (++count > LINES_MAX) {
                    throw new IOException(file + " has more than " + LINES_MAX + " lines");
                }
                String[] columns = line.split("\t", -1);
                if (columns.length == PAIR_COLUMNS && columns[2].matches("[01]")) {
                    int one = number(columns[0], numbers, texts);
                    int other = number(columns[1], numbers, texts);
                    rows.add(new Row(one, other, columns[2].equals("1")));
                } else if (columns.length == INTENT_COLUMNS && !columns[3].isBlank()) {
                    int text = number(columns[3], numbers, texts);
                    int first = intents.computeIfAbsent(columns[0], intent -> text);
                    rows.add(new Row(first, text, true));
                } else {
                    throw new IOException(file + ", line " + count + ": expected text_a, text_b and 0 or 1, or intent,"
                            + " topic, act and text, with tabs between");
                }
            }
        }
        if (rows.isEmpty() || (!intents.isEmpty() && rows.size() != intentLines(rows, intents))) {
            throw new IOException(file + " has no questions, or mixes two formats");
        }
        return new LabelledQuestions(texts, rows, !intents.isEmpty());
    }

    /** Intent files have a row for each line and no others; a mixed file has rows that begin elsewhere. */
    private static long intentLines(List<Row> rows, Map<String, Integer> intents) {
        Set<Integer> firsts = new HashSet<>(intents.values());
        return rows.stream().filter(row -> firsts.contains(row.one())).count();
    }

    private static BufferedReader open(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        try {
            InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
            return new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    /** A field as it was before it was quoted, once or twice, on its way into the file. */
    private static String plain(String field) {
        String inner = field.length() > 1 ? field.substring(1, field.length() - 1) : "";
        boolean quoted = field.startsWith("\"")
                && field.endsWith("\"")
                && inner.contains("\"\"")
                && inner.replace("\"\"", "").indexOf('"') < 0;
        return quoted ? inner.replace("\"\"\"\"", "\"").replace("\"\"", "\"") : field;
    }

    private static int number(String text, Map<String, Integer> numbers, List<String> texts) {
        String normal = Normalizer.normalize(plain(text.strip()), Normalizer.Form.NFC);
        return numbers.computeIfAbsent(normal, fresh -> {
            texts.add(fresh);
            return texts.size() - 1;
        });
    }

    private static long key(int one, int other) {
        return ((long) Math.min(one, other) << 32) | Math.max(one, other);
    }

    /** The text of a number. */
    public String text(int number) {
        return texts.get(number);
    }

    /** How many texts. */
    public int count() {
        return texts.size();
    }

    /** The labelled pairs, in the order of the file. */
    public List<Row> rows() {
        return rows;
    }

    /** Whether the file is one of intents: there are no hard negatives in it, and each intent has several wordings. */
    public boolean intents() {
        return intents;
    }

    /** Whether an answer to one is right for the other. */
    public boolean same(int one, int other) {
        return one == other || (clusters[one] == clusters[other] && !different.contains(key(one, other)));
    }

    /** The same for all questions that any pairs join; these are numbers in no order, spread evenly. */
    int group(int text) {
        return (components[text] * 0x9E3779B9) >>> 8;
    }

    /** The set of questions that any pairs join: what is learned of one may tell of another of the same set. */
    public int component(int text) {
        return components[text];
    }
}
