package dev.edgewise.gateway.config;

/** What a cluster's endpoints are spoken to with. */
public enum Protocol {
    /** HTTP/1.1, and HTTP/2 where TLS negotiates it. */
    AUTO,
    /** HTTP/1.1 only. */
    HTTP1,
    /** HTTP/2 only, in clear text with prior knowledge. */
    HTTP2
}
