package dev.bobbin.instrument.diagnostic;

import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodNode;

/** A place in the user's source, printed as compilers print it: {@code Orders.java:42}. */
public final class SourceLine implements Comparable<SourceLine> {

    private final String file;
    private final int line; // from 1; 0 if the class was compiled without line numbers

    private SourceLine(String file, int line) {
        this.file = file;
        this.line = line;
    }

    /** A line, from 1, of a file. */
    public static SourceLine at(String file, int line) {
        return new SourceLine(file, line);
    }

    /** Where {@code instruction} came from: the last line number at or before it in {@code method}. */
    public static SourceLine of(ClassNode owner, MethodNode method, AbstractInsnNode instruction) {
        int line = lineOf(instruction);
        return new SourceLine(fileOf(owner), line != 0 ? line : firstLine(method));
    }

    /**
     * Where {@code method} begins, as far as the class file tells: the line of its first statement. A method without code has
     * no line; compilers keep the order of the source, so it stands below the last line of the method before it, and that line
     * is named. Before the first method there is often the default constructor, which has the line of the class.
     */
    public static SourceLine of(ClassNode owner, MethodNode method) {
        int line = firstLine(method);
        for (int i = line == 0 ? owner.methods.indexOf(method) - 1 : -1; i >= 0 && line == 0; i--) {
            line = lastLine(owner.methods.get(i));
        }
        return new SourceLine(fileOf(owner), line);
    }

    /** The line of {@code instruction}, or 0 if no line number stands before it. */
    public static int lineOf(AbstractInsnNode instruction) {
        for (AbstractInsnNode at = instruction; at != null; at = at.getPrevious()) {
            if (at instanceof LineNumberNode) {
                return ((LineNumberNode) at).line;
            }
        }
        return 0;
    }

    /** The first line number of {@code method}, or 0 if it has none. */
    public static int firstLine(MethodNode method) {
        for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
            if (at instanceof LineNumberNode) {
                return ((LineNumberNode) at).line;
            }
        }
        return 0;
    }

    private static int lastLine(MethodNode method) {
        int line = 0;
        for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
            line = at instanceof LineNumberNode ? Math.max(line, ((LineNumberNode) at).line) : line;
        }
        return line;
    }

    /** The file of a class of which only the internal name is known. */
    public static SourceLine of(String className) {
        return new SourceLine(guessFile(className), 0);
    }

    /** The file's name, without folders. */
    public String file() {
        return file;
    }

    /** The line, from 1; 0 if it is not known. */
    public int line() {
        return line;
    }

    /** The source file that the class file names, or one guessed from the class's name. */
    public static String fileOf(ClassNode owner) {
        return owner.sourceFile != null ? owner.sourceFile : guessFile(owner.name);
    }

    private static String guessFile(String className) {
        String simple = className.substring(className.lastIndexOf('/') + 1);
        int dollar = simple.indexOf('$', 1);
        return (dollar < 0 ? simple : simple.substring(0, dollar)) + ".java";
    }

    @Override
    public int compareTo(SourceLine other) {
        int byFile = file.compareTo(other.file);
        return byFile != 0 ? byFile : Integer.compare(line, other.line);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceLine && compareTo((SourceLine) other) == 0;
    }

    @Override
    public int hashCode() {
        return file.hashCode() * 31 + line;
    }

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
