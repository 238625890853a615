package dev.edgewise.loadtest.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One way a real cluster fails. Written {@code NAME} or {@code NAME:ARG}; {@link #parse} says which names there are.
 * In a JSON answer, "after N events" means after the first half of the body.
 */
public sealed interface Fault {
    /** Closes every connection and the listening port, and listens again after {@code pause}. */
    record Refuse(Duration pause) implements Fault {}

    /** Resets the connection (TCP RST) before any byte of the answer. */
    record Reset() implements Fault {}

    /** Resets the connection after so many pieces. */
    record ResetMid(int events) implements Fault {}

    /** Accepts the request and never answers. */
    record Stall() implements Fault {}

    /** Falls silent after so many pieces, with the connection open. */
    record StallMid(int events) implements Fault {}

    /** Answers correctly, but starts later by {@code extra}. */
    record Slow(Duration extra) implements Fault {}

    /** Sends bytes that are no HTTP, then closes. */
    record Garbage() implements Fault {}

    /** Answers 200 with JSON that does not parse; in a stream, one event of it. */
    record BadJson() implements Fault {}

    /** Closes in order after so many pieces, the body's end missing. */
    record Truncate(int events) implements Fault {}

    /** Ends a stream in order, but without {@code [DONE]}. */
    record NoDone() implements Fault {}

    /** Answers with this status and an error body, with {@code Retry-After} on 429 and 503. */
    record Status(int status) implements Fault {}

    /** Sends an error event after so many pieces and ends the stream without {@code [DONE]}. */
    record ErrorMid(int events) implements Fault {}

    /** Answers with a text of so many mebibytes. */
    record Big(int mebibytes) implements Fault {}

    /** Sends the answer byte by byte, one per {@code perByte}. */
    record Drip(Duration perByte) implements Fault {}

    /** The names {@link #parse} knows, with their arguments' defaults. */
    String NAMES = "refuse[:1s], reset, reset-mid[:3], stall, stall-mid[:3], slow[:1s], garbage, bad-json, "
            + "truncate[:3], no-done, error[:500], error-mid[:3], big[:64], drip[:10ms]";

    /**
     * Reads one fault.
     *
     * @throws IllegalArgumentException when the name or its argument is none, saying what is
     */
    static Fault parse(String text) {
        int colon = text.indexOf(':');
        String name = (colon < 0 ? text : text.substring(0, colon)).strip().toLowerCase(Locale.ROOT);
        String argument = colon < 0 ? "" : text.substring(colon + 1).strip();
        return switch (name) {
            case "refuse" -> new Refuse(duration(argument, Duration.ofSeconds(1)));
            case "reset" -> new Reset();
            case "reset-mid" -> new ResetMid(number(argument, 3, 0, 1_000_000));
            case "stall" -> new Stall();
            case "stall-mid" -> new StallMid(number(argument, 3, 0, 1_000_000));
            case "slow" -> new Slow(duration(argument, Duration.ofSeconds(1)));
            case "garbage" -> new Garbage();
            case "bad-json" -> new BadJson();
            case "truncate" -> new Truncate(number(argument, 3, 0, 1_000_000));
            case "no-done" -> new NoDone();
            case "error" -> new Status(number(argument, 500, 400, 599));
            case "error-mid" -> new ErrorMid(number(argument, 3, 0, 1_000_000));
            case "big" -> new Big(number(argument, 64, 1, 1024));
            case "drip" -> new Drip(duration(argument, Duration.ofMillis(10)));
            default -> throw new IllegalArgumentException("'" + name + "' is no fault; known are " + NAMES);
        };
    }

    /** Reads a list separated by commas; empty for an empty text. */
    static List<Fault> parseAll(String text) {
        List<Fault> faults = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                faults.add(parse(part.strip()));
            }
        }
        return List.copyOf(faults);
    }

    private static Duration duration(String argument, Duration absent) {
        return argument.isEmpty() ? absent : Durations.parse(argument);
    }

    private static int number(String argument, int absent, int min, int max) {
        if (argument.isEmpty()) {
            return absent;
        }
        if (!argument.matches("\\d{1,9}") || Integer.parseInt(argument) < min || Integer.parseInt(argument) > max) {
            throw new IllegalArgumentException("'" + argument + "' must be a number from " + min + " to " + max);
        }
        return Integer.parseInt(argument);
    }
}
