package dev.bobbin.fuzz;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Writes a random Java program of types that descend from each other in all ways: generic interfaces with defaults, diamonds,
 * abstract classes, enums, overrides that are covariant or specialise a type variable and so have bridges, marks that are
 * inherited from one side or from several, classes that know nothing of the interface they come to implement, {@code super.m()}
 * and {@code I.super.m()}, lambdas, method references and anonymous classes. What {@link ProgramGenerator} has inside of
 * methods, this one has between them.
 */
final class HierarchyGenerator {

    private static final int DEEPEST = 3;
    private static final int FUEL = 40; // for each call in run(): many calls go round in circles

    /** The methods of which each type has some. */
    private enum Key {
        WHOLE("int a(int x) throws Exception", "int"),
        GENERIC("%1$s b(%1$s t) throws Exception", "T"),
        WIDE("long c(%1$s t, long l, double d) throws Exception", "long"),
        OWN_VARIABLE("<U> U d(U u, %1$s t) throws Exception", "U"),
        VARIABLE_ARITY("String e(Object o, int... xs) throws Exception", "String"),
        COVARIANT("%2$s f(%1$s t) throws Exception", "Integer"),
        VOID("void g(%1$s t) throws Exception", "void");

        private final String header;
        private final String result;

        Key(String header, String result) {
            this.header = header;
            this.result = result;
        }
    }

    private enum Kind {
        INTERFACE("interface"),
        ABSTRACT("static abstract class"),
        CLASS("static class"),
        ENUM("enum");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** A method as one type declares it. */
    private record Declaration(boolean isAbstract, boolean isMarked, String covariant) {}

    /**
     * A type of the program.
     *
     * @param variable what stands for the type variable: {@code T} itself, {@code String} or {@code Integer}
     * @param superclass none or one
     */
    private record Declared(
            String name,
            Kind kind,
            String variable,
            boolean isMarked,
            List<Declared> superclass,
            List<Declared> interfaces,
            Map<Key, Declaration> methods) {

        List<Declared> supertypes() {
            List<Declared> all = new ArrayList<>(superclass);
            all.addAll(interfaces);
            return all;
        }

        /** This one and all that it descends from, nearest first. */
        Set<Declared> line() {
            Set<Declared> line = new LinkedHashSet<>();
            List<Declared> open = new ArrayList<>(List.of(this));
            for (int i = 0; i < open.size(); i++) {
                if (line.add(open.get(i))) {
                    open.addAll(open.get(i).supertypes());
                }
            }
            return line;
        }

        boolean isSuspendable(Key key) {
            return line().stream()
                    .anyMatch(at -> at.methods.containsKey(key)
                            && (at.isMarked || at.methods.get(key).isMarked()));
        }

        boolean has(Key key) {
            return line().stream().anyMatch(at -> at.methods.containsKey(key));
        }

        /** Where the methods are declared that an instance could have: one, unless interfaces disagree. */
        List<Declared> found(Key key) {
            for (List<Declared> at = List.of(this); !at.isEmpty(); at = at.get(0).superclass) {
                if (at.get(0).kind != Kind.INTERFACE && at.get(0).methods.containsKey(key)) {
                    return at;
                }
            }
            List<Declared> found = new ArrayList<>(
                    line().stream().filter(at -> at.methods.containsKey(key)).toList());
            found.removeIf(at ->
                    found.stream().anyMatch(other -> other != at && other.line().contains(at)));
            return found;
        }

        /** Whether Java wants {@code key} declared here. */
        boolean mustDeclare(Key key) {
            List<Declared> found = found(key);
            List<String> covariant = line().stream()
                    .filter(at -> at.methods.containsKey(key))
                    .map(at -> at.methods.get(key).covariant())
                    .distinct()
                    .toList();
            boolean isOpen = kind == Kind.INTERFACE || kind == Kind.ABSTRACT;
            boolean hasCode = found.stream().anyMatch(at -> !at.methods.get(key).isAbstract());
            boolean disagree = found.size() > 1 && hasCode || covariant.size() > 1;
            return !found.isEmpty() && !methods.containsKey(key) && (disagree || !isOpen && !hasCode);
        }

        /** The abstract methods of an interface. */
        List<Key> open() {
            List<Key> open = new ArrayList<>();
            for (Key key : Key.values()) {
                if (has(key)
                        && found(key).stream()
                                .allMatch(at -> at.methods.get(key).isAbstract())) {
                    open.add(key);
                }
            }
            return open;
        }
    }

    private final Random random;
    private final String name;
    private final StringBuilder out = new StringBuilder();
    private final List<Declared> types = new ArrayList<>();
    private Declared here; // whose method is being written
    private Key method;
    private boolean suspends; // whether it may
    private boolean isStatic;
    private boolean inConstant; // in the body of an enum's constant
    private int names;
    private int nested; // anonymous classes and lambdas around

    private HierarchyGenerator(long seed, String name) {
        this.random = new Random(seed);
        this.name = name;
    }

    /** The source of a public class {@code name} with {@code public static void run()}. */
    static String generate(long seed, String name) {
        return new HierarchyGenerator(seed, name).program();
    }

    private String program() {
        line("import dev.bobbin.Suspendable;");
        line("import dev.bobbin.harness.Probe;");
        line("public class " + name + " {");
        line("interface Fn<A, B> { @Suspendable B go(A a) throws Exception;"
                + " default <C> Fn<A, C> then(Fn<? super B, ? extends C> next) { return a -> next.go(go(a)); } }");
        line("interface Num { @Suspendable int go(int a) throws Exception; }");
        line("static String cut(String s) { return s.length() > 30 ? s.substring(0, 30) : s; }");
        line("static int sum;");
        int count = 4 + random.nextInt(9);
        for (int i = 0; i < count; i++) {
            types.add(declare("C" + i));
        }
        types.forEach(this::write);
        line("@Suspendable public static void run() throws Exception {");
        line("sum = 0;");
        isStatic = true;
        suspends = true;
        for (Declared type : types) {
            for (String variable : variablesOf(type)) {
                for (Key key : Key.values()) {
                    if (type.has(key)
                            && type.isSuspendable(key)
                            && !implementations(type, variable).isEmpty()) {
                        here = type;
                        call(type, variable, key);
                    }
                }
            }
        }
        line("Probe.note(sum);");
        line("}");
        line("}");
        return out.toString();
    }

    private void call(Declared type, String variable, Key key) {
        String call = receiver(type, variable) + callOf(key, variable, 1);
        line("try { Probe.refuel(" + FUEL + "); "
                + (key == Key.VOID ? call : "Probe.note((Object) " + call + ")")
                + "; } catch (Exception e) { Probe.note(e); }");
    }

    // ---- types ----

    private Declared declare(String typeName) {
        Kind kind = Kind.values()[Math.min(3, random.nextInt(8) / 2)];
        if (kind == Kind.ENUM && random.nextBoolean()) {
            kind = Kind.CLASS;
        }
        String[] variables = {"T", "T", "String", "Integer"};
        String variable = kind == Kind.ENUM ? variables[2 + random.nextInt(2)] : variables[random.nextInt(4)];
        List<Declared> superclass = new ArrayList<>();
        List<Declared> interfaces = new ArrayList<>();
        for (Declared candidate : types) {
            boolean fits = candidate.variable.equals("T") || candidate.variable.equals(variable);
            boolean isClass = candidate.kind == Kind.CLASS || candidate.kind == Kind.ABSTRACT;
            if (fits && isClass && (kind == Kind.CLASS || kind == Kind.ABSTRACT) && random.nextInt(3) == 0) {
                superclass.clear();
                superclass.add(candidate);
            } else if (fits && candidate.kind == Kind.INTERFACE && random.nextInt(3) == 0) {
                interfaces.add(random.nextInt(interfaces.size() + 1), candidate);
            }
        }
        Declared type = new Declared(
                typeName, kind, variable, random.nextInt(8) == 0, superclass, interfaces, new EnumMap<>(Key.class));
        for (Key key : Key.values()) {
            boolean isNew = !type.has(key);
            if (type.mustDeclare(key)
                    || random.nextInt(4) == 0
                    || isNew && superclass.isEmpty() && random.nextInt(3) == 0) {
                boolean isOpen = kind == Kind.INTERFACE || kind == Kind.ABSTRACT;
                boolean narrow = random.nextInt(3) == 0
                        || type.line().stream()
                                .anyMatch(at -> at.methods.containsKey(key)
                                        && at.methods.get(key).covariant().equals("Integer"));
                type.methods.put(
                        key,
                        new Declaration(
                                isOpen && random.nextBoolean(),
                                random.nextInt(isNew ? 4 : 2) != 0,
                                narrow ? "Integer" : "Number"));
            }
        }
        return type;
    }

    private static List<String> variablesOf(Declared type) {
        return type.variable.equals("T") ? List.of("String", "Integer") : List.of(type.variable);
    }

    private static String nameOf(Declared type, String variable) {
        return type.variable.equals("T") ? type.name + "<" + variable + ">" : type.name;
    }

    private void write(Declared type) {
        here = type;
        StringBuilder head = new StringBuilder();
        if (type.isMarked) {
            head.append("@Suspendable ");
        }
        if (random.nextBoolean()) {
            head.append("public ");
        }
        head.append(type.kind.word).append(' ').append(type.name).append(type.variable.equals("T") ? "<T>" : "");
        type.superclass.forEach(at -> head.append(" extends ").append(nameOf(at, type.variable)));
        String word = type.kind == Kind.INTERFACE ? " extends " : " implements ";
        for (Declared at : type.interfaces) {
            head.append(word).append(nameOf(at, type.variable));
            word = ", ";
        }
        line(head + " {");
        if (type.kind == Kind.ENUM) {
            line("ONE, TWO {");
            type.methods.forEach((key, declaration) -> {
                if (random.nextInt(3) == 0) {
                    inConstant = true;
                    write(type, key, new Declaration(false, false, declaration.covariant()));
                    inConstant = false;
                }
            });
            line("};");
        }
        type.methods.forEach((key, declaration) -> write(type, key, declaration));
        line("}");
        for (String variable : variablesOf(type)) {
            writeFactory(type, variable);
        }
    }

    private void write(Declared type, Key key, Declaration declaration) {
        method = key;
        suspends = type.isSuspendable(key);
        String header = key.header.formatted(type.variable, declaration.covariant());
        boolean isInterface = type.kind == Kind.INTERFACE;
        line((declaration.isMarked() ? "@Suspendable " : "")
                + (isInterface ? "" : "public ")
                + (declaration.isAbstract() ? "abstract " : isInterface ? "default " : "")
                + header
                + (declaration.isAbstract() ? ";" : " {"));
        if (!declaration.isAbstract()) {
            line("Probe.burn(); Probe.note(\"" + type.name + key.header.replaceAll(".*\\b(\\w)\\(.*", "$1") + "\");");
            for (int i = random.nextInt(3); i > 0; i--) {
                statement();
            }
            if (key != Key.VOID) {
                line("return " + expression(key.result.equals("T") ? type.variable : key.result, 0) + ";");
            }
            line("}");
        }
    }

    /** A static method that makes instances of all classes that {@code type} can be, in turns. */
    private void writeFactory(Declared type, String variable) {
        line("static " + nameOf(type, variable) + " " + factory(type, variable) + "(int n) {");
        line("Probe.burn();");
        line("switch (n & 3) {");
        List<String> made = implementations(type, variable);
        for (int i = 0; i < Math.min(3, made.size()); i++) {
            line("case " + i + ": return " + made.get(random.nextInt(made.size())) + ";");
        }
        line("default: return " + (made.isEmpty() ? "null" : made.get(random.nextInt(made.size()))) + ";");
        line("}");
        line("}");
    }

    /** Expressions that make a {@code type}. */
    private List<String> implementations(Declared type, String variable) {
        List<String> made = new ArrayList<>();
        for (Declared candidate : types) {
            boolean fits = candidate.variable.equals("T") || candidate.variable.equals(variable);
            if (fits && candidate.line().contains(type)) {
                if (candidate.kind == Kind.CLASS) {
                    made.add("new " + nameOf(candidate, variable) + "()");
                } else if (candidate.kind == Kind.ENUM) {
                    made.add(candidate.name + ".ONE");
                    made.add(candidate.name + ".TWO");
                } else if (candidate.kind == Kind.INTERFACE) {
                    lambda(candidate, variable).ifPresent(made::add);
                }
            }
        }
        return made;
    }

    private Optional<String> lambda(Declared type, String variable) {
        List<Key> open = type.open();
        if (open.size() != 1 || open.get(0) == Key.OWN_VARIABLE || !type.isSuspendable(open.get(0))) {
            return Optional.empty();
        }
        String body = switch (open.get(0)) {
            case WHOLE -> "p -> Probe.at(p) + 1";
            case GENERIC -> "Probe::<" + variable + ">at";
            case WIDE -> "(p, l, d) -> Probe.at(l) + (long) Probe.at(d)";
            case VARIABLE_ARITY -> "(o, xs) -> cut(Probe.at(\"v\" + xs.length) + o)";
            case COVARIANT -> "p -> Probe.at((Integer) 3)";
            default -> "Probe::note";
        };
        return Optional.of("(" + nameOf(type, variable) + ") " + body);
    }

    private static String factory(Declared type, String variable) {
        return "make" + type.name + variable;
    }

    private String receiver(Declared type, String variable) {
        return factory(type, variable) + "(" + (suspends ? expression("int", DEEPEST - 1) : "sum++") + ")";
    }

    // ---- code ----

    private void statement() {
        String e = "e" + names++;
        switch (suspends ? random.nextInt(8) : 0) {
            case 0 -> line("sum += " + expression("int", 1) + ";");
            case 1 -> line("Probe.pause();");
            case 2 -> {
                line("try { Probe.fail(" + expression("int", 1) + "); sum++; } catch (IllegalStateException " + e
                        + ") { Probe.note(" + expression("String", 1) + "); }");
            }
            case 3 ->
                line("for (int " + e + " = 0; " + e + " < Probe.at(2); " + e + "++) { Probe.burn(); sum ^= "
                        + expression("int", 1) + "; }");
            case 4 -> line("if (Probe.at(sum) % 3 == 0) { Probe.note(" + expression("long", 1) + "); }");
            case 5 -> {
                line("Fn<Object, Object> " + e + " = " + function("Object") + ";");
                line("Probe.note(" + e + ".then(" + function("Object") + ").go(" + expression("String", 1) + "));");
            }
            case 6 -> {
                List<Key> own = suspendingHere();
                if (isStatic || nested > 0 || own.isEmpty() || here.kind == Kind.ENUM) {
                    line("sum -= " + expression("int", 1) + ";");
                } else {
                    anonymous(e);
                }
            }
            default ->
                line("try { Probe.note(" + expression("int", 1) + "); } finally { Probe.note(" + expression("long", 2)
                        + "); }");
        }
    }

    /** A local class that captures, and overrides what it can. */
    private void anonymous(String variable) {
        line("final int k" + variable + " = " + expression("int", 1) + ";");
        line("class L" + variable + " { int h = k" + variable
                + "; @Suspendable int go() throws Exception { Probe.burn();");
        nested++;
        line("h += " + expression("int", 1) + " + k" + variable + "; return h; } }");
        nested--;
        line("L" + variable + " " + variable + " = new L" + variable + "() { @Override int go() throws Exception {"
                + " return super.go() - Probe.at(h); } };");
        line("Num n" + variable + " = "
                + (random.nextBoolean() ? "q -> q + " + variable + ".go()" : "q -> k" + variable) + ";");
        line("sum += n" + variable + ".go(" + variable + ".go());");
    }

    private List<Key> suspendingHere() {
        List<Key> keys = new ArrayList<>();
        for (Key key : Key.values()) {
            if (here.has(key) && here.isSuspendable(key)) {
                keys.add(key);
            }
        }
        return keys;
    }

    private String function(String argument) {
        return switch (random.nextInt(3)) {
            case 0 -> "Probe::<" + argument + ">at";
            case 1 -> {
                String p = "p" + names++;
                yield p + " -> Probe.at((Object) (cut(\"\" + " + p + ") + " + expression("int", 2) + "))";
            }
            default -> "String::valueOf";
        };
    }

    private String expression(String type, int depth) {
        int next = depth + 1;
        if (!suspends || depth >= DEEPEST || random.nextInt(5) == 0) {
            return leaf(type);
        }
        if (random.nextInt(4) == 0) {
            return switch (type) {
                case "int", "long" -> "Probe.at((" + type + ") " + expression(type, next) + ")";
                default -> "Probe.<" + type + ">at(" + expression(type, next) + ")";
            };
        }
        Optional<String> call = callFor(type, next);
        if (call.isPresent() && random.nextInt(3) != 0) {
            return call.get();
        }
        return switch (type) {
            case "int" ->
                switch (random.nextInt(4)) {
                    case 0 -> "(" + expression("int", next) + " * 3 + " + expression("int", next) + ")";
                    case 1 -> "(int) (long) " + expression("long", next);
                    case 2 -> expression("String", next) + ".length()";
                    default ->
                        "((Num) q" + ++names + " -> q" + names + " + " + expression("int", next) + ").go("
                                + expression("int", next) + ")";
                };
            case "long" -> "(" + expression("long", next) + " - " + expression("int", next) + ")";
            case "String" -> "cut(" + expression("String", next) + " + " + expression("int", next) + ")";
            case "Integer" -> "Integer.valueOf(" + expression("int", next) + ")";
            default -> leaf(type);
        };
    }

    /** A call that has a result of {@code type}, of this object, of what it overrides, or of another. */
    private Optional<String> callFor(String type, int depth) {
        List<Key> fitting = new ArrayList<>();
        Declared target = types.get(random.nextInt(types.size()));
        List<String> variables = variablesOf(target);
        String variable = variables.get(random.nextInt(variables.size()));
        boolean onThis = !isStatic && random.nextBoolean();
        if (onThis) {
            target = here;
            variable = here.variable;
        }
        for (Key key : Key.values()) {
            String result = key.result.equals("T") ? variable : key.result;
            boolean isWanted = result.equals(type) || key == Key.OWN_VARIABLE;
            if (isWanted && target.has(key) && target.isSuspendable(key)) {
                fitting.add(key);
            }
        }
        if (fitting.isEmpty()) {
            return Optional.empty();
        }
        Key key = fitting.get(random.nextInt(fitting.size()));
        if (!onThis) {
            if (implementations(target, variable).isEmpty()) {
                return Optional.empty();
            }
            String factory = factory(target, variable) + "(" + expression("int", DEEPEST - 1) + ")";
            return Optional.of(converted(key, type, factory + callOf(key, variable, depth, type)));
        }
        String receiver = nested > 0 ? here.name + ".this." : "this.";
        if (nested == 0 && random.nextBoolean()) {
            receiver = superOf(key).orElse(receiver);
        }
        String call = receiver + callOf(key, variable, depth, type).substring(1);
        if (key == Key.WHOLE && receiver.endsWith(".") && random.nextInt(3) == 0) {
            call = "((Num) " + receiver.substring(0, receiver.length() - 1) + "::a).go(" + expression("int", depth)
                    + ")";
        }
        return Optional.of(converted(key, type, call));
    }

    private static String converted(Key key, String type, String call) {
        return key == Key.COVARIANT ? "Integer.valueOf(" + call + ".intValue())" : call;
    }

    /** {@code super.} or {@code I.super.}, if it has this method with code that may be called so. */
    private Optional<String> superOf(Key key) {
        if (inConstant) {
            return Optional.of("super.");
        }
        List<String> possible = new ArrayList<>();
        for (Declared direct : here.supertypes()) {
            List<Declared> found = direct.found(key);
            boolean hasCode =
                    found.size() == 1 && !found.get(0).methods.get(key).isAbstract();
            boolean isNearest = here.supertypes().stream()
                    .noneMatch(other -> other != direct && other.line().contains(direct));
            if (hasCode && direct.kind != Kind.INTERFACE) {
                possible.add("super.");
            } else if (hasCode && isNearest) {
                possible.add(direct.name + ".super.");
            }
        }
        return possible.isEmpty() ? Optional.empty() : Optional.of(possible.get(random.nextInt(possible.size())));
    }

    private String callOf(Key key, String variable, int depth) {
        return callOf(key, variable, depth, "String");
    }

    private String callOf(Key key, String variable, int depth, String wanted) {
        int next = depth + 1;
        return switch (key) {
            case WHOLE -> ".a(" + expression("int", next) + ")";
            case GENERIC -> ".b(" + expression(variable, next) + ")";
            case WIDE -> ".c(" + expression(variable, next) + ", " + expression("long", next) + ", " + "Probe.at(1.5))";
            case OWN_VARIABLE -> {
                String boxed = wanted.equals("int") ? "Integer" : wanted.equals("long") ? "Long" : wanted;
                yield ".<" + boxed + ">d(" + (boxed.equals("Long") ? "(Long) " : "")
                        + expression(boxed.equals("Long") ? "long" : boxed, next) + ", " + expression(variable, next)
                        + ")";
            }
            case VARIABLE_ARITY ->
                ".e(" + expression("String", next)
                        + (random.nextBoolean() ? "" : ", " + expression("int", next) + ", 7") + ")";
            case COVARIANT -> ".f(" + expression(variable, next) + ")";
            case VOID -> ".g(" + expression(variable, next) + ")";
        };
    }

    private String leaf(String type) {
        boolean isParameter = !isStatic && method != null && random.nextBoolean();
        return switch (type) {
            case "int" -> isParameter && method == Key.WHOLE ? "x" : String.valueOf(random.nextInt(9));
            case "long" -> isParameter && method == Key.WIDE ? "l" : random.nextInt(99) + "L";
            case "String" ->
                isParameter && hasParameter("String") ? "t" : "\"" + (char) ('a' + random.nextInt(9)) + "\"";
            case "Integer" ->
                isParameter && hasParameter("Integer") ? "t" : "Integer.valueOf(" + random.nextInt(9) + ")";
            case "T" -> hasParameter("T") ? "t" : "(T) null";
            case "U" -> method == Key.OWN_VARIABLE ? "u" : "null";
            default -> "\"o\"";
        };
    }

    private boolean hasParameter(String variable) {
        return !isStatic && here.variable.equals(variable) && method != Key.WHOLE && method != Key.VARIABLE_ARITY;
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
