package dev.bobbin.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.tools.ToolProvider;

/** The program that {@link OtherJvm} starts: it does what it is asked to on its standard input. Java 8: see {@link Runs}. */
public final class Answers {

    /** Compile: a number of words, and the words. */
    static final int COMPILE = 1;

    /** Take programs: the compiled classes, the instrumented ones, and whether runs share them. */
    static final int LOAD = 2;

    /** Verify all classes. */
    static final int VERIFY = 3;

    /** Compare a program's runs: its name, a description, and the number and names of modes; -1 for all that there is. */
    static final int COMPARE = 4;

    private final DataInputStream in;
    private Runs runs;

    private Answers(DataInputStream in) {
        this.in = in;
    }

    public static void main(String[] none) throws IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
        System.setOut(System.err); // what programs print is no answer
        out.writeUTF(System.getProperty("java.specification.version"));
        out.flush();
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        Answers answers = new Answers(in);
        for (int request = in.read(); request >= 0; request = in.read()) {
            long before = Probe.suspensions();
            writeText(out, answers.answer(request));
            out.writeLong(Probe.suspensions() - before);
            out.flush();
        }
    }

    /** What is wrong, or an empty text. */
    private String answer(int request) throws IOException {
        try {
            switch (request) {
                case COMPILE:
                    return compile();
                case LOAD:
                    runs = new Runs(readClasses(), readClasses());
                    if (in.readBoolean()) {
                        runs.shareClasses();
                    }
                    return "";
                case VERIFY:
                    runs.verify();
                    return "";
                case COMPARE:
                    compare();
                    return "";
                default:
                    throw new AssertionError("nobody asks for " + request);
            }
        } catch (Exception | AssertionError | LinkageError e) {
            StringWriter text = new StringWriter();
            e.printStackTrace(new PrintWriter(text, true));
            return text.toString();
        }
    }

    private String compile() throws IOException {
        String[] words = new String[in.readInt()];
        for (int i = 0; i < words.length; i++) {
            words[i] = readText(in);
        }
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler().run(null, messages, messages, words);
        return code == 0 ? "" : new String(messages.toByteArray(), UTF_8);
    }

    private void compare() throws IOException {
        String name = readText(in);
        String description = readText(in);
        int modes = in.readInt();
        if (modes < 0) {
            runs.assertAlike(name, description);
        } else {
            Set<Mode> some = EnumSet.noneOf(Mode.class);
            for (int i = 0; i < modes; i++) {
                some.add(Mode.valueOf(readText(in)));
            }
            runs.assertAlike(name, description, some);
        }
    }

    private Map<String, byte[]> readClasses() throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            classes.put(readText(in), readBytes(in));
        }
        return classes;
    }

    static void writeText(DataOutputStream out, String text) throws IOException {
        writeBytes(out, text.getBytes(UTF_8));
    }

    static String readText(DataInputStream in) throws IOException {
        return new String(readBytes(in), UTF_8);
    }

    static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
