package dev.edgewise.gateway.request;

/**
 * A whole reply.
 *
 * @param status HTTP status
 * @param headers lines to write; the listener adds {@code content-length}
 * @param body not changed after it was handed over
 */
public record Reply(int status, HeaderList headers, byte[] body) {}
