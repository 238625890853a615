package dev.edgewise.gateway.request;

/** A request whose caller is known. */
public record Identified(Arrival arrival, Tenant tenant) {}
