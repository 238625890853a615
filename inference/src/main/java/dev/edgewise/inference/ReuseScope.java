package dev.edgewise.inference;

/**
 * Whose prompts a model may continue from what it has read for one of them already. How much was there, and how soon the
 * answer begins, tells a caller how another's prompt begins: so nothing read in one scope serves another.
 *
 * @param reuses false: what is read for it serves nobody else, nor does it use what was read for others
 * @param tenant whose work it is; empty for the node's own
 * @param user whose within the tenant; empty for all of its users
 */
public record ReuseScope(boolean reuses, String tenant, String user) {
    /** The node's own work: checks, and what no tenant asked for. */
    public static final ReuseScope NODE = new ReuseScope(true, "", "");

    /** Work of somebody who is not known: nothing is shared. */
    public static final ReuseScope NOBODY = new ReuseScope(false, "", "");

    /**
     * A tenant's work.
     *
     * @param user empty for what all users of the tenant share
     */
    public static ReuseScope of(String tenant, String user) {
        return new ReuseScope(true, tenant, user);
    }

    /** Whether what was read in the other scope may serve in this one. */
    public boolean sharesWith(ReuseScope other) {
        return reuses && equals(other);
    }
}
