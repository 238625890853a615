package dev.edgewise.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.inference.Classify;
import dev.edgewise.inference.ClassifyImage;
import dev.edgewise.inference.ImageBytes;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.Work;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /v1/classify} and {@code /v1/moderations} are asked to label: {@code input}, or {@code images}. An item is
 * a text, or a picture as a {@code data:} URL, as {@code {"image": …}} or as OpenAI's {@code image_url} part. A model of
 * pictures also takes plain base64.
 */
public final class LabelRequestJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INPUT = "input";
    private static final String IMAGES = "images";
    /** Lists of numbers are not looked into any deeper. */
    private static final int LEVELS_MAX = 16;

    private static final String DATA = "data:";
    private static final String BASE64 = ";base64";

    private LabelRequestJson() {}

    /** What reading a request gives. */
    public sealed interface Parsed {
        /** A request that can be answered. */
        record Request(Work work) implements Parsed {}

        /** It is malformed. */
        record Wrong(Refusal refusal) implements Parsed {}

        /** It may be sound, but not for such a model. */
        record Elsewhere(Refusal refusal) implements Parsed {}
    }

    /**
     * Reads a body that is known to be a JSON object.
     *
     * @param alias what the caller calls the model
     * @param pictures whether the model reads pictures
     */
    public static Parsed parse(byte[] body, ModelId model, String alias, boolean pictures) {
        try {
            JsonNode json = JSON.readTree(body);
            boolean images = json.hasNonNull(IMAGES);
            String param = images ? IMAGES : INPUT;
            if (numbers(json.path(param), LEVELS_MAX)) {
                return new Parsed.Elsewhere(Refusal.invalid(
                        "local_unsupported",
                        param,
                        "The model " + alias + " labels " + (pictures ? "images" : "texts") + ", and " + param
                                + " has numbers: send " + (pictures ? "images" : "a text or a list of texts")
                                + ", or ask for a model of tensors."));
            }
            return new Parsed.Request(work(json.path(param), param, model, pictures || images));
        } catch (WrongFieldException e) {
            return new Parsed.Wrong(Refusal.invalid("invalid_value", e.param(), e.sentence()));
        } catch (IOException e) {
            return new Parsed.Wrong(Refusal.invalid("invalid_json", null, "The body is no JSON object."));
        }
    }

    /** @param levels of lists that may be around them */
    private static boolean numbers(JsonNode input, int levels) {
        return input.isNumber()
                || input.isObject() && input.has("data") && !input.has("text")
                || input.isArray() && levels > 0 && numbers(input.path(0), levels - 1);
    }

    private static Work work(JsonNode input, String param, ModelId model, boolean pictures) throws WrongFieldException {
        List<TextInput> texts = new ArrayList<>();
        List<ImageBytes> images = new ArrayList<>();
        for (JsonNode item : input.isArray() ? input : List.of(input)) {
            String picture = picture(item, pictures);
            JsonNode text = item.isObject() ? item.path("text") : item;
            if (picture != null) {
                images.add(decoded(picture, param));
            } else if (text.isTextual()) {
                texts.add(new TextInput.Text(text.textValue()));
            } else {
                throw wrong(param);
            }
        }
        if (texts.isEmpty() == images.isEmpty()) {
            throw texts.isEmpty()
                    ? wrong(param)
                    : new WrongFieldException(param, param + " mixes texts and images: send them apart.");
        }
        return images.isEmpty() ? new Classify(model, texts) : new ClassifyImage(model, images);
    }

    private static WrongFieldException wrong(String param) {
        return new WrongFieldException(
                param,
                param.equals(IMAGES)
                        ? "images must be an image as a data: URL or in base64, or a list of such, and not empty."
                        : "input must be a text or a list of texts, or images as data: URLs, and not empty.");
    }

    /** The URL or base64 of an item that is a picture, or null. */
    private static @Nullable String picture(JsonNode item, boolean pictures) {
        if (item.isTextual()) {
            return pictures || item.textValue().startsWith("data:image/") ? item.textValue() : null;
        }
        JsonNode url =
                item.path("image_url").isObject() ? item.path("image_url").path("url") : item.path("image_url");
        JsonNode picture = item.has("image") ? item.path("image") : url;
        return picture.textValue();
    }

    private static ImageBytes decoded(String picture, String param) throws WrongFieldException {
        String base64 = picture;
        if (picture.startsWith(DATA)) {
            int comma = picture.indexOf(',');
            if (comma < 0 || !picture.substring(0, comma).endsWith(BASE64)) {
                throw new WrongFieldException(param, "A data: URL of an image looks like data:image/png;base64,….");
            }
            base64 = picture.substring(comma + 1);
        } else if (picture.startsWith("http:") || picture.startsWith("https:")) {
            throw new WrongFieldException(
                    param, "This node fetches no images: send the image itself as a data: URL or in base64.");
        }
        try {
            return new ImageBytes(Base64.getMimeDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new WrongFieldException(
                    param, "An image in " + param + " is not base64: send PNG or JPEG in base64.");
        }
    }
}
