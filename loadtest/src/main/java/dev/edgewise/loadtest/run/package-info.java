/** The open-loop driver: requests start when they are due, whatever became of those before. */
@NullMarked
package dev.edgewise.loadtest.run;

import org.jspecify.annotations.NullMarked;
