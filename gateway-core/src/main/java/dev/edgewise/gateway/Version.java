package dev.edgewise.gateway;

/** The version of this software. */
public final class Version {
    private Version() {}

    /** As the build named it; {@code unpackaged} where classes do not come from a jar. */
    public static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }
}
