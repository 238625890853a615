package dev.edgewise.cache.store;

import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.key.CacheKey;

/**
 * A raw key with the form its body asks for, so that a hit needs no look into the body.
 *
 * @param raw the key over the unread body
 * @param form the form that body asks for
 */
public record RawAlias(CacheKey raw, Form form) {}
