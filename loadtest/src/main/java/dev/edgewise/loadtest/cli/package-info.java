/** The {@code loadtest} command and its subcommands. */
@NullMarked
package dev.edgewise.loadtest.cli;

import org.jspecify.annotations.NullMarked;
