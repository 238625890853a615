package dev.edgewise.gateway.config;

/** Who shares the stored answers of a tenant. */
public enum CacheScope {
    /** All its callers. */
    TENANT,
    /** Nobody: each of its users has answers of their own. */
    USER
}
