/** Server-sent events: parser, writer and event boundaries. */
@NullMarked
package dev.edgewise.cache.sse;

import org.jspecify.annotations.NullMarked;
