/** The command line, and what makes a node a process: its log, its signals, its exit codes. */
@NullMarked
package dev.edgewise.gateway.cli;

import org.jspecify.annotations.NullMarked;
