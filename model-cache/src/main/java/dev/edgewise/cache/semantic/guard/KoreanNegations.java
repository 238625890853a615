package dev.edgewise.cache.semantic.guard;

import dev.edgewise.cache.semantic.guard.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a Korean text denies or forbids. Two denials, as in "않으면 안 된다", are none. */
final class KoreanNegations {
    private static final Set<String> PREFIXES = Set.of("불", "비", "미", "무", "부");
    private static final Set<String> BEFORE = Set.of("안", "못");
    private static final Set<String> AFTER = Set.of("않", "못하", "말", "없", "아니");
    /** Words that forbid on their own, threats among them. */
    private static final Set<String> FORBIDDING =
            Set.of("금지", "금하", "제외", "불가", "금물", "삼가", "자제", "지양", "그만", "큰일", "별로", "혼나", "없이");
    /** "Tell me", "do it for me": with these "cannot you" asks the same as "can you". */
    private static final Set<String> GIVING = Set.of("주", "알리", "말하");

    private static final Set<String> ANYTHING = Set.of("뭐", "뭣", "뭔가", "무언가", "어디", "누구", "무슨", "만하", "어떤");
    private static final Set<String> IDLE = Set.of("잊", "까먹", "걱정", "놓치", "망설이", "깜빡", "주저", "귀찮", "빼먹", "잊어버리", "방심");

    private KoreanNegations() {}

    static Negations read(List<Token> tokens) {
        int count = 0;
        var excepted = new ArrayList<String>();
        for (int at = 0; at < tokens.size(); at++) {
            Token token = tokens.get(at);
            Token next = at + 1 < tokens.size() ? tokens.get(at + 1) : null;
            if (token.role().equals(KoreanReader.EXCEPT)) {
                excepted.add(token.stem());
            } else if (next != null && before(token, next)) {
                if (!next.role().equals(KoreanReader.REASON) && !idle(tokens, at)) {
                    count++;
                }
            } else if (FORBIDDING.contains(token.stem()) || after(tokens, at)) {
                count++;
            }
        }
        return new Negations(count % 2, List.copyOf(excepted));
    }

    /** "안 먹다", "불가능". */
    private static boolean before(Token token, Token next) {
        if (token.role().equals(KoreanReader.PREFIX)) {
            return PREFIXES.contains(token.stem());
        }
        return BEFORE.contains(token.stem()) && token.role().isEmpty() && next.is(Kind.VERB);
    }

    /** "먹지 않다", "먹지 말다", "없다", but for what only gives a reason, asks politely or names the other choice. */
    private static boolean after(List<Token> tokens, int at) {
        Token token = tokens.get(at);
        if (!token.is(Kind.VERB) || !AFTER.contains(token.stem())) {
            return false;
        }
        boolean aside = token.role().equals(KoreanReader.REASON) || token.role().equals(KoreanReader.OR);
        return !aside && !idle(tokens, at) && !asksFor(tokens, at) && !anything(tokens, token);
    }

    /** "뭐 없을까" asks for whatever there is. */
    private static boolean anything(List<Token> tokens, Token token) {
        return token.stem().equals("없")
                && token.role().equals(KoreanReader.ASKS)
                && tokens.stream().anyMatch(word -> ANYTHING.contains(word.stem()));
    }

    /** "Do not forget to" and "do not worry and" only dress a wish. */
    private static boolean idle(List<Token> tokens, int at) {
        return at > 0 && IDLE.contains(tokens.get(at - 1).stem());
    }

    /** "알려줄 수 없을까": a polite request. */
    private static boolean asksFor(List<Token> tokens, int at) {
        for (int i = Math.max(0, at - 2); i < at; i++) {
            if (GIVING.contains(tokens.get(i).stem()) && tokens.get(i).is(Kind.VERB)) {
                return true;
            }
        }
        return false;
    }
}
