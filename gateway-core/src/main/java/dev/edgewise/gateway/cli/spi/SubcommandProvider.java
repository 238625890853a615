package dev.edgewise.gateway.cli.spi;

/**
 * A command that another module brings. Found by {@link java.util.ServiceLoader}: the module names its implementation
 * in {@code META-INF/services/dev.edgewise.gateway.cli.spi.SubcommandProvider}.
 */
public interface SubcommandProvider {

    /** The word after {@code ./edgewise}. Cheap: every start may ask for it. */
    String name();

    /** A new object with picocli's annotations, under {@link #name()}. Asked for only when the command may run. */
    Object command();
}
