package dev.edgewise.loadtest.demo;

import java.util.List;

/**
 * One request of the demo.
 *
 * @param title what it shows
 * @param path of the API
 * @param header one more header line, or empty
 * @param body JSON without single quotes, so that a shell takes it as it is
 * @param servedBy who is to answer, as {@code Edge-Served-By} says it
 */
record DemoRequest(String title, String path, String header, String body, String servedBy) {
    private static final String CHAT = "/v1/chat/completions";
    private static final String QUESTION =
            "{\"model\":\"chat-large\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"Why is the sky blue?\"}]}";

    /** The four, in the order in which they show what they are to show. */
    static final List<DemoRequest> ALL = List.of(
            new DemoRequest("The centre answers what nobody asked before.", CHAT, "", QUESTION, "central"),
            new DemoRequest("The cache answers the same request again.", CHAT, "", QUESTION, "cache-exact"),
            new DemoRequest(
                    "The node computes an embedding by its own model.",
                    "/v1/embeddings",
                    "",
                    "{\"model\":\"embed-small\",\"input\":\"The sky is blue.\"}",
                    "local"),
            new DemoRequest(
                    "A rule answers callers from New Zealand in the model's place.",
                    CHAT,
                    "CF-IPCountry: NZ",
                    QUESTION,
                    "policy"));

    /** The fifth, where the light chat model is here. */
    static final DemoRequest CHAT_SMALL = new DemoRequest(
            "The node writes a text by its own chat model.",
            CHAT,
            "",
            "{\"model\":\"chat-small\",\"max_tokens\":40,\"messages\":[{\"role\":\"user\",\"content\":\"Why is the sky blue?\"}]}",
            "local");

    /** A line for a shell that sends it to the node at {@code url} and shows the answer with its headers. */
    String curl(String url) {
        return "curl -si -w '\\n' " + url + path + " -H 'Content-Type: application/json'"
                + (header.isEmpty() ? "" : " -H '" + header + "'") + " -d '" + body + "'";
    }
}
