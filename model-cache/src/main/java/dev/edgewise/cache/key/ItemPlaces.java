package dev.edgewise.cache.key;

import org.jspecify.annotations.Nullable;

/**
 * Which field of a request holds items, each of which could be asked for alone.
 *
 * @param field its name; its value is a list
 * @param listed whether one item alone is sent in a list too, as documents are, or by itself, as inputs are
 * @param leftOut a field that says nothing of a single item, such as how many of the best are wanted; null for none
 */
public record ItemPlaces(
        String field, boolean listed, @Nullable String leftOut) {}
