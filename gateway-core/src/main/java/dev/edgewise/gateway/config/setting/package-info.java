/** What a setting is: its key, kind, unit, range, default and meaning; reading, schema and documents follow from it. */
@NullMarked
package dev.edgewise.gateway.config.setting;

import org.jspecify.annotations.NullMarked;
