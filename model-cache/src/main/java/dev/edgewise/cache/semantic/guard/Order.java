package dev.edgewise.cache.semantic.guard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who stands on which side: from A to B, A beats B, A better than B. */
final class Order {
    /** How far apart the two sides may stand, in tokens between them. */
    private static final int SPAN = 6;

    private static final Set<String> LEVEL =
            Set.of("and", "or", "vs", "versus", "between", "with", "be", "do", "a", "an", "the");

    /** What is the same from either side. */
    private static final Set<String> MUTUAL = Set.of("differenc", "difference", "similarity", "between", "compare");

    private static final Set<String> RELATIONS =
            Words.set("en-relations.txt").stream().map(English::stem).collect(Collectors.toUnmodifiableSet());

    /**
     * Two words and what leads from one to the other.
     *
     * @param left the first word
     * @param right the second word
     * @param by the word between them that gives the direction
     * @param passive whether it is turned by a "by"
     */
    record Link(String left, String right, String by, boolean passive) {}

    /**
     * The words of a text with their particles, whatever their order.
     *
     * @param syllables its syllables, sorted
     * @param words its words, sorted
     */
    record Places(String syllables, String words) {}

    static final Places NOWHERE = new Places("", "");

    private Order() {}

    /** Where the particles stand in a Korean text; particles of one meaning are one. */
    static Places places(String text) {
        var words = new ArrayList<String>();
        for (String word : text.strip().split("[\\s.?!,]+", -1)) {
            if (!word.isEmpty()) {
                words.add(particle(word));
            }
        }
        Collections.sort(words);
        String joined = String.join(" ", words);
        String sorted = joined.chars()
                .sorted()
                .collect(StringBuilder::new, (letters, c) -> letters.append((char) c), StringBuilder::append)
                .toString();
        return new Places(sorted, joined);
    }

    private static String particle(String word) {
        if (word.length() > 2 && word.endsWith("으로")) {
            return word.substring(0, word.length() - 2) + "로";
        }
        if (word.length() < 2) {
            return word;
        }
        String bare = word.substring(0, word.length() - 1);
        return switch (word.charAt(word.length() - 1)) {
            case '가' -> bare + "이";
            case '를' -> bare + "을";
            case '는' -> bare + "은";
            case '와' -> bare + "과";
            default -> word;
        };
    }

    /** Whether two Korean texts have the same syllables, but their particles behind other words. */
    static boolean moved(Places first, Places second) {
        return !first.words.isEmpty() && first.syllables.equals(second.syllables) && !first.words.equals(second.words);
    }

    /** Whether two texts are one but for two words that have changed places, with more than an "and" between them. */
    static boolean transposed(List<String> first, List<String> second) {
        if (first.size() != second.size()) {
            return false;
        }
        int left = -1;
        int right = -1;
        for (int i = 0; i < first.size(); i++) {
            if (!first.get(i).equals(second.get(i))) {
                if (right >= 0) {
                    return false;
                }
                right = left >= 0 ? i : right;
                left = left >= 0 ? left : i;
            }
        }
        return right >= 0
                && first.stream().noneMatch(MUTUAL::contains)
                && first.get(left).equals(second.get(right))
                && first.get(right).equals(second.get(left))
                && first.subList(left + 1, right).stream().anyMatch(word -> !LEVEL.contains(word));
    }

    /** The links of an English text: around each word that gives a direction, between words that come up once. */
    static List<Link> english(List<Token> tokens, Set<String> filler) {
        var links = new ArrayList<Link>();
        for (int at = 1; at + 1 < tokens.size(); at++) {
            String relation = tokens.get(at).stem();
            if (!RELATIONS.contains(relation)) {
                continue;
            }
            boolean passive =
                    !relation.equals("by") && tokens.get(at + 1).stem().equals("by");
            int reach = relation.equals("of") ? 1 : SPAN;
            for (String left : sides(tokens, at - 1, -1, reach, filler)) {
                for (String right : sides(tokens, at + 1, 1, reach, filler)) {
                    if (!left.equals(right)) {
                        links.add(new Link(left, right, relation, passive));
                    }
                }
            }
        }
        return List.copyOf(links);
    }

    /** The words on one side that say something. */
    private static List<String> sides(List<Token> tokens, int from, int step, int reach, Set<String> filler) {
        var sides = new ArrayList<String>();
        for (int i = from;
                i >= 0 && i < tokens.size() && Math.abs(i - from) < reach + 2 && sides.size() < 2;
                i += step) {
            Token token = tokens.get(i);
            if (token.is(Token.Kind.SYMBOL) && !Units.known(token.stem()) && ".?!;".contains(token.stem())) {
                break;
            }
            boolean says = !token.is(Token.Kind.SYMBOL) && !filler.contains(token.stem());
            if (says && once(tokens, token.stem())) {
                sides.add(token.stem());
            }
        }
        return sides;
    }

    private static boolean once(List<Token> tokens, String stem) {
        return tokens.stream().filter(token -> token.stem().equals(stem)).count() == 1;
    }

    /** The rule by which two texts are each other's reverse, or null. */
    static @Nullable GuardRule reversed(List<Link> first, List<Link> second) {
        for (Link link : first) {
            for (Link other : second) {
                if (!link.by.equals(other.by)) {
                    continue;
                }
                boolean swapped = link.left.equals(other.right) && link.right.equals(other.left);
                boolean level = link.left.equals(other.left) && link.right.equals(other.right);
                boolean turned = link.passive != other.passive;
                if (swapped && !turned || level && turned) {
                    return link.by.equals("than") ? GuardRule.COMPARISON : GuardRule.DIRECTION;
                }
            }
        }
        return null;
    }

    /** The roles of a Korean text, by word; a word in two roles has none. */
    static Map<String, String> roles(List<Token> tokens) {
        var roles = new HashMap<String, String>();
        for (Token token : tokens) {
            if (!token.role().isEmpty() && !token.is(Token.Kind.VERB)) {
                roles.merge(KoreanPersons.named(token.stem()), token.role(), (one, two) -> one.equals(two) ? one : "");
            }
        }
        return Map.copyOf(roles);
    }

    /** Whether two words have changed roles, or where one comes from is where the other goes to. */
    static @Nullable GuardRule reversed(Map<String, String> first, Map<String, String> second) {
        for (var one : first.entrySet()) {
            String role = second.get(one.getKey());
            if (role == null
                    || role.equals(one.getValue())
                    || role.isEmpty()
                    || one.getValue().isEmpty()) {
                continue;
            }
            for (var two : first.entrySet()) {
                if (two.getValue().equals(role) && one.getValue().equals(second.get(two.getKey()))) {
                    return role.equals("than") || one.getValue().equals("than")
                            ? GuardRule.COMPARISON
                            : GuardRule.DIRECTION;
                }
            }
        }
        return null;
    }
}
