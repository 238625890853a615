/** The closed-loop driver of event streams: every event is checked and timed. */
@NullMarked
package dev.edgewise.loadtest.streams;

import org.jspecify.annotations.NullMarked;
