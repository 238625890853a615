package dev.edgewise.inference.generate;

/** Tokens of a prompt. Not copied: nobody may change the array. */
final class TokenList {
    private final int[] ids;

    TokenList(int[] ids) {
        this.ids = ids;
    }

    int size() {
        return ids.length;
    }

    int[] ids() {
        return ids;
    }
}
