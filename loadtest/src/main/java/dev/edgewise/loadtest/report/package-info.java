/** What runs found, as JSON, as text and as one HTML page without outside parts. */
@NullMarked
package dev.edgewise.loadtest.report;

import org.jspecify.annotations.NullMarked;
