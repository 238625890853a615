package dev.edgewise.routing;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The regions a request's data may be sent to, as policy decided. The node itself is not concerned: the data is there
 * already.
 */
public final class Residency {

    /** Every region. */
    public static final Residency ANY = new Residency(false, Set.of());

    private final boolean restricted;
    private final Set<String> regions;

    private Residency(boolean restricted, Set<String> regions) {
        this.restricted = restricted;
        this.regions = regions;
    }

    /**
     * Exactly these regions, in any case. An empty set is a residency too: the data may go nowhere, so only the node
     * can answer.
     */
    public static Residency in(Set<String> regions) {
        return new Residency(true, regions.stream().map(Residency::normal).collect(Collectors.toUnmodifiableSet()));
    }

    /** Whether there is a region that data may not go to. */
    public boolean isRestricted() {
        return restricted;
    }

    /** Whether data may go to {@code region}, which must be written as {@link #normal(String)} returns it. */
    public boolean allows(String region) {
        return !restricted || regions.contains(region);
    }

    /** The one spelling of a region's name: upper case, no blanks around it. */
    public static String normal(String region) {
        return region.strip().toUpperCase(Locale.ROOT);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Residency that && restricted == that.restricted && regions.equals(that.regions);
    }

    @Override
    public int hashCode() {
        return 31 * Boolean.hashCode(restricted) + regions.hashCode();
    }

    /** The regions in alphabetical order, {@code any region}, or {@code no region}. */
    @Override
    public String toString() {
        if (!restricted) {
            return "any region";
        }
        return regions.isEmpty() ? "no region" : regions.stream().sorted().collect(Collectors.joining(", "));
    }
}
