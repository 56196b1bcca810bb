package dev.bobbin.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Random code for {@link dev.bobbin.harness.Assembly} that a verifier accepts and no compiler makes: values of all sizes are
 * shuffled on the operand stack and through locals, unfinished objects among them, over branches, loops and handlers.
 *
 * <p>It knows the kind of each value: {@code I}, {@code J}, {@code F}, {@code D}, {@code N}ull, {@code S}tring, string
 * {@code B}uilder, or an unfinished builder by the number of its NEW, as in {@code U3}.
 */
final class BytecodeGenerator {

    private static final int SLOTS = 9;
    private static final int FIRST_COUNTER = 20;
    private static final int DEEPEST = 3;
    private static final int MOST_OPERANDS = 9;
    private static final String STRING = "at Ljava/lang/Object;\ncheckcast java/lang/String";

    private static final String CALLER = """
            .method run ()V
            bipush 61
            ldc 62L
            ldc "s63"
            ldc 64.5
            invokestatic Shape.f (IJLjava/lang/String;D)V
            return
            .method f (IJLjava/lang/String;D)V""";

    /** As they lie in their slots. What comes behind them in the twin would be in slot 6, over which a local may lie. */
    private static final String[] PARAMETERS = {"I", "J", null, "S", "D", null};

    private final Random random;
    private final StringBuilder code = new StringBuilder();
    private final StringBuilder names = new StringBuilder(); // debuggers' names of locals
    private final List<String> stack = new ArrayList<>();
    private String[] locals = new String[SLOTS]; // null: none; the second slot of a wide one has none
    private Set<Integer> frozen = new HashSet<>(); // slots that must keep what they hold
    private Set<String> unfinished = new HashSet<>(); // objects that must stay so
    private int floor; // operands below must stay
    private int labels;
    private int sites;
    private int depth;

    private BytecodeGenerator(long seed) {
        random = new Random(seed);
    }

    /** A class whose {@code run()} calls a method with parameters of all sizes. The same seed gives the same. */
    static String generate(long seed, int statements) {
        BytecodeGenerator generator = new BytecodeGenerator(seed);
        generator.emit(CALLER);
        System.arraycopy(PARAMETERS, 0, generator.locals, 0, PARAMETERS.length);
        generator.statements(statements);
        generator.dropTo(0);
        for (int slot = 0; slot < SLOTS; slot++) {
            if (generator.locals[slot] != null && !generator.locals[slot].startsWith("U")) {
                generator.load(slot);
                generator.note();
            }
        }
        return generator.code + "return\nend:\n" + generator.names;
    }

    private void statements(int count) {
        for (int i = 0; i < count; i++) {
            statement();
        }
    }

    private void statement() {
        int above = stack.size() - floor;
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> constant();
            case 3, 4, 5 -> suspend();
            case 6, 7 -> {
                if (above > 0) {
                    store(random.nextInt(SLOTS - 1));
                }
            }
            case 8, 9 -> {
                int slot = random.nextInt(SLOTS);
                if (locals[slot] != null && stack.size() < MOST_OPERANDS) {
                    load(slot);
                }
            }
            case 10, 11, 12 -> move(random.nextInt(9));
            case 13, 14 -> {
                if (stack.size() < MOST_OPERANDS) {
                    emit("new java/lang/StringBuilder");
                    stack.add("U" + sites++);
                }
            }
            case 15, 16 -> construct();
            case 17 -> branch();
            case 18 -> loop();
            default -> tryBlock();
        }
    }

    private void constant() {
        if (stack.size() >= MOST_OPERANDS) {
            return;
        }
        int value = random.nextInt(60);
        switch (random.nextInt(6)) {
            case 0 -> push("I", "bipush " + value);
            case 1 -> push("J", "ldc " + value + "L");
            case 2 -> push("D", "ldc " + value + ".5");
            case 3 -> push("F", "ldc " + value + ".5f");
            case 4 -> push("N", "aconst_null");
            default -> push("S", "ldc \"s" + value + "\"");
        }
    }

    private void suspend() {
        if (stack.isEmpty() || top(0).startsWith("U") || top(0).equals("N")) {
            emit("bipush " + random.nextInt(60) + "\nat I\npop");
        } else {
            switch (top(0)) {
                case "S" -> emit(STRING);
                case "B" -> emit("at Ljava/lang/Object;\ncheckcast java/lang/StringBuilder");
                default -> emit("at " + top(0));
            }
        }
    }

    private void note() {
        String kind = stack.remove(stack.size() - 1);
        emit(kind.startsWith("U") ? "pop" : "note " + ("SBN".contains(kind) ? "L" : kind));
    }

    private void load(int slot) {
        push(locals[slot], opcodePrefix(locals[slot]) + "load " + slot);
    }

    private void store(int slot) {
        String kind = top(0);
        boolean tearsTheOneBefore = slot > 0 && locals[slot - 1] != null && isWide(locals[slot - 1]);
        if (frozen.contains(slot)
                || isWide(kind) && frozen.contains(slot + 1)
                || tearsTheOneBefore && frozen.contains(slot - 1)) {
            return;
        }
        stack.remove(stack.size() - 1);
        emit(opcodePrefix(kind) + "store " + slot);
        if (tearsTheOneBefore) {
            locals[slot - 1] = null;
        }
        if (kind.length() == 1 && random.nextBoolean()) {
            String name = "v" + labels++;
            String descriptor = "SBN".contains(kind) ? "Ljava/lang/Object;" : kind;
            emit(name + ":");
            names.append(".local " + name + " " + descriptor + " " + name + " end " + slot + "\n");
        }
        locals[slot] = kind;
        if (isWide(kind)) {
            locals[slot + 1] = null;
        }
    }

    /** One of the stack instructions, if the operands above the floor have the sizes that it wants. */
    private void move(int instruction) {
        int n = stack.size();
        int above = n - floor;
        String sizes = ""; // from the top
        for (int i = 0; i < Math.min(4, above); i++) {
            sizes += isWide(top(i)) ? "2" : "1";
        }
        String[] names = {"pop", "pop2", "dup", "dup_x1", "dup_x2", "dup2", "dup2_x1", "dup2_x2", "swap"};
        String name = names[instruction];
        int copied = name.startsWith("dup2") ? 2 : 1;
        int under = name.endsWith("_x1") ? 1 : name.endsWith("_x2") ? 2 : 0;
        if (name.equals("swap")) {
            if (sizes.startsWith("11")) {
                emit(name);
                stack.add(n - 2, stack.remove(n - 1));
            }
            return;
        }
        int group = values(sizes, 0, name.equals("pop2") ? 2 : copied);
        int skipped = group < 0 ? -1 : values(sizes, group, under);
        if (skipped < 0 || name.startsWith("dup") && n + group > MOST_OPERANDS) {
            return;
        }
        emit(name);
        List<String> moved = new ArrayList<>(stack.subList(n - group, n));
        if (name.startsWith("pop")) {
            stack.subList(n - group, n).clear();
        } else {
            stack.addAll(n - group - skipped, moved);
        }
    }

    /** How many values, from the {@code from}-th on, take exactly {@code slots}; -1 if none do. */
    private static int values(String sizes, int from, int slots) {
        int count = 0;
        int taken = 0;
        while (taken < slots && from + count < sizes.length()) {
            taken += sizes.charAt(from + count) - '0';
            count++;
        }
        return taken == slots ? count : -1;
    }

    private void construct() {
        if (stack.size() <= floor || !top(0).startsWith("U") || unfinished.contains(top(0))) {
            return;
        }
        String object = stack.remove(stack.size() - 1);
        int value = random.nextInt(60);
        if (random.nextBoolean()) {
            emit("bipush " + value + "\nat I\ninvokespecial java/lang/StringBuilder.<init> (I)V");
        } else {
            emit("ldc \"b" + value + "\"\n" + STRING
                    + "\ninvokespecial java/lang/StringBuilder.<init> (Ljava/lang/String;)V");
        }
        stack.replaceAll(kind -> kind.equals(object) ? "B" : kind);
        for (int slot = 0; slot < SLOTS; slot++) {
            locals[slot] = object.equals(locals[slot]) ? "B" : locals[slot];
        }
    }

    private void branch() {
        if (depth == DEEPEST) {
            return;
        }
        String end = "l" + labels++;
        String[] before = locals.clone();
        emit("bipush " + random.nextInt(2) + "\nat I\nifeq " + end);
        block(false);
        emit(end + ":");
        for (int slot = 0; slot < SLOTS; slot++) {
            locals[slot] = before[slot] != null && before[slot].equals(locals[slot]) ? locals[slot] : null;
        }
    }

    private void loop() {
        if (depth == DEEPEST) {
            return;
        }
        String start = "l" + labels++;
        int counter = FIRST_COUNTER + depth;
        emit("iconst_" + (1 + random.nextInt(2)) + "\nistore " + counter + "\n" + start + ":");
        block(true);
        emit("iinc " + counter + " -1\niload " + counter + "\nifgt " + start);
    }

    private void tryBlock() {
        if (depth == DEEPEST || !stack.isEmpty()) {
            return;
        }
        int number = labels++;
        String[] before = locals.clone();
        emit("s" + number + ":\nbipush 1\nat I\npop");
        if (random.nextBoolean()) {
            block(true);
        }
        emit("bipush " + random.nextInt(3) + "\nat I\nifne e" + number + "\naconst_null\nathrow");
        emit("e" + number + ":\ngoto j" + number + "\nh" + number + ":\nnote L\nj" + number + ":");
        emit(".catch s" + number + " e" + number + " h" + number + " "
                + (random.nextBoolean() ? "any" : "java/lang/NullPointerException"));
        locals = before;
    }

    /** Statements that leave the operands as they are, and, if what is there {@code stays}, also the locals. */
    private void block(boolean stays) {
        int outerFloor = floor;
        Set<Integer> outerFrozen = frozen;
        Set<String> outerUnfinished = unfinished;
        floor = stack.size();
        frozen = new HashSet<>(frozen);
        unfinished = new HashSet<>(unfinished);
        unfinished.addAll(stack);
        for (int slot = 0; slot < SLOTS; slot++) {
            if (locals[slot] != null) {
                unfinished.add(locals[slot]);
                if (stays) {
                    frozen.add(slot);
                    if (isWide(locals[slot])) {
                        frozen.add(slot + 1);
                    }
                }
            }
        }
        depth++;
        statements(2 + random.nextInt(8));
        depth--;
        dropTo(floor);
        floor = outerFloor;
        frozen = outerFrozen;
        unfinished = outerUnfinished;
    }

    private void dropTo(int size) {
        while (stack.size() > size) {
            note();
        }
    }

    private void push(String kind, String instruction) {
        emit(instruction);
        stack.add(kind);
    }

    private String top(int down) {
        return stack.get(stack.size() - 1 - down);
    }

    private static boolean isWide(String kind) {
        return Arrays.asList("J", "D").contains(kind);
    }

    private static String opcodePrefix(String kind) {
        return switch (kind) {
            case "I" -> "i";
            case "J" -> "l";
            case "F" -> "f";
            case "D" -> "d";
            default -> "a";
        };
    }

    private void emit(String lines) {
        code.append(lines).append('\n');
    }
}
