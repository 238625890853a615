/** What editors and readers are told about the settings, made from the settings themselves. */
@NullMarked
package dev.edgewise.gateway.config.schema;

import org.jspecify.annotations.NullMarked;
