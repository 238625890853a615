package dev.edgewise.routing.model;

/** What looking up a model's name gives: the alias itself, or what to tell a caller who got it wrong. */
public sealed interface ModelLookup permits ModelAlias, UnknownModel {}
