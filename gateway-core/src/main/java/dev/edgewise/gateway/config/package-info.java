/** What an operator can set: one record per concern, read from YAML, checked as a whole and reloaded while running. */
@NullMarked
package dev.edgewise.gateway.config;

import org.jspecify.annotations.NullMarked;
