// Java 21: sealed types, nested record patterns with guards, closures, exceptions that carry control
import static dev.bobbin.harness.Probe.*;

import dev.bobbin.Suspendable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

public class Interpreter {
    sealed interface Node permits Num, Str, Var, Let, Fun, Call, If, Bin, Seq, Try, Throw {}

    record Num(double value) implements Node {}

    record Str(String value) implements Node {}

    record Var(String name) implements Node {
        Var {
            if (name.isBlank()) throw new IllegalArgumentException("blank");
        }
    }

    record Let(String name, Node value, Node body) implements Node {}

    record Fun(List<String> parameters, Node body) implements Node {}

    record Call(Node callee, List<Node> arguments) implements Node {
        Call(Node callee, Node... arguments) {
            this(callee, List.of(arguments));
        }
    }

    record If(Node test, Node then, Node otherwise) implements Node {}

    record Bin(char operator, Node left, Node right) implements Node {}

    record Seq(Node... steps) implements Node {}

    record Try(Node body, String name, Node handler) implements Node {}

    record Throw(Node value) implements Node {}

    interface Value<T> {
        @Suspendable
        Object apply(T environment, List<Object> arguments) throws Signal;
    }

    static final class Signal extends Exception {
        private static final long serialVersionUID = 1L;
        final transient Object carried;

        Signal(Object carried) {
            super(null, null, false, false);
            this.carried = carried;
        }
    }

    static final class Scope extends HashMap<String, Object> {
        private static final long serialVersionUID = 1L;
        final Scope outer;

        Scope(Scope outer) {
            this.outer = outer;
        }

        Object find(String name) {
            for (Scope at = this; at != null; at = at.outer) {
                if (at.containsKey(name)) return at.get(name);
            }
            throw new IllegalStateException("unbound " + name);
        }
    }

    @Suspendable
    static Object eval(Node node, Scope scope) throws Signal {
        return switch (at(node)) {
            case Num(double v) when at(v) == Math.rint(v) && !Double.isInfinite(v) -> (long) v;
            case Num(var v) -> v;
            case Str(var s) -> s;
            case Var v -> scope.find(v.name());
            case Let(var name, Fun f, var body) -> {
                Scope inner = new Scope(scope); // may call itself
                inner.put(name, eval(f, inner));
                yield eval(body, inner);
            }
            case Let(var name, var value, var body) -> {
                Scope inner = new Scope(scope);
                inner.put(name, eval(value, scope));
                yield eval(body, inner);
            }
            case Fun(var parameters, var body) -> (Value<Scope>) (caller, arguments) -> {
                Scope inner = new Scope(scope);
                for (int i = 0; i < parameters.size(); i++) inner.put(parameters.get(i), arguments.get(i));
                return eval(body, inner);
            };
            case Call(Var(String name), var arguments) when name.equals("print") && at(true) -> {
                StringBuilder out = new StringBuilder();
                for (Node a : arguments) out.append(eval(a, scope)).append('|');
                note(out);
                yield null;
            }
            case Call(var callee, var arguments) -> {
                List<Object> values = new ArrayList<>();
                for (var i = arguments.iterator(); i.hasNext(); ) values.add(eval(i.next(), scope));
                @SuppressWarnings("unchecked")
                Value<Scope> f = (Value<Scope>) eval(callee, scope);
                yield f.apply(scope, values);
            }
            case If(var test, var then, var otherwise) ->
                eval(test, scope) instanceof Boolean b && b ? eval(then, scope) : otherwise == null ? null : eval(otherwise, scope);
            case Bin(char o, Num(var a), Num(var b)) when o == '/' && b == 0 -> throw new Signal(at("zero") + a);
            case Bin(var o, var l, var r) -> switch (o) {
                case '+' -> switch (eval(l, scope)) {
                    case Long a when eval(r, scope) instanceof Long b -> a + b;
                    case String s -> s + eval(r, scope);
                    case Object other -> other + "+" + eval(r, scope);
                };
                case '-' -> (long) eval(l, scope) - (long) eval(r, scope);
                case '*' -> (long) eval(l, scope) * (long) eval(r, scope);
                case '<' -> (long) eval(l, scope) < (long) eval(r, scope);
                default -> throw new AssertionError("operator " + o);
            };
            case Seq(Node[] steps) -> {
                Object last = null;
                for (Node step : steps) last = eval(step, scope);
                yield last;
            }
            case Try(var body, var name, var handler) -> {
                try {
                    yield eval(body, scope);
                } catch (Signal s) {
                    Scope inner = new Scope(scope);
                    inner.put(name, s.carried);
                    yield eval(handler, inner);
                } finally {
                    note(at("tried"));
                }
            }
            case Throw(var value) -> throw new Signal(eval(value, scope));
        };
    }

    static Node call(String name, Node... arguments) {
        return new Call(new Var(name), arguments);
    }

    @Suspendable
    public static void run() throws Exception {
        refuel(5000);
        Node n = new Var("n");
        Node factorial = new Fun(
                List.of("n"),
                new If(
                        new Bin('<', n, new Num(2)),
                        new Num(1),
                        new Bin('*', n, call("f", new Bin('-', n, new Num(1))))));
        note(eval(new Let("f", factorial, call("f", new Num(6))), new Scope(null)));
        Node adder = new Fun(List.of("x"), new Fun(List.of("y"), new Bin('+', new Var("x"), new Var("y"))));
        note(eval(new Let("add", adder, new Call(call("add", new Num(2)), new Num(40))), new Scope(null)));
        Node failing = new Seq(
                call("print", new Str("a"), new Bin('+', new Str("b"), new Num(1.5))),
                new Try(new Bin('/', new Num(3), new Num(0)), "e", new Bin('+', new Str("got "), new Var("e"))));
        note(eval(failing, new Scope(null)));
        try {
            eval(new Try(new Throw(new Num(7)), "e", new Throw(new Bin('+', new Var("e"), new Num(1)))), new Scope(null));
        } catch (Signal s) {
            note(s.carried);
        }
        try {
            eval(new Var(at(" ")), new Scope(null));
        } catch (IllegalArgumentException | IllegalStateException e) {
            note(e.getMessage());
        }
    }
}
