package dev.edgewise.inference;

import java.util.List;
import java.util.OptionalInt;

/**
 * Write on from a prompt. Answered by {@link Generated}.
 *
 * @param model the model that writes
 * @param stops texts that end a choice; they are not part of it
 * @param tokensMax most tokens of one choice; empty for what the model's context leaves. More than that is refused
 * @param choices how many independent answers, at least one
 * @param logprobs how many likely alternatives to report for each token: 0 for the token's own log-probability only,
 *     empty for no report
 * @param listener told what is written as it is written
 */
public record Generate(
        ModelId model,
        Prompt prompt,
        Sampling sampling,
        List<String> stops,
        OptionalInt tokensMax,
        int choices,
        OptionalInt logprobs,
        ResponseFormat format,
        DeltaListener listener)
        implements Work {
    /** Most stop texts. */
    public static final int STOPS_MAX = 16;

    /** Longest stop text, in characters: as much is held back from a stream at most. */
    public static final int STOP_CHARACTERS_MAX = 256;

    /** Most choices of one piece of work. */
    public static final int CHOICES_MAX = 16;

    /** Most alternatives reported for one token. */
    public static final int LOGPROBS_MAX = 20;

    /** @throws OutOfRangeException if a value is out of its range */
    public Generate {
        stops = List.copyOf(stops);
        if (stops.size() > STOPS_MAX) {
            throw new OutOfRangeException("stop", "at most " + STOPS_MAX + " stop texts are possible");
        }
        for (String stop : stops) {
            if (stop.isEmpty() || stop.length() > STOP_CHARACTERS_MAX) {
                throw new OutOfRangeException("stop", "a stop text has 1 to " + STOP_CHARACTERS_MAX + " characters");
            }
        }
        if (choices < 1 || choices > CHOICES_MAX) {
            throw new OutOfRangeException("n", "n must be between 1 and " + CHOICES_MAX + ", not " + choices);
        }
        if (tokensMax.isPresent() && tokensMax.getAsInt() < 1) {
            throw new OutOfRangeException("max_tokens", "max_tokens must be at least 1");
        }
        if (logprobs.isPresent() && (logprobs.getAsInt() < 0 || logprobs.getAsInt() > LOGPROBS_MAX)) {
            throw new OutOfRangeException("top_logprobs", "top_logprobs must be between 0 and " + LOGPROBS_MAX);
        }
    }

    /** The same work, told to somebody as it is written. */
    public Generate heardBy(DeltaListener who) {
        return new Generate(model, prompt, sampling, stops, tokensMax, choices, logprobs, format, who);
    }

    /** One choice of text, told nobody until it is whole. */
    public static Generate of(ModelId model, Prompt prompt, Sampling sampling, int tokensMax) {
        return new Generate(
                model,
                prompt,
                sampling,
                List.of(),
                OptionalInt.of(tokensMax),
                1,
                OptionalInt.empty(),
                new ResponseFormat.Text(),
                DeltaListener.NONE);
    }
}
