/** One request's life in types: Arrival, Identified, Governed, Keyed, Routed, and how a reply leaves. */
@NullMarked
package dev.edgewise.gateway.request;

import org.jspecify.annotations.NullMarked;
