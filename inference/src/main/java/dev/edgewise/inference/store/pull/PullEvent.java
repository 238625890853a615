package dev.edgewise.inference.store.pull;

import java.time.Duration;

/** What happens while a model is pulled. */
public sealed interface PullEvent {
    /**
     * It is known which files to fetch.
     *
     * @param files how many
     * @param bytes what they take together; 0 where the other side does not say
     */
    record Listed(int files, long bytes) implements PullEvent {}

    /**
     * A file begins.
     *
     * @param file its name
     * @param bytes its size; −1 where the other side does not say
     * @param have bytes that an earlier try left; all of them where the store has the file
     */
    record Began(String file, long bytes, long have) implements PullEvent {}

    /**
     * Bytes arrived. Ten a second at most.
     *
     * @param bytes of all files so far, those of earlier tries included
     * @param total of all files
     * @param bytesPerSecond over the last seconds
     */
    record Advanced(long bytes, long total, long bytesPerSecond) implements PullEvent {}

    /**
     * A file is complete and its content is the announced one.
     *
     * @param file its name
     * @param sha256 its content's hash in hex
     */
    record Verified(String file, String sha256) implements PullEvent {}

    /**
     * The model is there, and the one that had its name was calibrated for other weights: that is gone.
     *
     * @param model its name in the store
     */
    record Uncalibrated(String model) implements PullEvent {
        /** In words, with what to do. */
        public String told() {
            return CarriedCalibration.told(model);
        }
    }

    /**
     * Something broke; it is tried again.
     *
     * @param file its name
     * @param attempt the number of the next try, from 2
     * @param reason what broke
     * @param pause until the next try
     */
    record Retried(String file, int attempt, String reason, Duration pause) implements PullEvent {
        /** In words. */
        public String told() {
            return reason + "; try " + attempt + (pause.toMillis() < 1000 ? "" : " in " + Patience.show(pause));
        }
    }
}
