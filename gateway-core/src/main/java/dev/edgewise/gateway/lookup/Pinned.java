package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.json.Json;
import dev.edgewise.cache.json.JsonReader;
import dev.edgewise.cache.pinned.PinnedAnswer;
import dev.edgewise.cache.pinned.PinnedAnswers;
import dev.edgewise.cache.request.FieldValue;
import dev.edgewise.cache.request.Kind;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.cache.semantic.ask.Asked;
import dev.edgewise.cache.semantic.ask.LastTurn;
import dev.edgewise.gateway.config.LimitsConfig;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.rules.Rules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the operator's answer to a request that opens a conversation with one of his questions. Any thread. */
final class Pinned {
    private static final LastTurn LAST_TURN = new LastTurn(LimitsConfig.BODY_BYTES_CONFIGURABLE);
    private static final JsonReader JSON = new JsonReader(LimitsConfig.BODY_BYTES_CONFIGURABLE);

    private Pinned() {}

    /** What there is. */
    sealed interface Outcome {
        /** One for these very words. */
        record Answer(PinnedAnswer answer) implements Outcome {}

        /** Some that are for other words too. */
        record Perhaps() implements Outcome {}

        /** None, or the request asks for more than a text. */
        record Nothing() implements Outcome {}
    }

    static Outcome find(Rules rules, Keyed keyed, long nowEpochMs) {
        PinnedAnswers answers = rules.pinned();
        if (answers.isEmpty() || !keyed.directives().mayRead() || !wantsText(keyed.scanned())) {
            return new Outcome.Nothing();
        }
        Rules.Comparing comparing = perhaps(rules, keyed, nowEpochMs);
        int charsMax = Math.max(answers.charsMax(), comparing == null ? 0 : comparing.questionCharsMax());
        return switch (LAST_TURN.of(Keying.family(keyed.arrival().api()), keyed.scanned(), charsMax)) {
            case Asked.NoWords _ -> new Outcome.Nothing();
            case Asked.Words words -> {
                PinnedAnswer answer = answers.find(
                        words.text(),
                        keyed.governed().effects().country(),
                        keyed.governed().tenant().id(),
                        keyed.alias().name(),
                        nowEpochMs);
                // In a conversation the same words may ask for something else.
                yield answer == null && comparing == null || !opens(keyed.scanned())
                        ? new Outcome.Nothing()
                        : answer == null ? new Outcome.Perhaps() : new Outcome.Answer(answer);
            }
        };
    }

    /** How the question is compared, where any answer may be for it in other words; else null. */
    private static Rules.@Nullable Comparing perhaps(Rules rules, Keyed keyed, long nowEpochMs) {
        boolean any = rules.pinned()
                .anyByMeaning(
                        keyed.governed().effects().country(),
                        keyed.governed().tenant().id(),
                        keyed.alias().name(),
                        nowEpochMs);
        return any ? rules.comparingWithPinned(keyed) : null;
    }

    private static boolean wantsText(Scanned request) {
        boolean one = !(request.n() instanceof FieldValue.Present<Long>(Long n)) || n == 1;
        return one && !request.has("response_format");
    }

    /** Whether nothing was said before but by the system. */
    private static boolean opens(Scanned request) {
        Scanned.Field messages = request.find("messages");
        if (messages == null || messages.kind() != Kind.ARRAY) {
            return true;
        }
        if (!(JSON.read(request.body(), messages.start(), messages.end() - messages.start())
                instanceof Json.Arr(List<Json> all))) {
            return false;
        }
        return all.subList(0, all.size() - 1).stream().allMatch(Pinned::isOfSystem);
    }

    private static boolean isOfSystem(Json message) {
        return message instanceof Json.Obj object
                && object.get("role") instanceof Json.Text(String role)
                && (role.equals("system") || role.equals("developer"));
    }
}
