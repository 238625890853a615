package dev.edgewise.inference.head;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Labelled texts. A text that comes twice is kept once, with the label it had first: two copies on both sides of a split
 * would make a head look better than it is.
 *
 * @param texts the texts
 * @param labels the label of each
 * @param repeated how many lines repeated a text
 */
public record Examples(List<String> texts, List<String> labels, int repeated) {
    /** Most examples of one training: their vectors lie in memory. */
    public static final int EXAMPLES_MAX = 50_000;

    private static final int LABELS_MAX = 1_000;
    /** Fewer examples of a label cannot be split into those to learn from and those to check with. */
    private static final int EXAMPLES_PER_LABEL_MIN = 5;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Copies the lists. */
    public Examples {
        texts = List.copyOf(texts);
        labels = List.copyOf(labels);
    }

    /**
     * Reads {@code label<TAB>text} lines of a file that ends in {@code .tsv}, or {@code {"label": …, "text": …}} lines of
     * one that ends in {@code .jsonl}. Empty lines are passed over.
     *
     * @throws IOException if a line is malformed, or there are too few or too many examples; the message names the line
     */
    public static Examples read(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(".tsv") && !name.endsWith(".jsonl")) {
            throw new IOException(name + " is neither .tsv (label, tab, text) nor .jsonl ({\"label\", \"text\"})");
        }
        Map<String, String> labelOf = new LinkedHashMap<>();
        int repeated = 0;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                Line read = name.endsWith(".tsv") ? tab(line, name, number) : json(line, name, number);
                if (labelOf.putIfAbsent(read.text(), read.label()) != null) {
                    repeated++;
                }
                if (labelOf.size() > EXAMPLES_MAX) {
                    throw new IOException(name + " has more than " + EXAMPLES_MAX + " examples");
                }
            }
        } catch (CharacterCodingException e) {
            throw new IOException(name + " is not UTF-8", e);
        }
        check(labelOf.values(), name);
        return new Examples(new ArrayList<>(labelOf.keySet()), new ArrayList<>(labelOf.values()), repeated);
    }

    private static void check(Iterable<String> labels, String name) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        labels.forEach(label -> counts.merge(label, 1, Integer::sum));
        if (counts.size() < 2 || counts.size() > LABELS_MAX) {
            throw new IOException(name + " has " + counts.size() + " labels: there must be 2 to " + LABELS_MAX);
        }
        for (Map.Entry<String, Integer> entry : counts.entrySet()) {
            if (entry.getValue() < EXAMPLES_PER_LABEL_MIN) {
                throw new IOException("the label " + entry.getKey() + " has " + entry.getValue()
                        + " different texts: give each at least " + EXAMPLES_PER_LABEL_MIN);
            }
        }
    }

    private record Line(String label, String text) {}

    private static Line tab(String line, String name, int number) throws IOException {
        int tab = line.indexOf('\t');
        if (tab <= 0 || line.substring(tab + 1).isBlank()) {
            throw new IOException(name + ", line " + number + ": expected a label, a tab and a text");
        }
        return new Line(line.substring(0, tab).strip(), line.substring(tab + 1).strip());
    }

    private static Line json(String line, String name, int number) throws IOException {
        try {
            JsonNode tree = JSON.readTree(line);
            String label = tree.path("label").asText("");
            String text = tree.path("text").asText("");
            if (!label.isBlank() && !text.isBlank()) {
                return new Line(label.strip(), text.strip());
            }
        } catch (JsonProcessingException e) {
            throw new IOException(name + ", line " + number + ": no JSON: " + e.getOriginalMessage(), e);
        }
        throw new IOException(name + ", line " + number + ": expected {\"label\": …, \"text\": …}");
    }
}
