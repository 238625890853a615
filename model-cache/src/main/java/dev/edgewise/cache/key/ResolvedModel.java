package dev.edgewise.cache.key;

/**
 * The model that answers, after aliases are resolved.
 *
 * @param name its name at the place that runs it
 * @param revision its revision, or empty when unknown
 * @param quantisation its number format, or empty when unknown or told by the revision
 */
public record ResolvedModel(String name, String revision, String quantisation) {}
