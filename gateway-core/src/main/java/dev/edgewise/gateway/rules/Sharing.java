package dev.edgewise.gateway.rules;

/** Who, within a tenant, shares stored answers. Nothing is ever shared between tenants. */
public sealed interface Sharing {
    /** All callers of the tenant. */
    Sharing ALL = new All();

    /** As {@code edgewise explain} tells it. */
    String wire();

    /** All callers of the tenant. */
    record All() implements Sharing {
        @Override
        public String wire() {
            return "tenant";
        }
    }

    /** Those for whom the body names the same user. */
    record UserOfBody() implements Sharing {
        @Override
        public String wire() {
            return "user, by the body's safety_identifier or user";
        }
    }

    /**
     * Those for whom a request header names the same user; the body has no say.
     *
     * @param header its name, in small letters
     */
    record UserOfHeader(String header) implements Sharing {
        @Override
        public String wire() {
            return "user, by the header " + header;
        }
    }
}
