package dev.edgewise.gateway.tensor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorPort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of numbers that are to be labelled: nested lists for a model of one input; an object with a member for each
 * input; a tensor as the Open Inference Protocol writes it, or a list of such. Numbers are read as the model's input has
 * them. No more is built than the tensors. One request.
 */
public final class RowsReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Most inputs of one model, and most members of one object. */
    private static final int MEMBERS_MAX = 256;

    private static final Set<String> TENSOR = Set.of("name", "datatype", "shape", "data");

    /** What only texts and pictures have. */
    private static final Set<String> NO_TENSOR = Set.of("text", "image", "image_url");

    private final byte[] body;
    private final List<TensorPort> ports;

    private RowsReader(byte[] body, List<TensorPort> ports) {
        this.body = body;
        this.ports = ports;
    }

    /** Where a value lies in the body. */
    record Span(int from, int to) {}

    /** What reading gives. */
    public sealed interface Read {
        /** Every input of the model, each once, of its type and shape; whether their rows are as many nobody looked. */
        record Rows(List<Tensor> tensors) implements Read {}

        /** It is texts or pictures. */
        record Other() implements Read {}
    }

    /**
     * Reads a value that is known to be well-formed.
     *
     * @param from where in {@code body} it begins
     * @param to where it ends
     * @param ports what the model takes, with −1 as the first size of each
     * @throws BadTensorException if it is no rows for that model, saying why
     */
    public static Read read(byte[] body, int from, int to, List<TensorPort> ports) throws BadTensorException {
        try {
            return new RowsReader(body, ports).read(new Span(from, to));
        } catch (JsonProcessingException e) {
            throw new BadTensorException("the rows are no well-formed JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    /** What a model takes, for a message: {@code x FP32[-1, 4]}. */
    public static String taken(List<TensorPort> ports) {
        return ports.stream().map(TensorPort::toString).collect(Collectors.joining(", "));
    }

    private Read read(Span input) throws IOException, BadTensorException {
        try (JsonParser json = at(input)) {
            JsonToken first = json.nextToken();
            return switch (first) {
                case VALUE_STRING -> new Read.Other();
                case START_OBJECT -> object(members(json, input.from()));
                case START_ARRAY ->
                    switch (json.nextToken()) {
                        case VALUE_STRING -> new Read.Other();
                        case START_OBJECT -> list(json, input.from());
                        default -> plain(input);
                    };
                default -> plain(input);
            };
        }
    }

    private JsonParser at(Span span) throws IOException {
        return JSON.createParser(body, span.from(), span.to() - span.from());
    }

    private Read plain(Span input) throws IOException, BadTensorException {
        if (ports.size() != 1) {
            throw new BadTensorException("this model takes " + taken(ports)
                    + ": send an object with a member for each of them, such as {\""
                    + ports.getFirst().name() + "\": […], …}");
        }
        return new Read.Rows(List.of(new PortReader(body, ports.getFirst()).rows(input, null)));
    }

    /** Where the values of an object lie; the parser stands on its opening brace, and afterwards on its closing one. */
    private static Map<String, Span> members(JsonParser json, int from) throws IOException, BadTensorException {
        Map<String, Span> spans = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            int start = (int) json.currentTokenLocation().getByteOffset();
            json.skipChildren();
            json.finishToken();
            spans.put(
                    name,
                    new Span(from + start, from + (int) json.currentLocation().getByteOffset()));
            if (spans.size() > MEMBERS_MAX) {
                throw new BadTensorException("an object has more than " + MEMBERS_MAX + " members");
            }
        }
        return spans;
    }

    private Read object(Map<String, Span> members) throws IOException, BadTensorException {
        if (!members.isEmpty() && names().containsAll(members.keySet())) {
            List<Tensor> tensors = new ArrayList<>();
            for (Map.Entry<String, Span> member : members.entrySet()) {
                tensors.add(named(member.getKey(), member.getValue()));
            }
            return complete(tensors);
        }
        return isOther(members) ? new Read.Other() : complete(List.of(tensor(members, null)));
    }

    /** Rows under an input's name: nested lists, or a tensor without a name of its own. */
    private Tensor named(String name, Span value) throws IOException, BadTensorException {
        try (JsonParser json = at(value)) {
            return json.nextToken() == JsonToken.START_OBJECT
                    ? tensor(members(json, value.from()), name)
                    : new PortReader(body, port(name)).rows(value, null);
        }
    }

    private Read list(JsonParser json, int from) throws IOException, BadTensorException {
        List<Tensor> tensors = new ArrayList<>();
        for (JsonToken token = json.currentToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token != JsonToken.START_OBJECT || tensors.size() == MEMBERS_MAX) {
                throw new BadTensorException("a list of tensors has something else in it, or more than " + MEMBERS_MAX
                        + " of them: send each input of the model once, with all rows in it");
            }
            Map<String, Span> members = members(json, from);
            if (isOther(members)) {
                return new Read.Other();
            }
            tensors.add(tensor(members, null));
        }
        return complete(tensors);
    }

    private static boolean isOther(Map<String, Span> members) {
        return members.keySet().stream().anyMatch(NO_TENSOR::contains);
    }

    /** @param outer the name that stands before it; null for none */
    private Tensor tensor(Map<String, Span> members, @Nullable String outer) throws IOException, BadTensorException {
        if (members.isEmpty()) {
            throw new BadTensorException("an object is empty; this model takes " + taken(ports));
        }
        boolean tensor = members.keySet().stream().anyMatch(TENSOR::contains);
        for (String member : members.keySet()) {
            if (!tensor && !names().contains(member)) {
                throw new BadTensorException("this model has no input " + member + "; it takes " + taken(ports));
            }
            if (tensor && !TENSOR.contains(member)) {
                throw new BadTensorException(
                        "a tensor has a member " + member + ": it may have name, datatype, shape and data");
            }
        }
        TensorPort port = port(outer == null ? name(members) : outer);
        Span data = members.get("data");
        if (data == null) {
            throw new BadTensorException("the tensor " + port.name() + " has no 'data'");
        }
        return new PortReader(body, port).tensor(members, data);
    }

    private String name(Map<String, Span> members) throws IOException, BadTensorException {
        Span told = members.get("name");
        if (told == null) {
            if (ports.size() == 1) {
                return ports.getFirst().name();
            }
            throw new BadTensorException("a tensor has no 'name', and this model takes " + taken(ports));
        }
        try (JsonParser json = at(told)) {
            if (json.nextToken() != JsonToken.VALUE_STRING) {
                throw new BadTensorException("'name' must be text");
            }
            return json.getText();
        }
    }

    private TensorPort port(String name) throws BadTensorException {
        return ports.stream()
                .filter(port -> port.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new BadTensorException("this model has no input " + name + "; it takes " + taken(ports)));
    }

    private Set<String> names() {
        return ports.stream().map(TensorPort::name).collect(Collectors.toSet());
    }

    private Read complete(List<Tensor> tensors) throws BadTensorException {
        Set<String> given = new HashSet<>();
        for (Tensor tensor : tensors) {
            if (!given.add(tensor.name())) {
                throw new BadTensorException(
                        "input " + tensor.name() + " was sent twice: send one tensor with all rows in it");
            }
        }
        List<TensorPort> missing =
                ports.stream().filter(port -> !given.contains(port.name())).toList();
        if (!missing.isEmpty()) {
            throw new BadTensorException("input " + taken(missing) + " is missing");
        }
        return new Read.Rows(tensors);
    }
}
