package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.request.FieldValue;
import dev.edgewise.cache.request.RequestScan;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.rules.TenantView;
import dev.edgewise.routing.model.LocalModel;
import dev.edgewise.routing.model.ModelAlias;
import dev.edgewise.routing.model.Need;
import dev.edgewise.routing.model.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which model {@code /v1/moderations} means where the body names none, as OpenAI's clients may: the only one of the
 * caller's that labels texts. A local model that is still to be pulled may turn out to be one, so that the answer does not
 * depend on which arrives first. Any thread.
 */
public final class ModerationModel {
    private ModerationModel() {}

    /**
     * The body with that model's name in front, so that policy, keys and the centre see it. As it is where it names one, is
     * no JSON object, or there is not exactly one such model.
     */
    public static byte[] named(Api api, TenantView view, byte[] body) {
        if (api != Api.MODERATIONS || body.length == 0) {
            return body;
        }
        List<String> labelling = labelling(view);
        return labelling.size() == 1
                        && new RequestScan(body.length).scan(body) instanceof Scanned scanned
                        && scanned.model() instanceof FieldValue.Absent<String>
                ? scanned.withModel(labelling.getFirst())
                : body;
    }

    /** What to tell a caller whose body names no model, and for whom none stands in. */
    static String missing(Api api, TenantView view) {
        String names = String.join(", ", view.models().names());
        if (api != Api.MODERATIONS) {
            return "The body names no \"model\". You may ask for: " + names + ".";
        }
        List<String> labelling = labelling(view);
        return labelling.isEmpty()
                ? "The body names no \"model\", and no model of this node labels texts for you. You may ask for: "
                        + names + "."
                : "The body names no \"model\", and several label texts or may do so once they are pulled. Name one of: "
                        + String.join(", ", labelling) + ".";
    }

    private static List<String> labelling(TenantView view) {
        return view.models().aliases().stream()
                .filter(alias -> labelsTexts(alias.local()))
                .map(ModelAlias::name)
                .toList();
    }

    private static boolean labelsTexts(@Nullable LocalModel local) {
        return local != null
                && local.operations().contains(Operation.CLASSIFICATION)
                && (local.isAwaited()
                        || !local.abilities().contains(Need.IMAGES)
                                && !local.abilities().contains(Need.TENSORS));
    }
}
