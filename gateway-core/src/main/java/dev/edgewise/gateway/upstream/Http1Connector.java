package dev.edgewise.gateway.upstream;

import dev.edgewise.gateway.config.Urls;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to one endpoint: finds its address, connects and, where TLS is spoken, verifies certificate and name.
 *
 * <p>Threads: the event loop whose connections it opens.
 */
final class Http1Connector {
    private static final UpstreamFault FORBIDDEN = new UpstreamFault(
            UpstreamFault.UNREACHABLE.kind(),
            UpstreamFault.UNREACHABLE.message(),
            "its name leads to an address that no endpoint may have");

    private final VertxInternal vertx;
    private final Address address;
    private final @Nullable String caFile;
    private final int connectMillisMax;
    private @Nullable Future<@Nullable SslContext> trust;

    /** @param caFile PEM of the authorities to trust, or null for the JDK's own */
    Http1Connector(Vertx vertx, Address address, @Nullable String caFile, int connectMillisMax) {
        this.vertx = (VertxInternal) vertx;
        this.address = address;
        this.caFile = caFile;
        this.connectMillisMax = connectMillisMax;
    }

    /** Opens one connection for {@code endpoint}, which hears of it on {@code loop}. */
    void open(ContextInternal loop, Http1Endpoint endpoint) {
        if (!address.tls()) {
            resolve(loop, endpoint, null);
            return;
        }
        trust().onComplete(read -> {
            SslContext trusted = read.result();
            if (trusted != null) {
                resolve(loop, endpoint, trusted);
            } else {
                endpoint.unopened(UpstreamFault.UNTRUSTED.because(read.cause()));
            }
        });
    }

    /** Read once, off the event loop; again after a failure. */
    private Future<@Nullable SslContext> trust() {
        Future<@Nullable SslContext> known = trust;
        if (known == null || known.failed()) {
            trust = known = vertx.executeBlocking(() -> {
                var builder = SslContextBuilder.forClient()
                        .sslProvider(SslProvider.JDK)
                        .endpointIdentificationAlgorithm("HTTPS");
                return (caFile == null ? builder : builder.trustManager(new File(caFile))).build();
            });
        }
        return known;
    }

    private void resolve(ContextInternal loop, Http1Endpoint endpoint, @Nullable SslContext tls) {
        InetAddress literal = literal(address.host());
        if (literal != null) {
            connect(loop, endpoint, literal, tls);
            return;
        }
        vertx.nameResolver()
                .resolve(loop.nettyEventLoop(), address.host())
                .addListener(found -> loop.dispatch(() -> {
                    InetAddress ip = found.isSuccess() ? ((InetSocketAddress) found.getNow()).getAddress() : null;
                    // A name may lead where no address in the configuration could: to the credentials of a cloud's
                    // machine.
                    if (ip == null) {
                        endpoint.unopened(UpstreamFault.UNREACHABLE.because(found.cause()));
                    } else if (Urls.isForbidden(ip)) {
                        endpoint.unopened(FORBIDDEN);
                    } else {
                        connect(loop, endpoint, ip, tls);
                    }
                }));
    }

    private void connect(ContextInternal loop, Http1Endpoint endpoint, InetAddress ip, @Nullable SslContext tls) {
        var connections = new Initializer(loop, endpoint, tls);
        new Bootstrap()
                .group(loop.nettyEventLoop())
                .channelFactory(vertx.transport().channelFactory(false))
                .option(ChannelOption.ALLOCATOR, ByteBufAllocator.DEFAULT)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillisMax)
                .handler(connections)
                .connect(new InetSocketAddress(ip, address.port()))
                .addListener(connected -> loop.dispatch(() -> {
                    if (connected.isSuccess()) {
                        connections.whenReady(endpoint::opened, endpoint::unopened);
                    } else {
                        endpoint.unopened(UpstreamFault.UNREACHABLE.because(connected.cause()));
                    }
                }));
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException name) {
            return null;
        }
    }

    /** Makes one connection's pipeline. */
    private final class Initializer extends ChannelInitializer<Channel> {
        private final ContextInternal loop;
        private final Http1Endpoint endpoint;
        private final @Nullable SslContext tls;
        private @Nullable SslHandler handshake;
        private @Nullable Http1Connection connection;

        Initializer(ContextInternal loop, Http1Endpoint endpoint, @Nullable SslContext tls) {
            this.loop = loop;
            this.endpoint = endpoint;
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (tls != null) {
                var handler = tls.newHandler(channel.alloc(), address.host(), address.port());
                handler.setHandshakeTimeoutMillis(connectMillisMax);
                channel.pipeline().addLast(handler);
                handshake = handler;
            }
            connection = new Http1Connection(endpoint, loop, channel, tls != null);
            channel.pipeline().addLast(connection);
        }

        void whenReady(Consumer<Http1Connection> opened, Consumer<UpstreamFault> unopened) {
            Http1Connection made = connection;
            if (made == null) {
                unopened.accept(UpstreamFault.UNREACHABLE);
            } else if (handshake == null) {
                opened.accept(made);
            } else {
                handshake
                        .handshakeFuture()
                        .addListener(shaken -> loop.dispatch(() -> {
                            if (shaken.isSuccess()) {
                                opened.accept(made);
                            } else {
                                made.close();
                                UpstreamFault fault = shaken.cause() instanceof SSLException
                                        ? UpstreamFault.UNTRUSTED
                                        : UpstreamFault.UNREACHABLE;
                                unopened.accept(fault.because(shaken.cause()));
                            }
                        }));
            }
        }
    }
}
