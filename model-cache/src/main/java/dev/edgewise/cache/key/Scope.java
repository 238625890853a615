package dev.edgewise.cache.key;

/** Whose answers these are: a key made in one scope is never equal to a key made in another. */
public sealed interface Scope {
    /** Shared by all callers of one tenant. */
    record Tenant(String tenant) implements Scope {}

    /** Seen by one user of a tenant only. */
    record User(String tenant, String user) implements Scope {}

    /** Answers that an operator made for everybody. */
    record Public() implements Scope {}
}
