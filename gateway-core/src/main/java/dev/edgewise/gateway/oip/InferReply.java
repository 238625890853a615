package dev.edgewise.gateway.oip;

/**
 * An inference answer as it is sent.
 *
 * @param jsonBytes how many bytes of the body are JSON when tensors follow it as bytes; −1 when all of it is JSON
 * @param body the JSON, and the tensors' bytes behind it
 */
record InferReply(int jsonBytes, byte[] body) {}
