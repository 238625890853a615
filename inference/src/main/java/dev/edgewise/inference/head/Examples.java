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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Labelled texts. A text that comes twice is kept once: two copies on both sides of a split would make a head look better
 * than it is. It has the label it had first, or, where several may hold, all that it had.
 *
 * @param texts the texts
 * @param labels those of each: one, or where several may hold any number
 * @param several whether more than one label may hold at once
 * @param repeated how many lines repeated a text
 */
public record Examples(List<String> texts, List<Set<String>> labels, boolean several, int repeated) {
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
     * one that ends in {@code .jsonl}, where {@code "labels": [ … ]} says that several may hold. Empty lines are passed
     * over.
     *
     * @param several whether more than one label may hold at once, whatever the lines look like
     * @throws IOException if a line is malformed, or there are too few or too many examples; the message names the line
     */
    public static Examples read(Path file, boolean several) throws IOException {
        Examples all = readAny(file, several);
        check(all.labels(), all.several(), String.valueOf(file.getFileName()));
        return all;
    }

    /**
     * The same, however few there are of each label.
     *
     * @throws IOException if a line is malformed, or there are too many examples; the message names the line
     */
    public static Examples readAny(Path file, boolean several) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(".tsv") && !name.endsWith(".jsonl")) {
            throw new IOException(name + " is neither .tsv (label, tab, text) nor .jsonl ({\"label\", \"text\"})");
        }
        Map<String, Set<String>> labelsOf = new LinkedHashMap<>();
        boolean overlap = several;
        int repeated = 0;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                Line read = name.endsWith(".tsv") ? tab(line, name, number) : json(line, name, number);
                overlap |= read.several();
                Set<String> before = labelsOf.putIfAbsent(read.text(), read.labels());
                if (before != null) {
                    repeated++;
                    before.addAll(read.labels());
                }
                if (labelsOf.size() > EXAMPLES_MAX) {
                    throw new IOException(name + " has more than " + EXAMPLES_MAX + " examples");
                }
            }
        } catch (CharacterCodingException e) {
            throw new IOException(name + " is not UTF-8", e);
        }
        if (!overlap) {
            labelsOf.replaceAll((text, all) -> Set.of(all.iterator().next()));
        }
        return new Examples(new ArrayList<>(labelsOf.keySet()), new ArrayList<>(labelsOf.values()), overlap, repeated);
    }

    /** The one label of each. */
    public List<String> single() {
        return labels.stream().map(each -> each.iterator().next()).toList();
    }

    private static void check(Collection<Set<String>> labels, boolean several, String name) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        labels.forEach(each -> each.forEach(label -> counts.merge(label, 1, Integer::sum)));
        // One label alone is something to learn where others have none.
        int least = several ? 1 : 2;
        if (counts.size() < least || counts.size() > LABELS_MAX) {
            throw new IOException(
                    name + " has " + counts.size() + " labels: there must be " + least + " to " + LABELS_MAX);
        }
        for (Map.Entry<String, Integer> entry : counts.entrySet()) {
            if (several && labels.size() - entry.getValue() < EXAMPLES_PER_LABEL_MIN) {
                throw new IOException("the label " + entry.getKey() + " is on all but "
                        + (labels.size() - entry.getValue()) + " texts: give at least " + EXAMPLES_PER_LABEL_MIN
                        + " without it");
            }
        }
        for (Map.Entry<String, Integer> entry : counts.entrySet()) {
            if (entry.getValue() < EXAMPLES_PER_LABEL_MIN) {
                throw new IOException("the label " + entry.getKey() + " has " + entry.getValue()
                        + " different texts: give each at least " + EXAMPLES_PER_LABEL_MIN);
            }
        }
    }

    private record Line(Set<String> labels, String text, boolean several) {
        static Line of(String label, String text) {
            return new Line(new LinkedHashSet<>(Set.of(label.strip())), text.strip(), false);
        }
    }

    private static Line tab(String line, String name, int number) throws IOException {
        int tab = line.indexOf('\t');
        if (tab <= 0 || line.substring(tab + 1).isBlank()) {
            throw new IOException(name + ", line " + number + ": expected a label, a tab and a text");
        }
        return Line.of(line.substring(0, tab), line.substring(tab + 1));
    }

    private static Line json(String line, String name, int number) throws IOException {
        try {
            JsonNode tree = JSON.readTree(line);
            String label = tree.path("label").asText("");
            String text = tree.path("text").asText("");
            if (tree.path("labels").isArray() && !text.isBlank()) {
                Set<String> labels = new LinkedHashSet<>();
                for (JsonNode each : tree.path("labels")) {
                    if (each.asText("").isBlank()) {
                        throw new IOException(name + ", line " + number + ": a label is no text");
                    }
                    labels.add(each.asText().strip());
                }
                return new Line(labels, text.strip(), true);
            }
            if (!label.isBlank() && !text.isBlank()) {
                return Line.of(label, text);
            }
        } catch (JsonProcessingException e) {
            throw new IOException(name + ", line " + number + ": no JSON: " + e.getOriginalMessage(), e);
        }
        throw new IOException(name + ", line " + number
                + ": expected {\"label\": …, \"text\": …} or {\"labels\": [ … ], \"text\": …}");
    }
}
