package dev.edgewise.gateway.cli.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.edgewise.gateway.tensor.RowsReader;
import dev.edgewise.inference.head.Examples;
import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a {@code .jsonl} file of rows of numbers whose labels are known: {@code {"label": …, "input": …}} or {@code
 * {"labels": [ … ], "input": …}} on each line, where {@code input} is one row in any form that {@code /v1/classify} takes. One
 * thread.
 *
 * @param ports what the model takes
 * @param strangers whether rows are none of the labels, so that lines name none
 */
record RowLines(List<TensorPort> ports, boolean strangers) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Gets what one line says. */
    interface Sink {
        void row(List<Tensor> inputs, Set<String> labels) throws IOException, InterruptedException;
    }

    /** @throws IOException if a line is malformed, or there are too many; the message names the line */
    void read(Path file, Sink sink) throws IOException, InterruptedException {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            int number = 0;
            int rows = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                String where = file.getFileName() + ", line " + number + ": ";
                if (++rows > Examples.EXAMPLES_MAX) {
                    throw new IOException(where + "more than " + Examples.EXAMPLES_MAX + " rows");
                }
                line(where, line.getBytes(StandardCharsets.UTF_8), sink);
            }
        }
    }

    private void line(String where, byte[] line, Sink sink) throws IOException, InterruptedException {
        Set<String> labels = new LinkedHashSet<>();
        boolean labelled = false;
        int from = -1;
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw expected(where);
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String member = json.currentName();
                JsonToken value = json.nextToken();
                switch (member) {
                    case "label", "labels" -> {
                        labelled = true;
                        labels(where, json, value, labels);
                    }
                    case "input" -> {
                        from = (int) json.currentTokenLocation().getByteOffset();
                        json.skipChildren();
                    }
                    case String other -> json.skipChildren();
                }
            }
        } catch (JsonProcessingException e) {
            throw new IOException(where + "no JSON: " + e.getOriginalMessage(), e);
        }
        if (from < 0 || !labelled && !strangers) {
            throw expected(where);
        }
        sink.row(row(where, line, from), strangers ? Set.of() : labels);
    }

    private static void labels(String where, JsonParser json, JsonToken value, Set<String> labels) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            labels.add(json.getText());
            return;
        }
        if (value != JsonToken.START_ARRAY) {
            throw new IOException(where + "a label is a text");
        }
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token != JsonToken.VALUE_STRING) {
                throw new IOException(where + "a label is a text");
            }
            labels.add(json.getText());
        }
    }

    private List<Tensor> row(String where, byte[] line, int from) throws IOException {
        try {
            return switch (RowsReader.read(line, from, line.length, ports)) {
                case RowsReader.Read.Rows(List<Tensor> tensors) -> {
                    if (tensors.stream().anyMatch(tensor -> tensor.shape().size(0) != 1)) {
                        throw new IOException(where + "give one row of numbers on each line");
                    }
                    yield tensors;
                }
                case RowsReader.Read.Other _ ->
                    throw new IOException(
                            where + "the model labels rows of numbers, " + RowsReader.taken(ports) + ", no texts");
            };
        } catch (BadTensorException e) {
            throw new IOException(where + e.sentence(), e);
        }
    }

    private IOException expected(String where) {
        return new IOException(where + "expected "
                + (strangers
                        ? "{\"input\": […]}"
                        : "{\"label\": …, \"input\": […]} or {\"labels\": [ … ], \"input\": […]}"));
    }
}
