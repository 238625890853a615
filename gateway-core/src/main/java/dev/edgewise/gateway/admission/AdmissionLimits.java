package dev.edgewise.gateway.admission;

/**
 * The bounds of {@link Admission}.
 *
 * @param inFlightMax requests between their head and their last byte
 * @param bodyBytesMax bytes of one request body
 * @param bodiesBytesMax bytes of all request bodies held at once
 */
public record AdmissionLimits(int inFlightMax, long bodyBytesMax, long bodiesBytesMax) {}
