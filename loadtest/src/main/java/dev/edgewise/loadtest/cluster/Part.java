package dev.edgewise.loadtest.cluster;

import io.vertx.core.buffer.Buffer;

/**
 * One write of an answer.
 *
 * @param bytes what goes on the wire, flushed by itself
 * @param tokens tokens it stands for
 */
record Part(Buffer bytes, int tokens) {}
