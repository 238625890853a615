package dev.edgewise.cache.request;

/** What {@link RequestScan#scan} found. */
public sealed interface ScanResult permits Scanned, Malformed {}
