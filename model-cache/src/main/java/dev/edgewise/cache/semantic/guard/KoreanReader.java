package dev.edgewise.cache.semantic.guard;

import dev.edgewise.cache.semantic.guard.Morphemes.Morpheme;
import dev.edgewise.cache.semantic.guard.Token.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads Korean, and what stands in it in other letters. */
final class KoreanReader {
    private static final List<String> RULING_OUT = List.of("말고", "말구", "마시고", "아니고", "아니라", "아닌");

    /** The role of a token that the text rules out: "A 말고 B". */
    static final String EXCEPT = "except";
    /** The role of a denial that only names the other choice: "할지 말지". */
    static final String OR = "or";
    /** The role of a syllable that denies the noun it is a part of. */
    static final String PREFIX = "prefix";
    /** The role of a verb that only gives a reason. */
    static final String REASON = "reason";
    /** The role of a verb whose ending asks. */
    static final String ASKS = "asks";

    private static final Set<String> GIVING_REASON =
            Set.of("니까", "으니까", "으니", "므로", "으므로", "길래", "니깐", "으니깐", "아서", "어서", "느라");
    private static final Set<String> ASKING =
            Set.of("을까", "을까요", "니", "나요", "나", "냐", "으냐", "려나", "으려나", "을지", "어요", "어", "습니까");
    /** The role of a token that is part of a number. */
    static final String NUMERAL = "numeral";

    /** Days that have names. */
    private static final Map<String, String> DAYS =
            Map.of("이틀", "2", "사흘", "3", "나흘", "4", "닷새", "5", "엿새", "6", "열흘", "10", "보름", "15");

    private static final Map<String, String> ROLES = Words.pairs("ko-particles.txt");
    static final Set<String> FILLER = Words.set("ko-filler.txt");
    static final Synonyms SYNONYMS = new Synonyms(Words.lines("ko-synonyms.txt"), word -> word);

    private final Numbers numbers = new Numbers("ko-numbers.txt", BigDecimal.valueOf(10_000));
    private final Morphemes morphemes;
    private final Phrases phrases;

    KoreanReader() {
        List<String> lines = Words.lines("ko-marks.txt");
        morphemes = new Morphemes(nouns(lines));
        phrases = Phrases.read(lines, this::stems);
    }

    /** The words of the lists that are nouns; a verb ends in 다, and a tilde keeps a word out. */
    private static Set<String> nouns(List<String> lines) {
        var nouns = new HashSet<String>();
        for (String line : lines) {
            if (!line.startsWith("[")) {
                Words.listed(line.substring(line.indexOf(':') + 1).replace("=", "")).stream()
                        .filter(word -> word.length() > 1
                                && !word.endsWith("다")
                                && word.chars().allMatch(Splitter::hangul))
                        .forEach(nouns::add);
            }
        }
        return nouns;
    }

    private List<String> stems(String phrase) {
        String bare = phrase.startsWith("~") ? phrase.substring(1) : phrase;
        if (bare.endsWith("다") && bare.indexOf(' ') < 0) {
            return List.of(bare.substring(0, bare.length() - 1));
        }
        return bare.startsWith("=")
                ? List.of(bare.substring(1).split(" ", -1))
                : tokens(bare).stream().map(Token::stem).toList();
    }

    GuardText.Reading read(String written) {
        String text = SinoNumerals.toDigits(written);
        var marks = new ArrayList<Mark>();
        List<Token> all = tokens(text);
        // What the text names to rule it out says nothing of what it wants.
        List<Token> wanted =
                all.stream().filter(token -> !token.role().equals(EXCEPT)).toList();
        List<Token> tokens = numbers.join(wanted, marks::add);
        Units.scan(tokens, marks::add);
        var known = new BitSet();
        phrases.scan(tokens, (mark, from, to) -> {
            marks.add(mark);
            if (mark.rule() == GuardRule.ENTITY) {
                known.set(from, to);
            }
        });
        var words = new HashSet<String>();
        tokens.forEach(token -> words.add(token.stem()));
        return new GuardText.Reading(
                List.copyOf(marks),
                KoreanNegations.read(all),
                KoreanQuestions.read(tokens),
                Set.copyOf(words),
                List.copyOf(tokens),
                tokens.stream()
                        .filter(token -> !token.is(Kind.SYMBOL) && !FILLER.contains(token.stem()))
                        .map(Token::stem)
                        .toList(),
                frame(tokens),
                Names.foreign(tokens, known),
                Quotes.read(text),
                Quotes.squeeze(text),
                "",
                List.of(),
                Order.roles(tokens),
                Order.places(text));
    }

    private static List<String> frame(List<Token> tokens) {
        return tokens.stream()
                .filter(token -> !token.is(Kind.SYMBOL))
                .map(Token::stem)
                .sorted()
                .toList();
    }

    /** The tokens of a text, particles taken into the role of the word before them, endings dropped. */
    List<Token> tokens(String text) {
        List<Token> others = Splitter.split(text);
        var tokens = new ArrayList<Token>();
        int next = 0;
        for (Morpheme morpheme : morphemes.split(text)) {
            if (!morpheme.form().codePoints().anyMatch(Splitter::hangul) && !jamo(morpheme)) {
                continue;
            }
            while (next < others.size() && others.get(next).start() <= morpheme.start()) {
                other(others.get(next++), tokens);
            }
            take(morpheme, text, tokens);
        }
        while (next < others.size()) {
            other(others.get(next++), tokens);
        }
        return tokens;
    }

    /** Final consonants that are endings are letters of their own there. */
    private static boolean jamo(Morpheme morpheme) {
        return morpheme.tag().name().startsWith("E");
    }

    private static void other(Token token, List<Token> tokens) {
        if (!Splitter.hangul(token.text().codePointAt(0))) {
            tokens.add(token);
        }
    }

    private static void take(Morpheme morpheme, String text, List<Token> tokens) {
        String form = morpheme.form();
        int start = morpheme.start();
        if (rulesOut(text, start) && !tokens.isEmpty() && !tokens.getLast().is(Kind.SYMBOL)) {
            except(tokens);
            return;
        }
        String days = DAYS.get(form);
        if (days != null) {
            tokens.add(new Token(days, days, Kind.NUMBER, start));
            tokens.add(new Token("일", "일", Kind.WORD, start));
            return;
        }
        switch (morpheme.tag()) {
            case NNG, NNP, NNB, NNBC, NP, XR, MAG, IC, MM, UNKNOWN ->
                tokens.add(new Token(form, form, Kind.WORD, numeral(morpheme) ? NUMERAL : "", start));
            case NR -> tokens.add(new Token(form, form, Kind.WORD, NUMERAL, start));
            case VV, VA, VX, VCN -> {
                if (form.equals("않") && !text.startsWith("않", start)) {
                    // The dictionary takes "하" for it in "해야 하다", and "잖아" denies nothing.
                    return;
                }
                boolean or = text.startsWith("말지", start) || text.startsWith("아니면", start);
                tokens.add(new Token(form, form, Kind.VERB, or ? OR : "", start));
            }
            case XPN -> {
                boolean apart = start + form.length() < text.length()
                        && Character.isWhitespace(text.charAt(start + form.length()));
                tokens.add(new Token(form, form, Kind.WORD, apart ? "" : PREFIX, start));
            }
            case XSN -> {
                if (form.equals("행")) {
                    role(tokens, "to");
                }
            }
            case JKS, JKO, JKB, JKG, JX, JC, JKC, JKV, JKQ -> role(tokens, ROLES.getOrDefault(form, ""));
            case EC, EF -> ending(tokens, form);
            default -> {
                // Other endings, signs and the copula say nothing here.
            }
        }
    }

    /** An ending that gives a reason, or asks, is kept as the role of its verb. */
    private static void ending(List<Token> tokens, String form) {
        if (!tokens.isEmpty()
                && tokens.getLast().is(Kind.VERB)
                && tokens.getLast().role().isEmpty()) {
            String role = GIVING_REASON.contains(form) ? REASON : ASKING.contains(form) ? ASKS : "";
            tokens.add(tokens.removeLast().as(role));
        }
    }

    /** Marks what stands before "말고", and with a verb what it is done to. */
    private static void except(List<Token> tokens) {
        Token last = tokens.removeLast();
        Token object = tokens.isEmpty() ? null : tokens.getLast();
        if (last.is(Kind.VERB)
                && object != null
                && object.is(Kind.WORD)
                && (object.role().isEmpty() || object.role().equals("object"))) {
            tokens.removeLast();
            tokens.add(object.as(EXCEPT));
        }
        tokens.add(last.as(EXCEPT));
    }

    private static boolean rulesOut(String text, int at) {
        for (String word : RULING_OUT) {
            if (text.startsWith(word, at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean numeral(Morpheme morpheme) {
        return morpheme.tag() == org.apache.lucene.analysis.ko.POS.Tag.MM
                && !morpheme.form().equals("이");
    }

    private static void role(List<Token> tokens, String role) {
        if (!tokens.isEmpty() && !role.isEmpty()) {
            Token last = tokens.removeLast();
            tokens.add(last.role().isEmpty() ? last.as(role) : last);
        }
    }
}
