package dev.bobbin.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writes a random Java program that always ends, with suspending calls wherever an expression or a statement can have them. */
final class ProgramGenerator {

    private static final String[] TYPES = {
        "int", "long", "float", "double", "boolean", "byte", "char", "short", "String", "int[]", "Object", "Integer"
    };

    private static final int METHODS = 4;
    private static final int DEEPEST_BLOCK = 3;
    private static final int DEEPEST_EXPRESSION = 3;

    /** A variable that an expression may read; one that loops count with is not written. */
    private record Variable(String type, String name, boolean writable) {}

    private final Random random;
    private final String name;
    private final boolean modern;
    private final StringBuilder out = new StringBuilder();
    private final List<List<Variable>> scopes = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private int names;
    private int method;
    private String result = "int";

    private ProgramGenerator(long seed, String name, boolean modern) {
        this.random = new Random(seed);
        this.name = name;
        this.modern = modern;
    }

    /** The source of a public class {@code name} with {@code public static void run()}. */
    static String generate(long seed, String name, boolean modern) {
        return new ProgramGenerator(seed, name, modern).program();
    }

    private String program() {
        line("import dev.bobbin.Suspendable;");
        line("import dev.bobbin.harness.Probe;");
        line("public class " + name + " {");
        line("interface Op { @Suspendable int op(int a, long b) throws Exception; }");
        line("interface Gen<T> { @Suspendable T get(T t) throws Exception;"
                + " @Suspendable default T twice(T t) throws Exception { return get(get(t)); } }");
        line("static class Box { final int i; final String s; final long l;"
                + " Box(int i, String s, long l) { Probe.note(\"box\" + i); if (i == 13) throw new IllegalStateException();"
                + " this.i = i; this.s = s; this.l = l; } public String toString() { return i + s + l; } }");
        line(
                "static class Res implements AutoCloseable { final int id; Res(int id) { this.id = id; Probe.note(\"open\" + id); }"
                        + " @Suspendable public void close() throws Exception { Probe.note(\"close\"); Probe.fail(id); } }");
        line("static class Base { int f = 3; long g = 4; double[] d = {1, 2, 3}; byte[] b = {1, 2, 3};");
        memberMethod("@Suspendable int virt(int a, String s) throws Exception", "int", "a", "s");
        line("}");
        line("static class Derived extends Base implements Gen<Integer> {");
        memberMethod("int virt(int a, String s) throws Exception", "int", "a", "s");
        line(
                "@Override public Integer get(Integer t) throws Exception { return super.virt(t == null ? 0 : t, \"q\") + (int) g; }");
        line("}");
        line("enum Color { RED { @Suspendable int tint(int a) throws Exception { return Probe.at(a + 1); } }, GREEN;"
                + " @Suspendable int tint(int a) throws Exception { return a * 2; } }");
        if (modern) {
            line("record Point(int x, Object y) {}");
        }
        line("static String cut(String s) { return s.length() > 40 ? s.substring(0, 40) : s; }");
        line("static int sf; static long sg; static String ss = \"s\"; static int[] sa = {1, 2, 3, 4};");
        line(
                "static byte bf; static char cf; static short hf; static float ff; static byte[] ba; static char[] ca; static short[] ha;"
                        + " static long[] la; static Integer[] ia; static String[] ta; static Object[] oa;");
        line("static int[] na(int i) { Probe.note(\"na\"); return (i & 1) == 0 ? null : sa; }"
                + " static Integer ni(int i) { return (i & 3) == 0 ? null : i; }"
                + " static Base nb(int i) { return (i & 1) == 0 ? null : new Derived(); }");
        for (method = 0; method < METHODS; method++) {
            staticMethod(method);
        }
        line("@Suspendable public static void run() throws Exception {");
        line("sf = 0; sg = 0; ss = \"s\"; sa = new int[] {1, 2, 3, 4};");
        line(
                "bf = 1; cf = 'c'; hf = 2; ff = 3; ba = new byte[3]; ca = new char[3]; ha = new short[3]; la = new long[3];"
                        + " ia = new Integer[] {1, 2, 3}; ta = new String[3]; oa = new String[3];");
        line("for (int round = 0; round < 3; round++) {");
        for (int i = 0; i < METHODS; i++) {
            line("try { Probe.note(m" + i + "(round, " + i + "L, 0.5 + round, \"p\" + round)); }"
                    + " catch (Probe.OutOfFuel e) { throw e; } catch (Exception e) { Probe.note(e); }");
        }
        line("}");
        line("Probe.note(sf); Probe.note(sg); Probe.note(ss); Probe.note(sa);");
        line(
                "Probe.note(bf + \" \" + (int) cf + \" \" + hf + \" \" + ff); for (int i = 0; i < 3; i++) {"
                        + " Probe.note(ba[i] + \" \" + (int) ca[i] + \" \" + ha[i] + \" \" + la[i] + \" \" + ia[i] + ta[i] + oa[i]); }");
        line("}");
        line("}");
        return out.toString();
    }

    private void memberMethod(String header, String type, String... parameters) {
        line(header + " { Probe.burn();");
        scopes.clear();
        push();
        declare("int", parameters[0], true);
        declare("String", parameters[1], true);
        declare("int", "this.f", true);
        declare("long", "this.g", true);
        result = type;
        int kept = method;
        method = METHODS; // calls no static method: those call this one
        block(1);
        method = kept;
        line("return " + expression(type, 1) + "; }");
    }

    private void staticMethod(int index) {
        result = TYPES[random.nextInt(TYPES.length)];
        line("@Suspendable static " + result + " m" + index
                + "(int a, long b, double c, String s) throws Exception { Probe.burn();");
        scopes.clear();
        push();
        declare("int", "a", true);
        declare("long", "b", true);
        declare("double", "c", true);
        declare("String", "s", true);
        declare("int", "sf", true);
        declare("long", "sg", true);
        declare("String", "ss", true);
        declare("int[]", "sa", false);
        block(0);
        line("return " + expression(result, 0) + "; }");
    }

    // ---- statements ----

    private void block(int depth) {
        push();
        int statements = 1 + random.nextInt(depth == 0 ? 7 : 4);
        for (int i = 0; i < statements; i++) {
            statement(depth);
        }
        scopes.remove(scopes.size() - 1);
    }

    private void statement(int depth) {
        line("Probe.burn();");
        int kind = random.nextInt(depth >= DEEPEST_BLOCK ? 10 : 26);
        switch (kind) {
            case 0, 1, 2 -> {
                String type = TYPES[random.nextInt(TYPES.length)];
                String variable = fresh();
                line(type + " " + variable + " = " + expression(type, 0) + ";");
                declare(type, variable, true);
            }
            case 3 -> assignment();
            case 4 -> line("Probe.note(" + expression(anyType(), 0) + ");");
            case 5 -> line("Probe.at(" + expression("int", 1) + ");");
            case 6 -> line(expression("int", 0).replaceAll("^", "sf += ") + ";");
            case 7 -> compound();
            case 8 -> narrow();
            case 9 -> trap();
            case 10, 11 -> {
                line("if (" + expression("boolean", 0) + ") {");
                block(depth + 1);
                if (random.nextBoolean()) {
                    line("} else {");
                    block(depth + 1);
                }
                line("}");
            }
            case 12, 13 -> loop(depth);
            case 14, 15, 16 -> tryStatement(depth);
            case 17 -> switchStatement(depth);
            case 18 -> jump();
            case 19 -> resources(depth);
            case 20 -> lambda(depth);
            case 21 -> {
                line("synchronized (sa) { sf++; }");
                line("Probe.pause();");
            }
            case 22 -> {
                String variable = fresh();
                line("for (int " + variable + " : " + expression("int[]", 0) + ") { Probe.burn();");
                push();
                declare("int", variable, true);
                block(depth + 1);
                scopes.remove(scopes.size() - 1);
                line("}");
            }
            case 23 -> {
                String variable = fresh();
                line("Base " + variable + " = " + (random.nextBoolean() ? "new Derived();" : "new Base();"));
                line("Probe.note(" + variable + ".virt(" + expression("int", 1) + ", " + expression("String", 1)
                        + "));");
                line(variable + ".g += " + expression("int", 1) + "; " + variable + ".d[" + index(3) + "] *= "
                        + expression("double", 1) + "; " + variable + ".b[" + index(3) + "]++;");
                line("Probe.note(" + variable + ".f + \" \" + " + variable + ".g + " + variable + ".d[1] + " + variable
                        + ".b[0]);");
            }
            case 24 -> line("Probe.note(new Derived().twice(" + expression("Integer", 1) + "));");
            default -> modernStatement(depth);
        }
    }

    private void modernStatement(int depth) {
        if (!modern) {
            line("Probe.note(Color.values()[" + index(2) + "].tint(" + expression("int", 1) + "));");
            return;
        }
        String variable = fresh();
        line("Object " + variable + " = "
                + (random.nextBoolean()
                        ? "new Point(" + expression("int", 1) + ", " + expression("String", 1) + ")"
                        : expression("Object", 1))
                + ";");
        line("if (" + variable + " instanceof Point point" + names + " && point" + names + ".x() < "
                + expression("int", 1)
                + ") { Probe.note(point" + names + "); } else if (" + variable + " instanceof String text" + names
                + ") { Probe.note(text" + names + " + Probe.at(1)); }");
        line("Probe.note(switch (Probe.at(" + expression("int", 1) + ") & 3) { case 0 -> " + expression("int", 1)
                + "; case 1 -> { Probe.pause(); yield " + expression("int", 1) + "; } default -> "
                + expression("int", 1)
                + "; });");
    }

    private void assignment() {
        Variable variable = anyVariable();
        if (variable != null) {
            line(variable.name() + " = " + expression(variable.type(), 0) + ";");
        }
    }

    private void compound() {
        String[] operators = {"+=", "-=", "*=", "|=", "^=", "<<=", ">>=", "/="};
        Variable variable = anyVariable();
        if (variable == null) {
            return;
        }
        switch (variable.type()) {
            case "int", "long", "byte", "short", "char" ->
                line(variable.name() + " " + operators[random.nextInt(operators.length)] + " " + expression("int", 0)
                        + ";");
            case "float", "double" ->
                line(variable.name() + " " + operators[random.nextInt(3)] + " " + expression("float", 0) + ";");
            case "String" ->
                line(variable.name() + " = cut(" + variable.name() + " + "
                        + expression(new String[] {"int", "double", "String", "char"}[random.nextInt(4)], 1) + ");");
            case "boolean" -> line(variable.name() + " ^= " + expression("boolean", 0) + ";");
            case "int[]" ->
                line("if (" + variable.name() + " != null && " + variable.name() + ".length > 0) " + variable.name()
                        + "[" + index(1) + "] += " + expression("int", 0) + ";");
            default -> line("sa[" + index(4) + "] " + operators[random.nextInt(5)] + " " + expression("int", 0) + ";");
        }
    }

    /** What casts without saying so: fields and elements of small types, boxes, text that is null at first. */
    private void narrow() {
        String[] places = {"bf", "cf", "hf", "ff", "ba", "ca", "ha", "la", "ia", "ta"};
        String place = places[random.nextInt(places.length)];
        boolean isText = place.equals("ta");
        if (place.endsWith("a")) {
            place += "[" + index(3) + "]";
        }
        if (isText) {
            line(place + " += " + expression(new String[] {"int", "char", "String", "Object"}[random.nextInt(4)], 1)
                    + "; " + place.substring(0, 2) + "[1] = cut(\"\" + ta[1]);");
        } else if (random.nextInt(4) == 0) {
            line("Probe.note(" + (random.nextBoolean() ? place + "++" : "--" + place) + ");");
        } else if (place.startsWith("ff") || random.nextBoolean()) {
            String wide = place.startsWith("ia") ? "int" : new String[] {"long", "float", "double"}[random.nextInt(3)];
            line(place + " " + new String[] {"+=", "-=", "*="}[random.nextInt(3)] + " " + expression(wide, 0) + ";");
        } else {
            String[] operators = {"|=", "&=", "^=", "<<=", ">>=", ">>>=", "+=", "*="};
            line(place + " " + operators[random.nextInt(operators.length)] + " " + expression("int", 0) + ";");
        }
    }

    /** An expression some part of which throws, before what suspends or after it. */
    private void trap() {
        String e = fresh();
        String code = switch (random.nextInt(9)) {
            case 0 -> "na(" + expression("int", 1) + ")[" + expression("int", 1) + "] = " + expression("int", 1);
            case 1 -> "na(" + expression("int", 1) + ")[" + expression("int", 1) + "] += " + expression("int", 1);
            case 2 -> "oa[" + index(4) + "] = " + expression("Object", 1);
            case 3 -> "sf += (Integer) (Object) " + expression("Object", 1);
            case 4 -> "sf += " + expression("int", 1) + " % (" + expression("int", 1) + " & 1)";
            case 5 -> "nb(" + expression("int", 1) + ").f += " + expression("int", 1);
            case 6 -> "sf ^= nb(" + expression("int", 1) + ").b[" + expression("int", 1) + "]--";
            case 7 ->
                "sf += new int[" + expression("int", 1) + " % 5][" + expression("int", 1) + " % 5].length + "
                        + expression("int", 1);
            default -> "sg += ni(" + expression("int", 1) + ") * " + expression("long", 1);
        };
        line("try { " + code + "; } catch (NullPointerException | IndexOutOfBoundsException | ArrayStoreException"
                + " | ClassCastException | ArithmeticException | NegativeArraySizeException " + e + ") { Probe.note("
                + e
                + "); Probe.pause(); }");
    }

    private void loop(int depth) {
        String counter = fresh();
        String label = "l" + counter;
        int rounds = 1 + random.nextInt(4);
        labels.add(label);
        switch (random.nextInt(3)) {
            case 0 ->
                line(label + ": for (int " + counter + " = 0; " + counter + " < Probe.at(" + rounds + "); " + counter
                        + " += Probe.at(1)) { Probe.burn();");
            case 1 ->
                line("int " + counter + " = 0; " + label + ": while (" + counter + "++ < " + rounds + " && "
                        + expression("boolean", 1) + ") { Probe.burn();");
            default -> line("int " + counter + " = 0; " + label + ": do { Probe.burn();");
        }
        boolean doLoop = out.toString().endsWith("do { Probe.burn();\n");
        push();
        declare("int", counter, false);
        block(depth + 1);
        scopes.remove(scopes.size() - 1);
        labels.remove(labels.size() - 1);
        line(doLoop ? "} while (" + counter + "++ < " + rounds + " && " + expression("boolean", 1) + ");" : "}");
    }

    private void jump() {
        if (!labels.isEmpty()) {
            String label = labels.get(random.nextInt(labels.size()));
            line("if (" + expression("boolean", 1) + ") " + (random.nextBoolean() ? "break " : "continue ") + label
                    + ";");
        } else if (random.nextBoolean()) {
            line("if (" + expression("boolean", 1) + ") return " + expression(result, 1) + ";");
        } else {
            line("if (" + expression("boolean", 1) + ") throw new java.io.IOException(\"t\");");
        }
    }

    private void tryStatement(int depth) {
        line("try { if (sf == 77777) throw new java.io.IOException();"); // or nobody could catch one
        block(depth + 1);
        if (random.nextBoolean()) {
            line("Probe.fail(" + expression("int", 1) + ");");
        }
        boolean caught = random.nextInt(4) != 0;
        if (caught) {
            String variable = fresh();
            line(
                    random.nextBoolean()
                            ? "} catch (RuntimeException " + variable + ") {"
                            : "} catch (java.io.IOException | ArithmeticException " + variable + ") {");
            line("Probe.note(" + variable + ");");
            block(depth + 1);
        }
        if (!caught || random.nextBoolean()) {
            line("} finally {");
            List<String> outer = new ArrayList<>(labels);
            if (random.nextInt(3) != 0) {
                labels.clear();
            }
            block(depth + 1);
            labels.clear();
            labels.addAll(outer);
        }
        line("}");
    }

    private void resources(int depth) {
        String first = fresh();
        String second = fresh();
        line("try (Res " + first + " = new Res(" + expression("int", 1) + "); Res " + second + " = new Res(Probe.at("
                + random.nextInt(5) + "))) {");
        block(depth + 1);
        line("Probe.note(" + first + ".id + " + second + ".id);");
        line("} catch (java.io.IOException | IllegalStateException e" + first + ") { Probe.note(e" + first + "); }");
    }

    private void switchStatement(int depth) {
        boolean text = random.nextBoolean();
        line(
                text
                        ? "switch (String.valueOf(Probe.at(" + expression("int", 1) + ") & 3)) {"
                        : "switch (" + expression("int", 1) + " & 3) {");
        for (int i = 0; i < 3; i++) {
            line("case " + (text ? "\"" + i + "\"" : String.valueOf(i)) + ": {");
            block(depth + 1);
            line("}");
            if (random.nextBoolean()) {
                line("if (sf != 99999) break;");
            }
        }
        line("default: Probe.pause(); }");
    }

    private void lambda(int depth) {
        String captured = fresh();
        String variable = fresh();
        line("final int " + captured + " = " + expression("int", 0) + ";");
        switch (random.nextInt(3)) {
            case 0 -> {
                line("Op " + variable + " = (x, y) -> { Probe.burn();");
                List<List<Variable>> outer = new ArrayList<>(scopes);
                List<String> outerLabels = new ArrayList<>(labels);
                String outerResult = result;
                scopes.clear();
                labels.clear();
                push();
                declare("int", captured, false);
                declare("int", "sf", true);
                result = "int";
                renameLambdaParameters(variable);
                block(depth + 1);
                line("return " + expression("int", 1) + " + " + captured + "; };");
                scopes.clear();
                scopes.addAll(outer);
                labels.addAll(outerLabels);
                result = outerResult;
            }
            case 1 ->
                line("Op " + variable + " = (x" + variable + ", y" + variable + ") -> x" + variable + " + Probe.at("
                        + captured + ") + (int) Probe.at(y" + variable + ");");
            default ->
                line("Gen<Integer> g" + variable + " = Probe::at; Op " + variable + " = (x" + variable + ", y"
                        + variable + ") -> g" + variable + ".get(x" + variable + ");");
        }
        line("Probe.note(" + variable + ".op(" + expression("int", 1) + ", " + expression("long", 1) + "));");
    }

    /** Nested lambdas may not use one parameter name twice. */
    private void renameLambdaParameters(String variable) {
        int at = out.lastIndexOf("(x, y)");
        out.replace(at, at + "(x, y)".length(), "(x" + variable + ", y" + variable + ")");
        declare("int", "x" + variable, true);
        declare("long", "y" + variable, true);
    }

    // ---- expressions ----

    private String expression(String type, int depth) {
        if (depth >= DEEPEST_EXPRESSION || random.nextInt(5) == 0) {
            return leaf(type);
        }
        if (random.nextInt(3) == 0) {
            return suspending(type, depth);
        }
        int next = depth + 1;
        switch (type) {
            case "int":
                return switch (random.nextInt(9)) {
                    case 0 -> "(" + expression("int", next) + " + " + expression("int", next) + ")";
                    case 1 -> "(" + expression("int", next) + " * " + expression("short", next) + ")";
                    case 2 -> "(" + expression("int", next) + " / " + expression("int", next) + ")";
                    case 3 -> "(int) " + expression("long", next);
                    case 4 -> "sa[" + index(4) + "]";
                    case 5 ->
                        "(" + expression("boolean", next) + " ? " + expression("int", next) + " : "
                                + expression("byte", next) + ")";
                    case 6 ->
                        "new Box(" + expression("int", next) + ", " + expression("String", next) + ", "
                                + expression("long", next) + ").i";
                    case 7 -> "sa[" + index(4) + "]++";
                    default -> "(sa[" + index(4) + "] += " + expression("int", next) + ")";
                };
            case "long":
                return random.nextBoolean()
                        ? "(" + expression("long", next) + " - " + expression("int", next) + ")"
                        : "(" + expression("long", next) + " << " + expression("int", next) + ")";
            case "float":
                return "(" + expression("float", next) + " * " + expression("float", next) + ")";
            case "double":
                return random.nextBoolean()
                        ? "(" + expression("double", next) + " / " + expression("float", next) + ")"
                        : "(" + expression("long", next) + " + " + expression("double", next) + ")";
            case "boolean":
                return switch (random.nextInt(5)) {
                    case 0 -> "(" + expression("int", next) + " < " + expression("long", next) + ")";
                    case 1 -> "(" + expression("boolean", next) + " && " + expression("boolean", next) + ")";
                    case 2 -> "(" + expression("boolean", next) + " || " + expression("boolean", next) + ")";
                    case 3 -> "(" + expression("double", next) + " >= " + expression("float", next) + ")";
                    default -> "!" + expression("boolean", next);
                };
            case "byte", "char", "short":
                return "(" + type + ") (" + expression("int", next) + " + " + expression("int", next) + ")";
            case "String":
                return switch (random.nextInt(4)) {
                    case 0 -> "(\"x\" + " + expression("int", next) + " + " + expression("double", next) + ")";
                    case 1 -> "String.valueOf((Integer) " + expression("Integer", next) + ")";
                    case 2 -> "new Box(" + expression("int", next) + ", \"b\", " + expression("long", next) + ").s";
                    default ->
                        "(" + expression("boolean", next) + " ? " + expression("String", next) + " : "
                                + expression("String", next) + ")";
                };
            case "int[]":
                return random.nextBoolean()
                        ? "new int[] {" + expression("int", next) + ", " + expression("int", next) + "}"
                        : "new int[" + expression("int", next) + " & 3]";
            case "Object":
                return switch (random.nextInt(4)) {
                    case 0 -> expression("String", next);
                    case 1 -> "new Box(" + expression("int", next) + ", " + expression("String", next) + ", 5L)";
                    case 2 -> "(Object) " + expression("Integer", next);
                    default ->
                        "(" + expression("boolean", next) + " ? (Object) " + expression("String", next) + " : (Object) "
                                + expression("Integer", next) + ")";
                };
            default:
                return "Integer.valueOf((int) " + expression("int", next) + ")";
        }
    }

    /** The argument is cast, or javac would try it with each overload again, exponentially often. */
    private String suspending(String type, int depth) {
        int next = depth + 1;
        if (method < METHODS && type.equals("int") && random.nextInt(4) == 0) {
            return random.nextBoolean()
                    ? "Probe.fail(" + expression("int", next) + ")"
                    : "new Derived().virt(" + expression("int", next) + ", " + expression("String", next) + ")";
        }
        if (type.equals("Object") && method > 0 && method < METHODS && random.nextBoolean()) {
            return "(Object) m" + random.nextInt(method) + "(" + expression("int", next) + ", "
                    + expression("long", next) + ", " + expression("double", next) + ", " + expression("String", next)
                    + ")";
        }
        return switch (type) {
            case "Object", "String", "int[]", "Integer" ->
                "Probe.<" + type + ">at((" + type + ") " + expression(type, next) + ")";
            default -> "Probe.at((" + type + ") " + expression(type, next) + ")";
        };
    }

    private String leaf(String type) {
        List<Variable> fitting = new ArrayList<>();
        for (List<Variable> scope : scopes) {
            for (Variable variable : scope) {
                if (variable.type().equals(type)) {
                    fitting.add(variable);
                }
            }
        }
        if (!fitting.isEmpty() && random.nextInt(4) != 0) {
            return fitting.get(random.nextInt(fitting.size())).name();
        }
        return switch (type) {
            case "int" -> String.valueOf(random.nextInt(12) - 3).replaceAll("^(-.*)$", "($1)");
            case "long" -> "(" + (random.nextBoolean() ? random.nextLong() : random.nextInt(5)) + "L)";
            case "float" -> new String[] {"1.5f", "-0.0f", "Float.NaN", "3f"}[random.nextInt(4)];
            case "double" -> new String[] {"2.5", "-0.0", "Double.NaN", "1e300"}[random.nextInt(4)];
            case "boolean" -> String.valueOf(random.nextBoolean());
            case "byte", "short", "char" -> "(" + type + ") " + random.nextInt(100);
            case "String" -> new String[] {"\"a\"", "\"bc\"", "ss"}[random.nextInt(3)];
            case "int[]" -> "sa";
            case "Object" -> random.nextInt(4) == 0 ? "null" : "\"o\"";
            default -> "Integer.valueOf(" + random.nextInt(9) + ")";
        };
    }

    private String index(int length) {
        return "(" + expression("int", 2) + " & 0x7fffffff) % " + length;
    }

    // ---- names ----

    private Variable anyVariable() {
        List<Variable> writable = new ArrayList<>();
        scopes.forEach(scope -> scope.stream().filter(Variable::writable).forEach(writable::add));
        return writable.isEmpty() ? null : writable.get(random.nextInt(writable.size()));
    }

    private String anyType() {
        return TYPES[random.nextInt(TYPES.length)];
    }

    private String fresh() {
        return "v" + names++;
    }

    private void push() {
        scopes.add(new ArrayList<>());
    }

    private void declare(String type, String variable, boolean writable) {
        scopes.get(scopes.size() - 1).add(new Variable(type, variable, writable));
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
