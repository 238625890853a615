/** The data plane's HTTP server. */
@NullMarked
package dev.edgewise.gateway.http;

import org.jspecify.annotations.NullMarked;
