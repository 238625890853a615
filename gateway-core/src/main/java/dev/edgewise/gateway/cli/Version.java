package dev.edgewise.gateway.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of this build and of the Java it runs on. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"edgewise " + own() + " (Java " + Runtime.version() + ")"};
    }

    /** As in the jar's manifest; {@code unpackaged} when run from class files. */
    static String own() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "unpackaged");
    }
}
