/** The checks of {@code edgewise doctor}. */
@NullMarked
package dev.edgewise.gateway.cli.doctor;

import org.jspecify.annotations.NullMarked;
