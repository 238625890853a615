package dev.edgewise.cache.semantic.eval;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Questions that were written for Edgewise, from which the verifier that ships is trained, and rewordings of them by
 * rule: politeness, contraction, another form of question. Those have nearly all words in common and mean the same, as
 * most repeated questions do; those written by hand have few; and the next line of a paragraph, which asks another thing
 * of the same subject, has many. The same on every run.
 */
public final class OwnQuestions {
    private static final String FILE = "own-en.txt";

    /** Enough rewordings of one question to choose from. */
    private static final int CHOICES = 3;

    /** Rewordings taken of each question. */
    private static final int TAKEN_MAX = 2;

    private static final List<Rule> RULES = List.of(
            Rule.begins("How do I ", "How can I ", "How should I ", "How to ", "Tell me how to "),
            Rule.begins("How can I ", "How do I ", "How could I ", "Can you tell me how to "),
            Rule.begins("What is ", "What's ", "Do you know what is ", "Tell me: what is "),
            Rule.begins("Can you ", "Could you ", "Would you "),
            Rule.begins("What are ", "Do you know what are ", "Please list "),
            Rule.begins("Why ", "Can you tell me why ", "I wonder why "),
            Rule.begins("How long ", "Do you know how long "),
            Rule.begins("Where ", "Please tell me where "),
            Rule.begins("What should I do ", "What can I do ", "What must I do "),
            Rule.begins("Please ", "Can you please ", ""),
            Rule.begins("I want ", "I'd like ", "I would like "),
            Rule.begins("Is it ", "Would it be "),
            Rule.begins("How ", "Please explain how ", "So how exactly "),
            Rule.begins("Which ", "Could you say which "),
            new Rule("", "?", List.of(", please?")));

    private OwnQuestions() {}

    /**
     * How a question may be put in other words.
     *
     * @param head how it begins
     * @param tail how it ends
     * @param others what may stand in place of the one that is not empty
     */
    private record Rule(String head, String tail, List<String> others) {
        static Rule begins(String head, String... others) {
            return new Rule(head, "", List.of(others));
        }

        List<String> of(String question) {
            if (!question.startsWith(head) || !question.endsWith(tail)) {
                return List.of();
            }
            String kept = question.substring(head.length(), question.length() - tail.length());
            return others.stream()
                    .map(other -> head.isEmpty() ? kept + other : other + kept)
                    .toList();
        }
    }

    /** One thing to ask in each list, in several wordings. */
    public static List<List<String>> intents() {
        List<List<String>> intents = new ArrayList<>();
        for (String line : lines()) {
            if (line.indexOf('|') >= 0) {
                Set<String> wordings = new LinkedHashSet<>();
                for (String wording : line.split("\\|", -1)) {
                    String question = wording.strip();
                    wordings.add(question);
                    wordings.addAll(reworded(question, intents.size() % 2));
                }
                intents.add(List.copyOf(wordings));
            }
        }
        return intents;
    }

    /** The same as lines of a file that {@link LabelledQuestions#read} reads. */
    public static List<String> file() {
        List<String> file = new ArrayList<>();
        List<List<String>> intents = intents();
        for (int i = 0; i < intents.size(); i++) {
            for (String wording : intents.get(i)) {
                file.add("en" + i + "\tquestions\twritten\t" + wording);
            }
        }
        return file;
    }

    /** Every second of what the rules make of a question, from the first or the second on. */
    private static List<String> reworded(String question, int from) {
        List<String> choices = new ArrayList<>();
        for (Rule rule : RULES) {
            if (choices.size() < CHOICES) {
                choices.addAll(rule.of(question));
            }
        }
        choices.add("Hi, " + question.substring(0, 1).toLowerCase(Locale.ROOT) + question.substring(1));
        List<String> taken = new ArrayList<>();
        for (int i = from; i < choices.size() && taken.size() < TAKEN_MAX; i += 2) {
            taken.add(choices.get(i));
        }
        return taken;
    }

    private static List<String> lines() {
        InputStream from = OwnQuestions.class.getResourceAsStream(FILE);
        if (from == null) {
            throw new IllegalStateException("no " + FILE);
        }
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
