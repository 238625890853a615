package dev.edgewise.gateway.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of this build and of the Java it runs on. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"edgewise " + own() + " (Java " + Runtime.version() + ")"};
    }

    /** As in the jar's manifest; {@code unpackaged} when run from class files. */
    static String own() {
        return dev.edgewise.gateway.Version.current();
    }
}
