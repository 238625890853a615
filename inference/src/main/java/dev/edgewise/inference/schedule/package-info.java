/** One queue before the device: bounded in tokens, drained by bounded platform threads in batches of equal length. */
@NullMarked
package dev.edgewise.inference.schedule;

import org.jspecify.annotations.NullMarked;
