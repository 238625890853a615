package dev.edgewise.inference.calibrate;

/**
 * What a calibration is worth. Errors and losses are of inputs that the temperature was not fitted to: it is fitted to one
 * half for the other.
 *
 * @param inputs how many it was fitted to
 * @param accuracy share of them with the right label, or, where several may hold, share of labels told rightly; 0 to 1
 * @param errorBefore expected calibration error before, 0 to 1
 * @param errorAfter the same after
 * @param lossBefore mean negative log-likelihood before, in nats
 * @param lossAfter the same after
 * @param knownCalledUnknown share of these inputs that is now called unknown, 0 to 1
 * @param strangers inputs that are none of the labels; 0 where none were given
 * @param strangersFound share of those that is called unknown, 0 to 1
 */
public record CalibrationReport(
        int inputs,
        double accuracy,
        double errorBefore,
        double errorAfter,
        double lossBefore,
        double lossAfter,
        double knownCalledUnknown,
        int strangers,
        double strangersFound) {}
