package dev.edgewise.gateway.route;

import dev.edgewise.cache.request.Kind;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.routing.Ask;
import dev.edgewise.routing.PromptText;
import dev.edgewise.routing.model.Need;
import dev.edgewise.routing.model.Operation;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/** What a request asks of a model, read off its top-level fields. */
final class Asks {
    private static final Ask CHAT = Ask.of(Operation.CHAT);
    private static final Ask COMPLETION = Ask.of(Operation.COMPLETION);
    private static final Ask EMBEDDING = Ask.of(Operation.EMBEDDING);
    private static final Ask TENSORS = Ask.of(Operation.TENSORS);
    private static final Ask CLASSIFICATION = Ask.of(Operation.CLASSIFICATION);
    private static final Ask RERANKING = Ask.of(Operation.RERANKING);

    private Asks() {}

    static Ask of(Keyed keyed) {
        return switch (keyed.arrival().api()) {
            case CHAT -> chat(keyed);
            case COMPLETIONS -> COMPLETION;
            case EMBEDDINGS -> EMBEDDING;
            case TENSORS -> TENSORS;
            case CLASSIFY, MODERATIONS -> CLASSIFICATION;
            case RERANK -> RERANKING;
            case MODELS, NONE ->
                throw new IllegalArgumentException(keyed.arrival().api() + " is not answered by a model");
        };
    }

    private static Ask chat(Keyed keyed) {
        // With nowhere else to go the model itself is asked: it says best what it cannot do.
        if (keyed.alias().central() == null || keyed.alias().local() == null) {
            return CHAT;
        }
        Scanned body = keyed.scanned();
        Set<Need> needs = EnumSet.noneOf(Need.class);
        if (filled(body, "functions")
                || (filled(body, "tools") && !text(body, "tool_choice").equals("\"none\""))) {
            needs.add(Need.TOOLS);
        }
        if (text(body, "response_format").contains("\"json_schema\"")) {
            needs.add(Need.SCHEMA);
        }
        return needs.isEmpty() ? CHAT : new Ask(Operation.CHAT, 0, Set.copyOf(needs), PromptText.NONE);
    }

    private static boolean filled(Scanned body, String name) {
        Scanned.Field field = body.find(name);
        // An empty list has brackets and blanks alone.
        return field != null && field.kind() == Kind.ARRAY && text(body, name).indexOf('{') >= 0;
    }

    private static String text(Scanned body, String name) {
        Scanned.Field field = body.find(name);
        return field == null
                ? ""
                : new String(body.body(), field.start(), field.end() - field.start(), StandardCharsets.UTF_8);
    }
}
