package dev.edgewise.gateway.lane;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Constructor;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Virtual threads whose carrier is a given executor. The JDK has the constructor but keeps it private (JDK 25,
 * {@code java.lang.ThreadBuilders}); it is reached with {@code --add-opens java.base/java.lang=ALL-UNNAMED}. Where it
 * cannot be reached, ordinary virtual threads serve: the same behaviour at a higher cost per request.
 */
final class LoopThreads {
    private static final Logger LOG = System.getLogger(LoopThreads.class.getName());
    private static final @Nullable Constructor<?> BUILDER = find();

    private LoopThreads() {}

    static Thread.Builder.OfVirtual carriedBy(Executor carrier) {
        if (BUILDER == null) {
            return Thread.ofVirtual();
        }
        try {
            return ((Thread.Builder.OfVirtual) BUILDER.newInstance(carrier)).name("edgewise-light");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the JDK refused a virtual thread on the event loop", e);
        }
    }

    static boolean available() {
        return BUILDER != null;
    }

    private static @Nullable Constructor<?> find() {
        try {
            var constructor = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                    .getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            return constructor;
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "virtual threads run on the common carriers, misses cost more: start Java with "
                            + "--add-opens java.base/java.lang=ALL-UNNAMED");
            return null;
        }
    }
}
