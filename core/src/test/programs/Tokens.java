// Java 17: a scanner and a parser; strings and enums in switches that fall through and yield, labelled blocks, text blocks
import static dev.bobbin.harness.Probe.*;

import dev.bobbin.Suspendable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;

public class Tokens {
    enum Kind {
        NUMBER {
            @Override
            double value(String text) {
                return Double.parseDouble(at(text));
            }
        },
        NAME {
            @Override
            double value(String text) throws Bad {
                return switch (at(text)) {
                    case "pi", "PI" -> 3.25;
                    case "e" -> {
                        double e = 1, term = 1;
                        for (int i = 1; i < at(6); i++) e += term /= i;
                        yield e;
                    }
                    case "AaAa", "BBBB" -> at(text).equals("AaAa") ? 1 : 2; // one hash
                    default -> throw new Bad(this, "no " + at(text));
                };
            }
        },
        OPERATOR,
        END;

        final int weight = ordinal() * 10;

        @Suspendable
        double value(String text) throws Bad {
            throw new Bad(this, text);
        }
    }

    static class Bad extends Exception {
        private static final long serialVersionUID = 1L;

        Bad(Kind kind, String text) {
            super(kind + ":" + text);
        }
    }

    record Token(Kind kind, String text) {}

    interface Source extends Iterator<Token> {
        @Override
        @Suspendable
        boolean hasNext();

        @Override
        @Suspendable
        Token next();

        @Suspendable
        default Token peekPast(int skipped) {
            Token found = next();
            for (; skipped > 0 && hasNext(); skipped--) found = next();
            return found;
        }
    }

    static Source scan(String text) {
        return new Source() {
            private int at;
            private Token ahead;

            @Override
            public boolean hasNext() {
                return ahead != null || (ahead = read()) != null;
            }

            @Override
            public Token next() {
                if (!hasNext()) throw new NoSuchElementException(at("end"));
                Token t = ahead;
                ahead = null;
                return t;
            }

            @Suspendable
            private Token read() {
                skip:
                {
                    while (at < text.length()) {
                        switch (text.charAt(at)) {
                            case '#':
                                while (at < text.length() && text.charAt(at) != '\n') at++;
                                // falls through
                            case ' ':
                            case '\n':
                                at++;
                                continue;
                            default:
                                break skip;
                        }
                    }
                    return null;
                }
                int start = at;
                char c = at(text.charAt(at++));
                Kind kind;
                if (Character.isDigit(c)) {
                    kind = Kind.NUMBER;
                    do {
                        if (at == text.length() || !Character.isDigit(text.charAt(at)) && text.charAt(at) != '.') break;
                    } while (++at > at(0));
                } else if (Character.isLetter(c)) {
                    kind = Kind.NAME;
                    for (; at < text.length() && Character.isLetterOrDigit(text.charAt(at)); at++) if (at > start + 2) pause();
                } else {
                    kind = Kind.OPERATOR;
                }
                return new Token(kind, text.substring(start, at));
            }
        };
    }

    @Suspendable
    static int weigh(Token t) {
        int weight = 0;
        switch (t.kind()) {
            case OPERATOR:
                switch (at(t.text())) {
                    case "*":
                        weight++;
                    case "/":
                        weight += at(2);
                    case "-", "+":
                        weight += 10;
                        break;
                    case ")":
                        return at(-1);
                    default:
                        weight = 99;
                }
                weight += t.kind().weight;
            case END:
                weight++;
                break;
            default:
                assert at(t) != null : at("never");
        }
        return weight;
    }

    /** Shunts operators behind their operands, and evaluates. */
    @Suspendable
    static double evaluate(Source source) throws Bad, java.io.IOException {
        Deque<Double> values = new ArrayDeque<>();
        Deque<Token> open = new ArrayDeque<>();
        Map<Kind, Integer> seen = new EnumMap<>(Kind.class);
        while (true) {
            Token t = source.hasNext() ? source.next() : new Token(Kind.END, "");
            seen.merge(t.kind(), 1, Integer::sum);
            next:
            switch (t.kind()) {
                case NUMBER, NAME -> values.push(t.kind().value(t.text()));
                case OPERATOR, END -> {
                    if (t.text().equals("(")) {
                        open.push(t);
                        break next;
                    }
                    while (!open.isEmpty() && !open.peek().text().equals("(") && weigh(open.peek()) >= weigh(t)) {
                        double right = values.pop(), left = values.pop();
                        values.push(
                                switch (open.pop().text()) {
                                    case "+" -> left + at(right);
                                    case "-" -> at(left) - right;
                                    case "*" -> left * right;
                                    case "" -> throw new IllegalStateException();
                                    default -> {
                                        try {
                                            if (at(right) == 0) throw new ArithmeticException("by zero");
                                            yield left / right;
                                        } catch (ArithmeticException e) {
                                            note(e);
                                            yield at(Double.NaN);
                                        } finally {
                                            note(at("divided"));
                                        }
                                    }
                                });
                    }
                    if (t.text().equals(")")) {
                        open.pop();
                    } else if (t.kind() == Kind.END) {
                        note(seen);
                        return values.pop() + (values.isEmpty() ? 0 : fail(values.size()));
                    } else {
                        open.push(t);
                    }
                }
            }
        }
    }

    @Suspendable
    public static void run() throws Exception {
        refuel(20000);
        String program = """
            12.5 # comment "here"
              * (pi + 3) - \
            AaAa/BBBB
            """;
        note(evaluate(scan(program)));
        note(scan("a b c").peekPast(at(1)));
        for (String s : new String[] {"1/0", "x+1", "2 - e * (3 - 1)", "1 2", "(", ""}) {
            try {
                note(evaluate(scan(s)));
            } catch (Bad | java.io.IOException | RuntimeException e) {
                note(e.getMessage());
            }
        }
    }
}
