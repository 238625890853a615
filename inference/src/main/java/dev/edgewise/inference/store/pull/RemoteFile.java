package dev.edgewise.inference.store.pull;

import java.net.URI;
import java.util.Optional;

/**
 * A file on the other side.
 *
 * @param name its name in the model's folder
 * @param address where it is
 * @param bytes its size; −1 where not known
 * @param sha256 its content's hash in hex; empty where not known
 * @param gitHash its hash as Git counts it, in hex; empty where not known
 */
record RemoteFile(String name, URI address, long bytes, Optional<String> sha256, Optional<String> gitHash) {}
