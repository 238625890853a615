/** What every request leaves behind: one log line and the metrics. */
@NullMarked
package dev.edgewise.gateway.account;

import org.jspecify.annotations.NullMarked;
