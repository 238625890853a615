package dev.edgewise.cache.semantic.guard;

import dev.edgewise.cache.semantic.guard.Token.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a Korean text denies or forbids, and how far each denial reaches. Two denials of one thing, as in "않으면 안 된다",
 * are none.
 */
final class KoreanNegations {
    private static final Set<String> PREFIXES = Set.of("불", "비", "미", "무", "부");
    private static final Set<String> BEFORE = Set.of("안", "못");
    private static final Set<String> AFTER = Set.of("않", "못하", "말", "없", "아니");
    /** Words that forbid on their own, threats among them. */
    private static final Set<String> FORBIDDING =
            Set.of("금지", "금하", "제외", "불가", "금물", "삼가", "자제", "지양", "그만", "그만두", "큰일", "큰일나", "별로", "혼나", "혼", "없이");
    /** "Tell me", "do it for me": with these "cannot you" asks the same as "can you". */
    private static final Set<String> GIVING = Set.of("주", "알리", "말하");

    private static final Set<String> ANYTHING = Set.of("뭐", "뭣", "뭔가", "무언가", "어디", "누구", "무슨", "만하", "어떤");
    private static final Set<String> IDLE =
            Set.of("잊", "까먹", "걱정", "놓치", "망설이", "깜빡", "주저", "귀찮", "빼먹", "잊어버리", "방심", "헷갈리");
    /** Words that only carry a verb or a clause: what is denied stands before them. */
    private static final Set<String> LIGHT = Set.of(
            "하", "되", "있", "거", "것", "건", "게", "수", "줄", "적", "일", "짓", "생각", "행위", "필요", "때", "듯", "만", "지", "나", "같",
            "더", "절대", "절대로");
    /** Roles in which a word tells where, when or with what, and not what is done. */
    private static final Set<String> ASIDE = Set.of("at", "from", "to", "with", "than");
    /** A denial among so many first tokens may be of what comes after it. */
    private static final int FRONT = 3;
    /** The particle of "there is nothing but". */
    private static final String BUT = "밖에";

    private final List<Token> tokens;
    private final Map<String, Integer> targets = new HashMap<>();
    private final List<String> excepted = new ArrayList<>();
    private final Set<String> ruledOut = new HashSet<>();
    private final BitSet reach = new BitSet();

    private KoreanNegations(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** Reads the tokens of a text, those that it rules out among them. */
    static KoreanNegations of(List<Token> tokens) {
        var read = new KoreanNegations(tokens);
        for (int at = 0; at < tokens.size(); at++) {
            if (tokens.get(at).role().equals(KoreanReader.EXCEPT)) {
                read.except(at);
            } else if (read.denies(at)) {
                read.deny(at, read.target(at));
            }
        }
        return read;
    }

    /** Notes what is ruled out: a noun, or what somebody does. */
    private void except(int at) {
        Token token = tokens.get(at);
        if (IDLE.contains(token.stem()) || LIGHT.contains(token.stem())) {
            return;
        }
        if (token.is(Kind.VERB)) {
            if (!resumed(at)) {
                ruledOut.add(token.stem());
            }
            reachBack(at);
            return;
        }
        Token next = at + 1 < tokens.size() ? tokens.get(at + 1) : null;
        if (next != null && next.is(Kind.VERB) && next.role().equals(KoreanReader.EXCEPT)) {
            return;
        }
        var modifiers = new ArrayList<String>();
        int from = at - 1;
        while (from >= 0 && tokens.get(from).is(Kind.WORD) && bare(tokens.get(from))) {
            modifiers.add(tokens.get(from).stem());
            reach.set(from--);
        }
        // "늦은 밤 말고": what is said of the noun is ruled out with it.
        if (from >= 0 && tokens.get(from).is(Kind.VERB) && (bare(tokens.get(from)) || modifies(tokens.get(from)))) {
            modifiers.add(tokens.get(from).stem());
            reach.set(from);
        }
        boolean again = tokens.stream()
                .anyMatch(
                        word -> word.stem().equals(token.stem()) && !word.role().equals(KoreanReader.EXCEPT));
        excepted.addAll(again ? modifiers : List.of(token.stem()));
    }

    /** "가끔 하지 말고 자주 해": what is ruled out is how it is done, and "do" takes up what. */
    private boolean resumed(int at) {
        for (int i = at + 1; i < tokens.size() && !tokens.get(i).is(Kind.SYMBOL); i++) {
            Token token = tokens.get(i);
            if (token.is(Kind.VERB) && !token.role().equals(KoreanReader.AUXILIARY)) {
                String before = tokens.get(i - 1).role();
                return token.stem().equals("하") && (ASIDE.contains(before) || before.equals(KoreanReader.ADVERB));
            }
        }
        return false;
    }

    private static boolean modifies(Token token) {
        return token.role().equals(KoreanReader.MODIFIES);
    }

    private static boolean bare(Token token) {
        return token.role().isEmpty() || token.role().equals(KoreanReader.NUMERAL);
    }

    /** Whether a token stands where the text says what is not the case, or not to be done. */
    boolean reaches(int at) {
        return reach.get(at);
    }

    Negations negations() {
        var denied = new HashSet<String>();
        targets.forEach((stem, times) -> {
            if (times % 2 == 1) {
                denied.add(stem);
            }
        });
        int count = denied.size();
        denied.addAll(ruledOut);
        // Two denials of one thing leave nothing denied.
        boolean cancelled = denied.isEmpty() && !targets.isEmpty();
        var scope = new HashSet<String>();
        var affirmed = new HashSet<String>();
        for (int at = 0; at < tokens.size(); at++) {
            Token token = tokens.get(at);
            if (!token.is(Kind.SYMBOL) && !token.role().equals(KoreanReader.EXCEPT)) {
                (reach.get(at) && !cancelled ? scope : affirmed).add(token.stem());
            }
        }
        return new Negations(count, List.copyOf(excepted), Set.copyOf(denied), Set.copyOf(scope), Set.copyOf(affirmed));
    }

    private boolean denies(int at) {
        Token token = tokens.get(at);
        Token next = at + 1 < tokens.size() ? tokens.get(at + 1) : null;
        if (next != null && before(token, next)) {
            return !next.role().equals(KoreanReader.REASON) && !idle(at);
        }
        return FORBIDDING.contains(token.stem()) || after(at);
    }

    /** The token whose word is denied, or −1 where there is none. */
    private int target(int at) {
        Token token = tokens.get(at);
        Token next = at + 1 < tokens.size() ? tokens.get(at + 1) : null;
        boolean leads = token.role().equals(KoreanReader.PREFIX)
                || BEFORE.contains(token.stem())
                || token.stem().equals("그만");
        if (leads
                && next != null
                && !light(next)
                && (next.is(Kind.VERB) || token.role().equals(KoreanReader.PREFIX))) {
            return at + 1;
        }
        boolean aside = FORBIDDING.contains(token.stem());
        for (int i = at - 1; i >= 0 && !tokens.get(i).is(Kind.SYMBOL); i--) {
            Token before = tokens.get(i);
            boolean passes = light(before) || aside && (ASIDE.contains(before.role()) || aside(i));
            if (!passes && !BEFORE.contains(before.stem()) && !AFTER.contains(before.stem())) {
                return i;
            }
        }
        // "하면 안돼. 운전하는 건."
        for (int i = tokens.size() - 1; i > at && at < FRONT; i--) {
            if (!tokens.get(i).is(Kind.SYMBOL) && !light(tokens.get(i))) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a noun belongs to the next one, which tells where or when. */
    private boolean aside(int at) {
        return tokens.get(at).is(Kind.WORD)
                && bare(tokens.get(at))
                && at + 1 < tokens.size()
                && ASIDE.contains(tokens.get(at + 1).role());
    }

    private static boolean light(Token token) {
        return LIGHT.contains(token.stem())
                || token.role().equals(KoreanReader.AUXILIARY)
                || token.role().equals(KoreanReader.EXCEPT);
    }

    private void deny(int at, int target) {
        int last = Math.max(at, target);
        if (!partly(at)) {
            targets.merge(target >= 0 ? tokens.get(target).stem() : "", 1, Integer::sum);
        }
        reach.set(target < 0 ? at : Math.min(at, target), last + 1);
        reachBack(Math.min(at, target < 0 ? at : target));
    }

    /** A denial reaches back to the verb of the clause before. */
    private void reachBack(int from) {
        for (int i = from - 1; i >= 0; i--) {
            Token before = tokens.get(i);
            if (before.is(Kind.SYMBOL) || before.is(Kind.VERB) && !light(before) && !modifies(before)) {
                break;
            }
            reach.set(i);
        }
    }

    /** "전부 할 필요는 없고 이것만 해" wants a part. */
    private boolean partly(int at) {
        boolean need = tokens.get(at).stem().equals("없")
                && at > 0
                && tokens.get(at - 1).stem().equals("필요");
        return need && at + 2 < tokens.size() && !tokens.get(at + 1).is(Kind.SYMBOL);
    }

    /** "안 먹다", "불가능". */
    private static boolean before(Token token, Token next) {
        if (token.role().equals(KoreanReader.PREFIX)) {
            return PREFIXES.contains(token.stem());
        }
        return BEFORE.contains(token.stem()) && token.role().isEmpty() && next.is(Kind.VERB);
    }

    /** "먹지 않다", "먹지 말다", "없다", but for what only gives a reason, asks politely or names the other choice. */
    private boolean after(int at) {
        Token token = tokens.get(at);
        if (!token.is(Kind.VERB) || !AFTER.contains(token.stem())) {
            return false;
        }
        boolean aside = token.role().equals(KoreanReader.REASON)
                || token.role().equals(KoreanReader.OR)
                || token.role().equals(KoreanReader.ONLY);
        return !aside && !idle(at) && !asksFor(at) && !anything(token);
    }

    /** "뭐 없을까" asks for whatever there is. */
    private boolean anything(Token token) {
        return token.stem().equals("없")
                && token.role().equals(KoreanReader.ASKS)
                && tokens.stream().anyMatch(word -> ANYTHING.contains(word.stem()));
    }

    /** "Do not forget to" and "do not worry and" only dress a wish. */
    private boolean idle(int at) {
        for (int i = at - 1; i >= Math.max(0, at - 2); i--) {
            if (IDLE.contains(tokens.get(i).stem())) {
                return true;
            }
            if (!light(tokens.get(i))) {
                return false;
            }
        }
        return false;
    }

    /** "알려줄 수 없을까": a polite request. */
    private boolean asksFor(int at) {
        for (int i = Math.max(0, at - 2); i < at; i++) {
            if (GIVING.contains(tokens.get(i).stem())
                    && tokens.get(i).is(Kind.VERB)
                    && tokens.get(at).stem().equals("없")) {
                return true;
            }
        }
        return false;
    }

    static boolean denying(String stem) {
        return AFTER.contains(stem);
    }

    /** Whether "없" at this place means that there is nothing but. */
    static boolean nothingBut(String text, int at) {
        String before = text.substring(Math.max(0, at - 4), at).strip();
        return before.endsWith(BUT);
    }
}
