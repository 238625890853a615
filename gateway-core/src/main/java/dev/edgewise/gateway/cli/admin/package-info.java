/** How commands reach the admin plane of a running node. */
@NullMarked
package dev.edgewise.gateway.cli.admin;

import org.jspecify.annotations.NullMarked;
