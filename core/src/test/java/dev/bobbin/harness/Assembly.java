package dev.bobbin.harness;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.util.Printer;

/**
 * Class files from text, instruction by instruction: what no compiler makes. One instruction a line, as {@code javap} names
 * it, {@code //} begins a comment, and besides there are
 *
 * <pre>
 *   .hidden Super                               package-private, and a subclass of Super
 *   .method name descriptor [virtual] [plain] [synthetic]   a static suspendable method, unless said otherwise; without one, it is run()
 *   label:
 *   .catch start end handler type               type any: all
 *   .line 42
 *   .local name descriptor start end slot
 *   .frame locals... | operands...              I J F D null top @label Type; else stack maps are computed
 *   at I                                        a suspension point: Probe.at(int)
 *   note I                                      Probe.note of the value on top
 * </pre>
 */
public final class Assembly {

    private static final String PROBE = "dev/bobbin/harness/Probe";
    private static final Map<String, Integer> OPCODE = new HashMap<>();

    static {
        for (int opcode = 0; opcode < Printer.OPCODES.length; opcode++) {
            OPCODE.putIfAbsent(Printer.OPCODES[opcode].toLowerCase(Locale.ROOT), opcode);
        }
    }

    private static final int ENOUGH = 30;

    private final ClassNode type = new ClassNode(Opcodes.ASM9);
    private MethodNode method;
    private Map<String, LabelNode> labels = new HashMap<>();
    private boolean hasFrames;
    private boolean hasSubroutines;

    private Assembly(String name, int version) {
        type.visit(version, Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER, name, null, "java/lang/Object", null);
    }

    /** The class {@code name} in a class file of {@code version}, an opcode such as {@link Opcodes#V17}. */
    public static byte[] assemble(String name, int version, String text) {
        Assembly assembly = new Assembly(name, version);
        if (!text.lines().anyMatch(line -> line.startsWith(".method"))) {
            assembly.line(".method run ()V");
        }
        text.lines()
                .map(line -> line.replaceFirst("//.*", "").strip())
                .filter(line -> !line.isEmpty())
                .forEach(assembly::line);
        return assembly.write();
    }

    private byte[] write() {
        ClassWriter writer = new ClassWriter(computed()) {
            @Override
            protected String getCommonSuperClass(String one, String other) {
                return (one + other).contains(type.name) ? "java/lang/Object" : super.getCommonSuperClass(one, other);
            }
        };
        writer.setComputeLimits(Integer.MAX_VALUE, Long.MAX_VALUE);
        type.accept(writer);
        return writer.toByteArray();
    }

    private int computed() {
        if (hasSubroutines) { // ASM takes some nested ones for one
            type.methods.forEach(m -> {
                m.maxStack = ENOUGH;
                m.maxLocals = ENOUGH;
            });
            return 0;
        }
        return hasFrames || (type.version & 0xffff) < Opcodes.V1_6
                ? ClassWriter.COMPUTE_MAXS
                : ClassWriter.COMPUTE_FRAMES;
    }

    private void line(String line) {
        String[] words = line.split("\\s+");
        switch (words[0]) {
            case ".hidden" -> {
                type.access &= ~Opcodes.ACC_PUBLIC;
                type.superName = words[1];
            }
            case ".method" -> begin(Arrays.asList(words));
            case ".catch" ->
                method.tryCatchBlocks.add(new TryCatchBlockNode(
                        label(words[1]), label(words[2]), label(words[3]), words[4].equals("any") ? null : words[4]));
            case ".line" -> {
                LabelNode here = new LabelNode();
                method.instructions.add(here);
                method.instructions.add(new LineNumberNode(Integer.parseInt(words[1]), here));
            }
            case ".local" -> {
                if (method.localVariables == null) {
                    method.localVariables = new java.util.ArrayList<>();
                }
                method.localVariables.add(new LocalVariableNode(
                        words[1], words[2], null, label(words[3]), label(words[4]), Integer.parseInt(words[5])));
            }
            case ".frame" -> frame(Arrays.asList(words));
            case "at" -> {
                String type = Type.getType(words[1]).getSort() >= Type.ARRAY ? "Ljava/lang/Object;" : words[1];
                call(Opcodes.INVOKESTATIC, PROBE, "at", "(" + type + ")" + type);
            }
            case "note" -> {
                box(words[1]);
                call(Opcodes.INVOKESTATIC, PROBE, "note", "(Ljava/lang/Object;)V");
            }
            default -> {
                if (words[0].endsWith(":")) {
                    method.instructions.add(label(words[0].substring(0, words[0].length() - 1)));
                } else {
                    instruction(words);
                }
            }
        }
    }

    private void begin(List<String> words) {
        int access = Opcodes.ACC_PUBLIC
                | (words.contains("virtual") ? 0 : Opcodes.ACC_STATIC)
                | (words.contains("synthetic") ? Opcodes.ACC_SYNTHETIC : 0);
        method = new MethodNode(Opcodes.ASM9, access, words.get(1), words.get(2), null, null);
        if (!words.contains("plain")) {
            method.visitAnnotation("Ldev/bobbin/Suspendable;", false);
        }
        type.methods.add(method);
        labels = new HashMap<>();
    }

    private LabelNode label(String name) {
        return labels.computeIfAbsent(name, n -> new LabelNode());
    }

    private void frame(List<String> words) {
        hasFrames = true;
        int bar = words.indexOf("|");
        Object[] locals =
                words.subList(1, bar).stream().map(this::verificationType).toArray();
        Object[] stack = words.subList(bar + 1, words.size()).stream()
                .map(this::verificationType)
                .toArray();
        method.instructions.add(new FrameNode(Opcodes.F_NEW, locals.length, locals, stack.length, stack));
    }

    private Object verificationType(String word) {
        return switch (word) {
            case "I" -> Opcodes.INTEGER;
            case "J" -> Opcodes.LONG;
            case "F" -> Opcodes.FLOAT;
            case "D" -> Opcodes.DOUBLE;
            case "null" -> Opcodes.NULL;
            case "top" -> Opcodes.TOP;
            default -> word.startsWith("@") ? label(word.substring(1)) : word;
        };
    }

    private void box(String descriptor) {
        String box = switch (descriptor) {
            case "I" -> "java/lang/Integer";
            case "J" -> "java/lang/Long";
            case "F" -> "java/lang/Float";
            case "D" -> "java/lang/Double";
            default -> null;
        };
        if (box != null) { // by constructor is what the oldest class library has, but valueOf is what the JVM has now
            call(Opcodes.INVOKESTATIC, box, "valueOf", "(" + descriptor + ")L" + box + ";");
        }
    }

    private void call(int opcode, String owner, String name, String descriptor) {
        method.instructions.add(new MethodInsnNode(opcode, owner, name, descriptor, opcode == Opcodes.INVOKEINTERFACE));
    }

    private void instruction(String[] words) {
        Integer opcode = OPCODE.get(words[0]);
        if (opcode == null) {
            throw new AssertionError("no instruction: " + String.join(" ", words));
        }
        switch (opcode) {
            case Opcodes.BIPUSH, Opcodes.SIPUSH, Opcodes.NEWARRAY ->
                method.instructions.add(new IntInsnNode(opcode, Integer.parseInt(words[1])));
            case Opcodes.LDC -> method.instructions.add(new LdcInsnNode(constant(words[1])));
            case Opcodes.ILOAD,
                    Opcodes.LLOAD,
                    Opcodes.FLOAD,
                    Opcodes.DLOAD,
                    Opcodes.ALOAD,
                    Opcodes.ISTORE,
                    Opcodes.LSTORE,
                    Opcodes.FSTORE,
                    Opcodes.DSTORE,
                    Opcodes.ASTORE,
                    Opcodes.RET -> method.instructions.add(new VarInsnNode(opcode, Integer.parseInt(words[1])));
            case Opcodes.IINC ->
                method.instructions.add(new IincInsnNode(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
            case Opcodes.NEW, Opcodes.ANEWARRAY, Opcodes.CHECKCAST, Opcodes.INSTANCEOF ->
                method.instructions.add(new TypeInsnNode(opcode, words[1]));
            case Opcodes.GETSTATIC, Opcodes.PUTSTATIC, Opcodes.GETFIELD, Opcodes.PUTFIELD -> {
                int dot = words[1].indexOf('.');
                method.instructions.add(
                        new FieldInsnNode(opcode, words[1].substring(0, dot), words[1].substring(dot + 1), words[2]));
            }
            case Opcodes.INVOKEVIRTUAL, Opcodes.INVOKESPECIAL, Opcodes.INVOKESTATIC, Opcodes.INVOKEINTERFACE -> {
                int dot = words[1].indexOf('.');
                call(opcode, words[1].substring(0, dot), words[1].substring(dot + 1), words[2]);
            }
            case Opcodes.TABLESWITCH -> {
                int first = Integer.parseInt(words[1]);
                LabelNode[] targets = targets(words, 3);
                method.instructions.add(
                        new TableSwitchInsnNode(first, first + targets.length - 1, label(words[2]), targets));
            }
            case Opcodes.LOOKUPSWITCH -> {
                int[] keys = Arrays.stream(words)
                        .skip(2)
                        .mapToInt(word -> Integer.parseInt(word.substring(0, word.indexOf(':'))))
                        .toArray();
                String[] names = Arrays.stream(words)
                        .map(word -> word.substring(word.indexOf(':') + 1))
                        .toArray(String[]::new);
                method.instructions.add(new LookupSwitchInsnNode(label(words[1]), keys, targets(names, 2)));
            }
            default -> {
                hasSubroutines |= opcode == Opcodes.JSR;
                boolean jumps = opcode >= Opcodes.IFEQ && opcode <= Opcodes.JSR
                        || opcode == Opcodes.IFNULL
                        || opcode == Opcodes.IFNONNULL;
                method.instructions.add(jumps ? new JumpInsnNode(opcode, label(words[1])) : new InsnNode(opcode));
            }
        }
    }

    private LabelNode[] targets(String[] words, int from) {
        return Arrays.stream(words).skip(from).map(this::label).toArray(LabelNode[]::new);
    }

    private static Object constant(String word) {
        char last = word.charAt(word.length() - 1);
        if (last == '"') {
            return word.substring(1, word.length() - 1);
        } else if (last == 'L') {
            return Long.valueOf(word.substring(0, word.length() - 1));
        } else if (last == 'f') {
            return Float.valueOf(word);
        }
        return word.contains(".") ? (Object) Double.valueOf(word) : Integer.valueOf(word);
    }
}
