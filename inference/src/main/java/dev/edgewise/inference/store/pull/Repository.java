package dev.edgewise.inference.store.pull;

import java.util.List;

/**
 * What the other side has.
 *
 * @param revision the commit or version
 * @param files its files
 */
record Repository(String revision, List<RemoteFile> files) {}
