package dev.edgewise.cache.semantic.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordDifferenceTest {
    private static final Guards GUARDS = new Guards();

    private static WordDifference of(String language, String one, String other) {
        WordDifference there = WordDifference.of(GUARDS.prepare(one, language), GUARDS.prepare(other, language));
        WordDifference back = WordDifference.of(GUARDS.prepare(other, language), GUARDS.prepare(one, language));
        assertThat(back).isEqualTo(there);
        return there;
    }

    @Test
    void synonymsAndQuietWordsTellNothingApart() {
        WordDifference difference = of("en", "How can I fix my car?", "What is the best way to repair my automobile?");

        assertThat(difference.telling()).isZero();
        assertThat(difference.quiet()).isPositive();
    }

    @Test
    void aWordThatSaysSomethingIsCountedOnEitherSide() {
        WordDifference difference = of("en", "How do I clean a guitar?", "How do I tune a piano?");

        assertThat(difference.telling()).isEqualTo(4);
        assertThat(difference.tellingBoth()).isEqualTo(2);
    }

    @Test
    void koreanIsReadByItsStems() {
        assertThat(of("ko", "휴대폰 가격 알려줘", "핸드폰 가격이 궁금해요").telling()).isZero();
        assertThat(of("ko", "휴대폰 가격 알려줘", "휴대폰 색상 알려줘").telling()).isEqualTo(2);
    }

    @Test
    void theSameTextDiffersInNothing() {
        assertThat(of("en", "How do I sort a list?", "How do I sort a list?"))
                .isEqualTo(new WordDifference(0, 0, 0, 7));
    }
}
