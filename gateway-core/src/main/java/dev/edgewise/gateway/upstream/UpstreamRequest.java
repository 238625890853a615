package dev.edgewise.gateway.upstream;

import io.vertx.core.buffer.Buffer;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What is sent to an endpoint.
 *
 * @param uri path and query
 * @param headers hands every end-to-end header line to its argument
 * @param body the bytes to send
 */
public record UpstreamRequest(String uri, Consumer<BiConsumer<CharSequence, CharSequence>> headers, Buffer body) {}
