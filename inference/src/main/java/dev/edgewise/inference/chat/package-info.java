/** Conversations as a model reads them, and tool calls as it writes them. */
@NullMarked
package dev.edgewise.inference.chat;

import org.jspecify.annotations.NullMarked;
