package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.ListOf;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.gateway.config.unit.Cidr;
import java.util.List;

/**
 * Whose word about the country counts.
 *
 * @param peers addresses that connect to the node
 * @param header holds a country code
 */
public record TrustConfig(List<Cidr> peers, String header) {

    private static final Setting<List<Cidr>> PEERS = Setting.of(
            "peers",
            new ListOf<>(Scalars.cidr(), 1, Names.PEERS_MAX),
            "Addresses of load balancers and other nodes whose headers are believed.");
    private static final Setting<String> HEADER = Setting.of(
            "header", Names.HEADER, "Request header with the caller's country code; dropped when others send it.");

    static final Group<TrustConfig> GROUP = Group.of(
            "Peers whose header tells the caller's country.",
            values -> new TrustConfig(values.get(PEERS), values.get(HEADER)),
            PEERS,
            HEADER);
}
