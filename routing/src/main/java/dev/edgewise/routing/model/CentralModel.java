package dev.edgewise.routing.model;

/**
 * A model in a central cluster, which is taken to do every operation.
 *
 * @param cluster the cluster's name in the configuration
 * @param model the model's name there
 */
public record CentralModel(String cluster, String model) {

    /** Refuses empty names. */
    public CentralModel {
        if (cluster.isBlank() || model.isBlank()) {
            throw new IllegalArgumentException("a central model needs a cluster and a name");
        }
    }

    @Override
    public String toString() {
        return cluster + '/' + model;
    }
}
