package dev.edgewise.inference.store.pull;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The other side cannot answer now, and may soon. */
final class Busy extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> retryAfter;

    /** @param retryAfter when it wants to be asked again; empty where it does not say */
    Busy(String reason, Optional<Duration> retryAfter) {
        super(reason);
        this.retryAfter = retryAfter;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** When an answer wants to be asked again: after so many seconds, or at a time, which counts from the answer's own. */
    static Optional<Duration> retryAfter(WebClient.Fetched answer) {
        String said = answer.headers().firstValue("retry-after").orElse("").strip();
        if (said.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(said)));
        }
        return time(said)
                .flatMap(until -> answer.headers()
                        .firstValue("date")
                        .flatMap(Busy::time)
                        .map(now -> Duration.between(now, until))
                        .filter(wait -> !wait.isNegative()));
    }

    private static Optional<ZonedDateTime> time(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
