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
import org.apache.lucene.analysis.ko.POS;

/** Reads Korean, and what stands in it in other letters. */
final class KoreanReader {
    private static final List<String> MARKS =
            List.of("ko-days.txt", "ko-opposites.txt", "ko-things.txt", "ko-names.txt");
    private static final List<String> RULING_OUT = List.of("말고", "말구", "아니고", "아니라", "아닌", "대신");

    /** The role of a token that the text rules out: "A 말고 B". */
    static final String EXCEPT = "except";
    /** The role of a denial that only names the other choice: "할지 말지". */
    static final String OR = "or";
    /** The role of a syllable that denies the noun it is a part of. */
    static final String PREFIX = "prefix";
    /** The role of a verb that only gives a reason. */
    static final String REASON = "reason";
    /** The role of a verb that only helps another one. */
    static final String AUXILIARY = "auxiliary";
    /** The role of "there is not" behind "but": there is only that. */
    static final String ONLY = "only";
    /** The role of an adjective, and of one that stands before its noun. */
    static final String QUALITY = "quality";

    static final String MODIFIES = "modifies";
    /** The role of a word that tells how, and not what. */
    static final String ADVERB = "adverb";
    /** The role of a verb whose ending asks. */
    static final String ASKS = "asks";

    private static final Set<String> DENYING = Set.of("안", "못", "별로", "그만");
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
        List<String> lines = Words.lines(MARKS);
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

    /**
     * Reads a text.
     *
     * @param signs what it says in signs
     */
    GuardText.Reading read(String written, String signs) {
        String text = KoreanForms.plain(SinoNumerals.toDigits(written));
        var marks = new ArrayList<Mark>();
        List<Token> all = tokens(text);
        KoreanNegations denials = KoreanNegations.of(all);
        var denied = new HashSet<Token>();
        for (int at = 0; at < all.size(); at++) {
            if (denials.reaches(at)) {
                denied.add(all.get(at));
            }
        }
        // What the text names to rule it out says nothing of what it wants.
        List<Token> wanted =
                all.stream().filter(token -> !token.role().equals(EXCEPT)).toList();
        List<Token> tokens = numbers.join(wanted, marks::add);
        Units.scan(tokens, marks::add);
        var known = new BitSet();
        var aside = new ArrayList<Mark>();
        phrases.scan(tokens, (mark, from, to) -> {
            (denied.contains(tokens.get(from)) ? aside : marks).add(mark);
            if (mark.rule() == GuardRule.ENTITY) {
                known.set(from, to);
            }
        });
        // "Not the one but the other" wants the other.
        aside.stream()
                .filter(mark -> marks.stream().noneMatch(other -> other.axis().equals(mark.axis())))
                .toList()
                .forEach(marks::add);
        var words = new HashSet<String>();
        tokens.forEach(token -> words.add(token.stem()));
        return new GuardText.Reading(
                List.copyOf(marks),
                denials.negations(),
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
                signs,
                Quotes.squeeze(text),
                "",
                List.of(),
                Order.roles(tokens),
                Order.places(text));
    }

    /** What says something, in order; words that tell how may come and go. */
    static List<String> said(List<Token> tokens) {
        return tokens.stream()
                .filter(token -> !token.is(Kind.SYMBOL)
                        && !token.role().equals(ADVERB)
                        && !token.role().equals(AUXILIARY)
                        && !FILLER.contains(token.stem()))
                .map(Token::stem)
                .toList();
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
            except(tokens, text.substring(0, start).stripTrailing().endsWith("지"));
            return;
        }
        String days = DAYS.get(form);
        if (days != null) {
            tokens.add(new Token(days, days, Kind.NUMBER, start));
            tokens.add(new Token("일", "일", Kind.WORD, start));
            return;
        }
        switch (morpheme.tag()) {
            case MAG, MAJ -> tokens.add(new Token(form, form, Kind.WORD, DENYING.contains(form) ? "" : ADVERB, start));
            case NNG, NNP, NNB, NNBC, NP, XR, IC, MM, UNKNOWN ->
                tokens.add(new Token(form, form, Kind.WORD, numeral(morpheme) ? NUMERAL : "", start));
            case NR -> tokens.add(new Token(form, form, Kind.WORD, NUMERAL, start));
            case VV, VA, VX, VCN -> {
                if (form.equals("않") && !text.startsWith("않", start)) {
                    // The dictionary takes "하" for it in "해야 하다", and "잖아" denies nothing.
                    return;
                }
                tokens.add(new Token(form, form, Kind.VERB, verb(morpheme, text), start));
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
            case JKS, JKO, JKB, JKG, JX, JC, JKC, JKV, JKQ -> {
                if (form.startsWith("보다") && start > 0 && text.charAt(start - 1) == '기' && !tokens.isEmpty()) {
                    // "Rather than to do it".
                    except(tokens, true);
                } else {
                    role(tokens, ROLES.getOrDefault(form, ""));
                }
            }
            case EC, EF -> ending(tokens, form);
            case ETM -> modifies(tokens);
            default -> {
                // Other endings, signs and the copula say nothing here.
            }
        }
    }

    private static String verb(Morpheme morpheme, String text) {
        int start = morpheme.start();
        if (text.startsWith("말지", start) || text.startsWith("아니면", start) || text.startsWith("아님 ", start)) {
            return OR;
        }
        if (morpheme.form().equals("없") && KoreanNegations.nothingBut(text, start)) {
            return ONLY;
        }
        if (morpheme.form().equals("않") && KoreanForms.onlyDresses(text, start)) {
            return ONLY;
        }
        if (morpheme.tag() == POS.Tag.VA && !KoreanNegations.denying(morpheme.form())) {
            return QUALITY;
        }
        boolean helps = morpheme.tag() == POS.Tag.VX && !KoreanNegations.denying(morpheme.form());
        return helps ? AUXILIARY : "";
    }

    /** Only an adjective in this form belongs to the noun behind it. */
    private static void modifies(List<Token> tokens) {
        if (!tokens.isEmpty() && tokens.getLast().role().equals(QUALITY)) {
            tokens.add(tokens.removeLast().as(MODIFIES));
        }
    }

    /** An ending that gives a reason, or asks, is kept as the role of its verb. */
    private static void ending(List<Token> tokens, String form) {
        if (!tokens.isEmpty()
                && tokens.getLast().is(Kind.VERB)
                && (tokens.getLast().role().isEmpty() || tokens.getLast().role().equals(QUALITY))) {
            String role = GIVING_REASON.contains(form) ? REASON : ASKING.contains(form) ? ASKS : "";
            tokens.add(tokens.removeLast().as(role));
        }
    }

    /** Marks what stands before "말고", and with a verb what it is done to. */
    private static void except(List<Token> tokens, boolean done) {
        Token ruledOut = tokens.removeLast();
        Token last = done
                ? new Token(ruledOut.text(), ruledOut.stem(), Kind.VERB, ruledOut.role(), ruledOut.start())
                : ruledOut;
        Token object = tokens.isEmpty() ? null : tokens.getLast();
        if (last.is(Kind.VERB)
                && object != null
                && object.is(Kind.WORD)
                && !FILLER.contains(object.stem())
                && (object.role().isEmpty() || object.role().equals("object"))) {
            tokens.removeLast();
            tokens.add(object.as(EXCEPT));
        }
        tokens.add(last.as(EXCEPT));
    }

    private static boolean rulesOut(String text, int at) {
        for (String word : RULING_OUT) {
            if (text.startsWith(word, at)) {
                String before = text.substring(Math.max(0, at - 4), at).strip();
                // "뿐만 아니라" is "not only".
                return !before.endsWith("뿐만") && !before.endsWith("뿐");
            }
        }
        return false;
    }

    private static boolean numeral(Morpheme morpheme) {
        return morpheme.tag() == POS.Tag.MM && !morpheme.form().equals("이");
    }

    private static void role(List<Token> tokens, String role) {
        if (!tokens.isEmpty() && !role.isEmpty()) {
            Token last = tokens.removeLast();
            tokens.add(last.role().isEmpty() ? last.as(role) : last);
        }
    }
}
