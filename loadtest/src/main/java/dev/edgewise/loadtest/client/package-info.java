/** What both drivers share: the target, the HTTP client, reading of event streams. */
@NullMarked
package dev.edgewise.loadtest.client;

import org.jspecify.annotations.NullMarked;
