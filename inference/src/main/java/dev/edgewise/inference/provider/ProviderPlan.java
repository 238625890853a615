package dev.edgewise.inference.provider;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a model is to be computed with.
 *
 * @param order the most wanted first; the processor is always the last
 * @param device which device of the machine, from 0
 * @param deviceBytesMax memory that one model may take of it, in bytes; 0: all of it
 * @param notOffered what a model's manifest wants more, and this node does not offer
 */
public record ProviderPlan(List<Provider> order, int device, long deviceBytesMax, List<Provider> notOffered) {
    /** The processor alone. */
    public static final ProviderPlan CPU = new ProviderPlan(List.of(Provider.CPU), 0, 0);

    /** A plan that nobody wants otherwise. */
    public ProviderPlan(List<Provider> order, int device, long deviceBytesMax) {
        this(order, device, deviceBytesMax, List.of());
    }

    /** Ends the order with the processor. */
    public ProviderPlan {
        notOffered = List.copyOf(notOffered);
        Set<Provider> all = new LinkedHashSet<>(order);
        int end = order.indexOf(Provider.CPU);
        if (end >= 0) {
            all.retainAll(order.subList(0, end));
        }
        all.add(Provider.CPU);
        order = List.copyOf(all);
    }

    /** The same device with another order. */
    public ProviderPlan ordered(List<Provider> other) {
        return new ProviderPlan(other, device, deviceBytesMax);
    }

    /**
     * The same device in the order that a model's manifest prefers, of what is offered here. What it names not, it does not
     * want. The processor is the last.
     */
    public ProviderPlan preferring(List<Provider> wanted) {
        int end = wanted.indexOf(Provider.CPU);
        List<Provider> devices = end < 0 ? wanted : wanted.subList(0, end);
        return new ProviderPlan(
                devices.stream().filter(order::contains).toList(),
                device,
                deviceBytesMax,
                devices.stream()
                        .filter(provider -> !order.contains(provider))
                        .distinct()
                        .toList());
    }

    /** Whether anything but the processor is wanted. */
    public boolean wantsDevice() {
        return order.getFirst().onDevice();
    }
}
