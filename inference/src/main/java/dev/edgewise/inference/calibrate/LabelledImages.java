package dev.edgewise.inference.calibrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Pictures on disk whose labels are known.
 *
 * @param files the pictures
 * @param labels those of each; none of one that is none of the labels
 */
public record LabelledImages(List<Path> files, List<Set<String>> labels) {
    /** Most pictures. */
    public static final int IMAGES_MAX = 50_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Copies the lists. */
    public LabelledImages {
        files = List.copyOf(files);
        labels = List.copyOf(labels);
    }

    /**
     * Reads a folder with a folder of PNG or JPEG files for each label, or a {@code .jsonl} file of {@code {"label": …,
     * "image": …}} or {@code {"labels": [ … ], "image": …}}, where {@code image} is a file's name beside it.
     *
     * @throws IOException if there is no picture, or a line is malformed; the message names the line
     */
    public static LabelledImages read(Path data) throws IOException {
        var files = new ArrayList<Path>();
        var labels = new ArrayList<Set<String>>();
        if (Files.isDirectory(data)) {
            for (Path folder : sorted(data)) {
                if (Files.isDirectory(folder)) {
                    for (Path file : pictures(folder)) {
                        files.add(file);
                        labels.add(Set.of(folder.getFileName().toString()));
                    }
                }
            }
        } else {
            lines(data, files, labels);
        }
        if (files.isEmpty() || files.size() > IMAGES_MAX) {
            throw new IOException(data.getFileName() + " has " + files.size() + " pictures: there must be 1 to "
                    + IMAGES_MAX + ", PNG or JPEG, in a folder for each label");
        }
        return new LabelledImages(files, labels);
    }

    /** The pictures of a folder, which are none of the labels. */
    public static LabelledImages strangers(Path folder) throws IOException {
        List<Path> files = pictures(folder);
        return new LabelledImages(
                files, files.stream().map(file -> Set.<String>of()).toList());
    }

    private static void lines(Path data, List<Path> files, List<Set<String>> labels) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(data, StandardCharsets.UTF_8)) {
            int number = 0;
            for (String line = lines.readLine(); line != null && files.size() <= IMAGES_MAX; line = lines.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                JsonNode tree = tree(line);
                Set<String> all = new LinkedHashSet<>();
                tree.path("labels").forEach(label -> all.add(label.asText()));
                if (tree.path("label").isTextual()) {
                    all.add(tree.path("label").textValue());
                }
                if (!tree.path("image").isTextual() || !(tree.has("label") || tree.has("labels"))) {
                    throw new IOException(
                            data.getFileName() + ", line " + number
                                    + ": expected {\"label\": …, \"image\": \"FILE\"} or {\"labels\": [ … ], \"image\": \"FILE\"}");
                }
                files.add(beside(data, tree.path("image").textValue(), number));
                labels.add(all);
            }
        }
    }

    private static JsonNode tree(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static Path beside(Path data, String name, int number) throws IOException {
        try {
            return data.toAbsolutePath().resolveSibling(name);
        } catch (InvalidPathException e) {
            throw new IOException(data.getFileName() + ", line " + number + ": image is no file's name", e);
        }
    }

    private static List<Path> pictures(Path folder) throws IOException {
        return sorted(folder).stream()
                .filter(file ->
                        file.getFileName().toString().toLowerCase(Locale.ROOT).matches(".+\\.(png|jpe?g)"))
                .toList();
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }
}
