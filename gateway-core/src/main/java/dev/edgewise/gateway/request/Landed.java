package dev.edgewise.gateway.request;

import dev.edgewise.cache.answer.CachedAnswer;
import org.jspecify.annotations.Nullable;

/**
 * What the callers who waited for the same answer get.
 *
 * @param answer the answer in all its forms, or null when it is not fit to be kept
 * @param whole the reply as it came, or null when it came as a stream
 * @param model the model that answered, under its own name
 */
public record Landed(@Nullable CachedAnswer answer, Answered.@Nullable Whole whole, String model) {}
