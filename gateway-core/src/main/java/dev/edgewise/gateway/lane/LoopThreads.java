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
    private static final @Nullable Jdk JDK = find();

    private LoopThreads() {}

    /**
     * What is reached inside the JDK: both or nothing, for with loops as carriers alone no work could leave one.
     *
     * @param builder of virtual threads, by their carriers
     * @param common the carriers of ordinary virtual threads
     */
    private record Jdk(Constructor<?> builder, Executor common) {
        Thread.Builder.OfVirtual carriedBy(Executor carriers) {
            try {
                return (Thread.Builder.OfVirtual) builder.newInstance(carriers);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("the JDK refused a virtual thread on the carriers it was given", e);
            }
        }
    }

    static Thread.Builder.OfVirtual carriedBy(Executor carrier) {
        return JDK == null ? Thread.ofVirtual() : JDK.carriedBy(carrier).name("edgewise-light");
    }

    /**
     * Virtual threads of the common carriers, whoever starts them: by itself, one that a virtual thread starts is carried by
     * what carries that one, which on a node is an event loop.
     */
    static Thread.Builder.OfVirtual carriedByCommon() {
        return JDK == null ? Thread.ofVirtual() : JDK.carriedBy(JDK.common());
    }

    static boolean available() {
        return JDK != null;
    }

    private static @Nullable Jdk find() {
        try {
            var builder = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                    .getDeclaredConstructor(Executor.class);
            builder.setAccessible(true);
            var common = Class.forName("java.lang.VirtualThread").getDeclaredMethod("defaultScheduler");
            common.setAccessible(true);
            return new Jdk(builder, (Executor) common.invoke(null));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "virtual threads run on the common carriers, misses cost more: start Java with "
                            + "--add-opens java.base/java.lang=ALL-UNNAMED");
            return null;
        }
    }
}
