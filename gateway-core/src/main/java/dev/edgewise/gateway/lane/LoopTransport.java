package dev.edgewise.gateway.lane;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.transport.Transport;
import java.util.function.BooleanSupplier;

/**
 * The data plane's sockets by Linux's epoll, waited for as {@link AdaptivePolling} says.
 *
 * <p>Threads: any.
 */
public final class LoopTransport extends EpollTransport implements Transport {
    private final BooleanSupplier calm;

    private LoopTransport(BooleanSupplier calm) {
        this.calm = calm;
    }

    /**
     * Event loops that poll where that can pay: on Linux, with a core to spare; elsewhere Vert.x's own for the system.
     *
     * @param calm whether the node has so little to do that a core may be spent on waiting; asked by the loops at a turn
     */
    public static Vertx vertx(VertxOptions options, BooleanSupplier calm) {
        var builder = Vertx.builder().with(options.setPreferNativeTransport(true));
        if (Epoll.isAvailable() && Runtime.getRuntime().availableProcessors() > 1) {
            builder.withTransport(new LoopTransport(calm));
        }
        return builder.build();
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return EpollIoHandler.newFactory(0, () -> new AdaptivePolling(System::nanoTime, calm));
    }

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public boolean available() {
        return isAvailable();
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
        return this;
    }
}
