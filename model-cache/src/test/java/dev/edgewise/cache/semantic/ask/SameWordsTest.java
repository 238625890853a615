package dev.edgewise.cache.semantic.ask;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "What is  the capital of France?|what is the capital of France",
                "How do I learn C++?|how do I learn C++?",
                "Explain recursion.|explain recursion",
                "What's new in 2025?|what's new in 2025",
                "I have a  question, and it is long|I have a question, and it is long",
                "ＡＢＣ１２３。|ABC123.",
                "서울  날씨가 어때？ |서울 날씨가 어때",
                "내일 뭐 하면 돼?|내일 뭐 하면 돼",
                "내일 날씨 알려줘.|내일 날씨 알려줘",
                "Wie weit ist es?|wie weit ist es",
                "¿Cuándo abre?|¿Cuándo abre",
                "really!|really!",
                "5 MW|5 MW",
                "What is 6²?|what is 6²?"
            })
    void sameWordsAreTheSameButForBlanksTheFirstLetterAndTheMarkAtTheEnd(String text, String normal) {
        assertThat(SameWords.normal(text)).isEqualTo(normal);
        assertThat(SameWords.same(normal, text)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "What is 6²?|What is 62?",
                "polish|Polish",
                // A sign that asks is a part of a name, or a word of a statement.
                "几内亚是非洲国家？|几内亚是非洲国家",
                "何先生来了？|何先生来了",
                "역사 왜곡이다?|역사 왜곡이다",
                "누가 왔다?|누가 왔다",
                "100 Mb|100 MB",
                "How do I say it in polish?|How do I say it in Polish?",
                "what does `ls -a` do|what does `ls -A` do",
                "is \"a  b\" the same|is \"a b\" the same",
                // A mark at the end that is what is asked about, or a part of it.
                "What happens when I run git add .|What happens when I run git add",
                "How do I cd ..|How do I cd .",
                "How do I cd ../..|How do I cd ../",
                "What does the regex match: ab?|What does the regex match: ab",
                "What does the regex match: a.?|What does the regex match: a.",
                "What does the regex colou? match|What does the regex colou match",
                "Does it match colou?|Does it match colou",
                "What is the operator ?|What is the operator .",
                "What does echo $?|What does echo $",
                "What does [0-9]+?|What does [0-9]+",
                "Should I run docker build .|Should I run docker build",
                "What does rsync -a src/ .|What does rsync -a src/",
                "What does grep foo .|What does grep foo",
                "How many characters has hello.|How many characters has hello",
                "What does the shell echo hi.|What does the shell echo hi",
                "What is vitamin C?|What is vitamin C.",
                "Is it x?|Is it x",
                "What is the domain example.com.|What is the domain example.com",
                "How do I escape $?|How do I escape $",
                "What does a?b?|What does a?b",
                "Explain ls *.?|Explain ls *.",
                "List files in /tmp/.|List files in /tmp/",
                "리눅스에서 cd ..|리눅스에서 cd .",
                "리눅스에서 cd ..|리눅스에서 cd",
                "정규식 ab?|정규식 ab",
                "깃에서 git add .|깃에서 git add",
                // A mark that makes a question of what is told.
                "You are open on Sunday?|You are open on Sunday",
                "비가 와?|비가 와",
                "비가 와?|비가 와.",
                "Really??|Really?",
                "What now?!|What now?",
                // Blanks that may be meant.
                "How long is the string 'a  b'?|How long is the string 'a b'?",
                "How long is “a  b”?|How long is “a b”?",
                "How long is ‘a  b’?|How long is ‘a b’?",
                "How long is «a  b»?|How long is «a b»?",
                "Is 「a  b」 fine|Is 「a b」 fine",
                "Does (a  b) fit?|Does (a b) fit?",
                "What does x = y  + z do?|What does x = y + z do?",
                "How many blanks are in one  two|How many blanks are in one two",
                "What is printed by echo one  two|What is printed by echo one two",
                "Sort b  c d|Sort b c d",
                "공백이 몇 개야 하나  둘|공백이 몇 개야 하나 둘",
                // A first letter that is a name.
                "K in chemistry means what?|k in chemistry means what?",
                "M stands for what prefix?|m stands for what prefix?",
                "C or c for the speed of light?|c or c for the speed of light?",
                "Turkey recipes and facts|turkey recipes and facts",
                "Apple nutrition facts|apple nutrition facts",
                "Will Smith films|will Smith films",
                "IT jobs in Seoul|iT jobs in Seoul",
                // Full-width forms beside narrow ones, or alone.
                "What is the code point of Ａ|What is the code point of A",
                "What is ＡＢ in full width?|What is AB in full width?",
                "Is ！ the same as ! in Unicode|Is ! the same as ! in Unicode",
                "What is the code point of 。|What is the code point of .",
                "Ａ의 코드 값은|A의 코드 값은"
            })
    void whatTellsQuestionsApartIsKept(String one, String other) {
        assertThat(SameWords.normal(one)).isNotEqualTo(SameWords.normal(other));
        assertThat(SameWords.same(SameWords.normal(one), other)).isFalse();
        assertThat(SameWords.same(SameWords.normal(other), one)).isFalse();
    }

    @Test
    void lettersInOneCharacterOrInTwoAreTheSame() {
        for (String text : new String[] {"Où est le café?", "서울 날씨가 어때?", "Wer ist Jürgen"}) {
            String apart = Normalizer.normalize(text, Normalizer.Form.NFD);
            assertThat(SameWords.same(SameWords.normal(text), apart)).isTrue();
            assertThat(SameWords.same(SameWords.normal(apart), text)).isTrue();
        }
    }

    @Test
    void linesAndTheirIndentationCountAndNothingOfItWhereAPersonPutTextsSideBySide() {
        String one = "if a:\n    b()\nc()";
        String other = "if a:\n    b()\n    c()";

        assertThat(SameWords.normal(one)).isNotEqualTo(SameWords.normal(other));
        assertThat(SameWords.folded(one)).isEqualTo(SameWords.folded(other));
        assertThat(SameWords.folded("When do YOU open？")).isEqualTo("when do you open");
        assertThat(SameWords.folded("Opening hours?")).isEqualTo(SameWords.folded("opening hours"));
        assertThat(SameWords.folded("영업 시간 알려줘..")).isEqualTo(SameWords.folded("영업 시간  알려줘"));
        assertThat(SameWords.folded("git add .")).isNotEqualTo(SameWords.folded("git add"));
        assertThat(SameWords.folded("What is $?")).isNotEqualTo(SameWords.folded("What is $"));
        assertThat(SameWords.folded("5² times")).isNotEqualTo(SameWords.folded("52 times"));
    }
}
