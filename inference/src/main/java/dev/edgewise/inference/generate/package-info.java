/** Writing text token by token: sampling, stop texts, slots, and the scheduler that shares a decoder among callers. */
@NullMarked
package dev.edgewise.inference.generate;

import org.jspecify.annotations.NullMarked;
