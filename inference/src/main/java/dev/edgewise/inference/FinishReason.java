package dev.edgewise.inference;

/** Why a model stopped writing. */
public enum FinishReason {
    /** It said that it is done, or wrote a stop text. */
    STOP,
    /** It reached the most tokens allowed. */
    LENGTH,
    /** It wants tools to be called. */
    TOOL_CALLS
}
