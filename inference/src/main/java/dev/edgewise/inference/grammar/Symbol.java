package dev.edgewise.inference.grammar;

import java.util.BitSet;

/** One place in a rule. */
sealed interface Symbol {
    /** Any one byte of a set. The set must not be changed. */
    record Bytes(BitSet set) implements Symbol {}

    /** Whatever another rule matches. */
    record Ref(int rule) implements Symbol {}
}
