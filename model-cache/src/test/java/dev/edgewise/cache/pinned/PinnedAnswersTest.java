package dev.edgewise.cache.pinned;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PinnedAnswersTest {
    private static final PinnedAnswer SEOUL =
            pinned("hours-kr", List.of("언제 열어요?", "영업 시간이 어떻게 되나요"), Set.of("KR"), 0, Long.MAX_VALUE);
    private static final PinnedAnswer SOON = pinned("sale", List.of("Is there a sale?"), Set.of(), 1_000, 2_000);
    private static final PinnedAnswers ALL = PinnedAnswers.of(List.of(SEOUL, SOON));

    @Test
    void case_blanks_and_the_mark_at_the_end_do_not_count() {
        assertThat(ALL.find("  is there  a sale ", "US", "acme", "chat", 1_500)).isEqualTo(SOON);
        assertThat(ALL.find("IS THERE A SALE?", "US", "acme", "chat", 1_500)).isEqualTo(SOON);
        assertThat(ALL.find("is there a sail?", "US", "acme", "chat", 1_500)).isNull();
    }

    @Test
    void case_counts_where_it_is_meant_as_it_does_for_stored_answers() {
        var shine = pinned("shine", List.of("polish", "How do I polish it?"), Set.of(), 0, Long.MAX_VALUE);
        var list = pinned("list", List.of("What does `ls -a` show?"), Set.of(), 0, Long.MAX_VALUE);
        var language = pinned("language", List.of("How do I Polish it?"), Set.of(), 0, Long.MAX_VALUE);
        var answers = PinnedAnswers.of(List.of(shine, list, language));

        assertThat(answers.find("polish?", "US", "acme", "chat", 0)).isEqualTo(shine);
        assertThat(answers.find("Polish", "US", "acme", "chat", 0)).isNull();
        assertThat(answers.find("how do i polish it", "US", "acme", "chat", 0)).isEqualTo(shine);
        assertThat(answers.find("how do I Polish it", "US", "acme", "chat", 0)).isEqualTo(language);
        assertThat(answers.find("what does `ls -a` show", "US", "acme", "chat", 0))
                .isEqualTo(list);
        assertThat(answers.find("What does `ls -A` show?", "US", "acme", "chat", 0))
                .isNull();
    }

    @Test
    void an_answer_is_for_its_region_only() {
        assertThat(ALL.find("언제 열어요", "KR", "acme", "chat", 0)).isEqualTo(SEOUL);
        assertThat(ALL.find("언제 열어요", "JP", "acme", "chat", 0)).isNull();
    }

    @Test
    void an_answer_holds_from_its_first_moment_up_to_its_last() {
        assertThat(ALL.find("Is there a sale?", "US", "acme", "chat", 999)).isNull();
        assertThat(ALL.find("Is there a sale?", "US", "acme", "chat", 1_000)).isEqualTo(SOON);
        assertThat(ALL.find("Is there a sale?", "US", "acme", "chat", 2_000)).isNull();
    }

    @Test
    void the_mark_changes_when_an_answer_begins_or_ceases_to_hold_and_with_the_answers() {
        assertThat(ALL.mark(0)).isEqualTo(ALL.mark(999)).isNotEqualTo(ALL.mark(1_000));
        assertThat(ALL.mark(2_000)).isNotEqualTo(ALL.mark(1_999));
        assertThat(PinnedAnswers.of(List.of(SOON)).mark(0)).isNotEqualTo(ALL.mark(0));
    }

    @Test
    void of_two_that_fit_the_first_counts() {
        var special = pinned("acme-sale", List.of("is there a sale"), Set.of(), 0, Long.MAX_VALUE);

        assertThat(PinnedAnswers.of(List.of(special, SOON)).find("Is there a sale?", "US", "acme", "chat", 1_500))
                .isEqualTo(special);
    }

    private static PinnedAnswer pinned(String id, List<String> questions, Set<String> regions, long from, long until) {
        return new PinnedAnswer(
                id, questions, "answer of " + id, regions, Set.of(), Set.of(), Set.of(), null, from, until);
    }
}
