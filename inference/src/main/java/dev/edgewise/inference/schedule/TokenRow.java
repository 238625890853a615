package dev.edgewise.inference.schedule;

/** The tokens of one input, as a model reads them. */
public interface TokenRow {
    /** How many tokens. */
    int tokens();

    /** The token at a position from 0 to {@link #tokens()} − 1. */
    int id(int position);
}
