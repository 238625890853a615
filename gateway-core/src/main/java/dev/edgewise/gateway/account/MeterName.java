package dev.edgewise.gateway.account;

/** The name of every metric of the node, in one place. {@code docs/metrics.md} tells what each means; a test compares. */
public enum MeterName {
    REQUESTS("edgewise.requests", "Requests by who answered, why, and status class"),
    REQUEST_DURATION("edgewise.request.duration", "Time from head to last byte"),
    FIRST_BYTE("edgewise.first.byte", "Time from head to the answer's first byte"),
    OVERHEAD("edgewise.overhead", "The node's own time per request, waiting left out"),
    OVERHEAD_PHASE("edgewise.overhead.phase.seconds", "The node's own time, by phase"),
    TOKENS("edgewise.tokens", "Tokens as engines and endpoints reported them"),
    USAGE_UNKNOWN("edgewise.usage.unknown", "Requests that used tokens of which nobody said how many"),
    TOKENS_ESTIMATED("edgewise.tokens.estimated", "Tokens of such answers, by the events that brought text"),
    COST("edgewise.cost.nanos", "What the centre charged, in billionths of the prices' currency"),
    COST_AVOIDED("edgewise.cost.avoided.nanos", "What it would have charged for answers that the cache had"),
    ANSWERS_TRUNCATED("edgewise.answers.truncated", "Streams that ended with an error event"),
    CLIENTS_GONE("edgewise.clients.gone", "Requests whose client left before the end"),
    LOG_DROPPED("edgewise.log.dropped", "Request log lines dropped because the writer was behind"),

    CACHE_LOOKUPS("edgewise.cache.lookups", "Cache lookups by result"),
    CACHE_ITEMS("edgewise.cache.items", "Items of batches: asked for, and of these the ones not computed"),
    CACHE_STORED("edgewise.cache.stored", "Answers stored"),
    CACHE_REFUSED("edgewise.cache.refused", "Answers not stored: too large, unwanted, or purged meanwhile"),
    CACHE_VARIED("edgewise.cache.varied", "Answers not stored because they vary by lines of requests not known of yet"),
    CACHE_REMOVED("edgewise.cache.removed", "Answers given up, by cause"),
    CACHE_PURGES("edgewise.cache.purges", "Purges"),
    CACHE_REFRESHES("edgewise.cache.refreshes", "Stale answers fetched anew behind the caller's back, by result"),
    CACHE_REFRESHING("edgewise.cache.refreshing", "Stale answers being fetched anew"),
    CACHE_ENTRIES("edgewise.cache.entries", "Answers held"),
    CACHE_BYTES("edgewise.cache.bytes", "What the answers held take"),
    CACHE_BYTES_MAX("edgewise.cache.bytes.max", "What they may take"),
    CACHE_RAW_KEYS("edgewise.cache.raw.keys", "Keys of unread bodies remembered"),
    CACHE_DISK_BYTES("edgewise.cache.disk.bytes", "What the answers kept on disk take"),
    CACHE_DISK_ANSWERS(
            "edgewise.cache.disk.answers", "Answers written to disk, taken in again, or given up by it, by what"),
    CACHE_DISK_FAILURES(
            "edgewise.cache.disk.failures", "Writes the disk refused, and files that were damaged, by what"),
    CACHE_HIT_RATIO(
            "edgewise.cache.hit.ratio", "Share of lookups that would be hits with that much memory, by a sample"),
    CACHE_FLIGHTS("edgewise.cache.flights", "Answers under way that others may join"),

    SHARED_LOOKUPS("edgewise.shared.lookups", "Look-ups in the tier that nodes share, by result"),
    SHARED_STORED("edgewise.shared.stored", "Answers that the shared tier took"),
    SHARED_OPEN("edgewise.shared.open", "1 while the shared tier is left alone because it failed"),
    SHARED_PURGES_PENDING("edgewise.shared.purges.pending", "Purges that the shared tier could not be told yet"),
    SEMANTIC_ASKED("edgewise.semantic.asked", "Questions compared with stored ones, by what came of it"),
    SEMANTIC_SIMILARITY("edgewise.semantic.similarity", "Cosine to the nearest question, by what was sent"),
    SEMANTIC_GUARDED("edgewise.semantic.guarded", "Near answers kept back by a rule"),
    SEMANTIC_SKIPPED("edgewise.semantic.skipped", "Questions that were not compared, by reason"),
    SEMANTIC_CHECKED("edgewise.semantic.checked", "Near answers compared with the real one afterwards, by result"),
    SEMANTIC_AUDITED("edgewise.semantic.audited", "Of these, answers that would have been served"),
    SEMANTIC_PINNED(
            "edgewise.semantic.pinned", "Questions compared with those that the operator answered, by what came of it"),
    SEMANTIC_PINNED_QUESTIONS(
            "edgewise.semantic.pinned.questions", "Questions of the operator's that are read and compared"),
    SEMANTIC_QUESTIONS("edgewise.semantic.questions", "Questions held"),
    SEMANTIC_BYTES("edgewise.semantic.bytes", "What the questions held take"),
    SEMANTIC_PARTITIONS("edgewise.semantic.partitions", "Partitions that hold a question"),

    FLEET_CONNECTED("edgewise.fleet.connected", "1 while the node hears of the other nodes' purges"),
    FLEET_EVENT("edgewise.fleet.event", "Number of the last event of the fleet that the node knows"),
    FLEET_WAITING("edgewise.fleet.waiting", "Events of this node that the fleet could not be told yet"),
    FLEET_RECEIVED("edgewise.fleet.received", "Events that other nodes told"),

    ADMISSION_IN_FLIGHT("edgewise.admission.in.flight", "Requests between their head and their last byte"),
    ADMISSION_IN_FLIGHT_MAX("edgewise.admission.in.flight.max", "How many there may be"),
    ADMISSION_BODY_BYTES("edgewise.admission.body.bytes", "Bytes of request bodies held"),
    CONNECTIONS("edgewise.connections", "Open connections of the data plane"),
    GUARD_REFUSED("edgewise.guard.refused", "Requests and connections refused before any phase saw them"),
    ADMISSION_SHED("edgewise.admission.shed", "Requests refused before any work, by reason"),

    UPSTREAM_ATTEMPTS("edgewise.upstream.attempts", "Requests sent to central endpoints"),
    UPSTREAM_FAILURES("edgewise.upstream.failures", "Failed requests to a cluster, by kind"),
    UPSTREAM_RETRIES_LEFT("edgewise.upstream.retries.left", "What is left of a cluster's retry budget"),
    ENDPOINT_UP("edgewise.upstream.endpoint.up", "1 while an endpoint is used, 0 while it is down or ejected"),
    ENDPOINT_OUTSTANDING("edgewise.upstream.endpoint.outstanding", "Requests under way at an endpoint"),
    ENDPOINT_ANSWERS("edgewise.upstream.endpoint.answers", "Requests an endpoint served or failed"),
    ENDPOINT_FIRST_BYTE(
            "edgewise.upstream.endpoint.first.byte.seconds", "An endpoint's estimated time to the first byte"),

    LOCAL_READY("edgewise.local.models.ready", "Local models that answer without loading first"),
    LOCAL_MODELS("edgewise.local.models", "Local models that were ever asked for, by where they stand"),
    LOCAL_PINNED("edgewise.local.models.pinned", "Local models that are kept in memory whatever others want"),
    LOCAL_IN_USE("edgewise.local.models.in.use", "Pieces of work that use a local model now"),
    LOCAL_MEMORY_BYTES("edgewise.local.memory.bytes", "Memory that the local models loaded now take, as measured"),
    LOCAL_DEVICE_MEMORY_BYTES(
            "edgewise.local.device.memory.bytes", "Of that, memory of the GPU that local models are placed on"),
    LOCAL_MEMORY_BUDGET_BYTES("edgewise.local.memory.budget.bytes", "Memory that local models may take together"),
    LOCAL_MEMORY_HELD_BYTES(
            "edgewise.local.memory.held.bytes", "Memory counted for the local models loaded now, by what it is for"),
    LOCAL_PROVIDERS_REFUSED(
            "edgewise.local.providers.refused", "Times that a provider was wanted for a local model and not usable"),
    DEVICE_MEMORY_BYTES("edgewise.device.memory.bytes", "Memory of the GPU that local models are placed on"),
    LOCAL_LOADS("edgewise.local.loads", "Loads of local models"),
    LOCAL_LOADS_FAILED("edgewise.local.loads.failed", "Loads of local models that failed"),
    LOCAL_LOAD_SECONDS("edgewise.local.load.seconds", "Time that loads of local models took, all together"),
    LOCAL_LOAD_WAITING("edgewise.local.load.waiting", "Callers that wait for a local model to be loaded"),
    LOCAL_LOAD_REFUSED("edgewise.local.load.refused", "Local models for which there was no room or no load, by why"),
    LOCAL_UNLOADS("edgewise.local.unloads", "Local models that left memory, by why"),
    LOCAL_PULLS("edgewise.local.pulls", "Models that a node pulled while it served"),
    LOCAL_PULLS_FAILED("edgewise.local.pulls.failed", "Tries to pull a model while serving that failed"),
    LOCAL_VERSION_WORK(
            "edgewise.local.version.work", "Work of local models by version, what it is, and what came of it"),
    LOCAL_TOKENS_QUEUED("edgewise.local.tokens.queued", "Tokens waiting or running on the node"),
    LOCAL_TEXTS("edgewise.local.texts", "Callers whose text a local model writes or is to write"),
    LOCAL_TEXT_SLOTS_USED("edgewise.local.text.slots.used", "Texts that local models are writing now"),
    LOCAL_JOBS_QUEUED("edgewise.local.jobs.queued", "Callers that wait for a local model"),
    LOCAL_TOKENS_RATE("edgewise.local.tokens.rate", "Tokens per second that local models were last measured at"),

    NODE_INFO("edgewise.node.info", "Always 1; its labels tell the node and its version"),
    NODE_READY("edgewise.node.ready", "1 while the node should be sent requests"),

    JVM_MEMORY_USED("jvm.memory.used.bytes", "Memory of the JVM in use"),
    JVM_MEMORY_COMMITTED("jvm.memory.committed.bytes", "Memory of the JVM taken from the system"),
    JVM_HEAP_MAX("jvm.memory.heap.max.bytes", "How large the heap may become"),
    JVM_GC_COLLECTIONS("jvm.gc.collections", "Garbage collections"),
    JVM_GC_SECONDS("jvm.gc.seconds", "Time spent in garbage collections"),
    JVM_THREADS("jvm.threads.live", "Platform threads"),
    PROCESS_CPU("process.cpu.seconds", "CPU time of the process"),
    PROCESS_UPTIME("process.uptime.seconds", "Time since the process started");

    private final String id;
    private final String description;

    MeterName(String id, String description) {
        this.id = id;
        this.description = description;
    }

    /** As Micrometer knows it; Prometheus writes underscores, and {@code _total} behind a counter. */
    public String id() {
        return id;
    }

    /** One line for whoever reads a scrape. */
    public String description() {
        return description;
    }
}
