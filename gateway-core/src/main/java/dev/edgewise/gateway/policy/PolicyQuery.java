package dev.edgewise.gateway.policy;

import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Tenant;

/**
 * What a policy may look at.
 *
 * @param country ISO 3166-1 alpha-2, or {@code ZZ}: unknown is a value of its own, not "anywhere"
 * @param model the model that the path names; empty where the body does
 * @param body the request's bytes, not to be changed
 */
public record PolicyQuery(String country, Tenant tenant, Api api, String model, byte[] body) {}
