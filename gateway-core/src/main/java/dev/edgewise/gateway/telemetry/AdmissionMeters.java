package dev.edgewise.gateway.telemetry;

import static dev.edgewise.gateway.account.MeterName.*;

import dev.edgewise.gateway.admission.Admission;
import dev.edgewise.gateway.admission.ShedReason;
import io.micrometer.core.instrument.MeterRegistry;

/** What the node holds of requests, and what it turned away. */
public final class AdmissionMeters {
    private AdmissionMeters() {}

    /** Registers them. */
    public static void register(MeterRegistry registry, Admission admission) {
        var meters = new Meters(registry);
        meters.gauge(ADMISSION_IN_FLIGHT, admission::inFlight);
        meters.gauge(ADMISSION_IN_FLIGHT_MAX, () -> admission.limits().inFlightMax());
        meters.gauge(ADMISSION_BODY_BYTES, admission::bodyBytesHeld);
        for (ShedReason reason : ShedReason.values()) {
            meters.total(ADMISSION_SHED, () -> admission.shed(reason), "reason", reason.wire());
        }
    }
}
