package dev.edgewise.inference.store;

/**
 * One file of a stored model.
 *
 * @param name its path in the model's folder
 * @param sha256 its content's hash in hex: the name of its blob
 * @param bytes its size
 */
public record StoredFile(String name, String sha256, long bytes) {}
