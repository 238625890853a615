/**
 * Answers on disk, so that a node starts warm: checksummed segments that are only appended to, and a journal of purges
 * that is on disk before a purge is acknowledged. What is damaged is never trusted.
 */
@NullMarked
package dev.edgewise.cache.segment;

import org.jspecify.annotations.NullMarked;
