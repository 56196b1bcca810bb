package dev.bobbin.libraries;

import dev.bobbin.Suspendable;
import dev.bobbin.harness.Probe;
import dev.bobbin.harness.Programs;
import dev.bobbin.instrument.RefusedException;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * A library that knows nothing of coroutines, with a mark and a suspension point added to every method that may have them.
 * Left out is what the build refuses, by name and descriptor, since overriding spreads a mark: what initialisers call, what
 * takes monitors, native methods.
 */
final class Library {

    private static final String MARK = Type.getDescriptor(Suspendable.class);

    private final Map<String, byte[]> classes;
    private final Set<String> left = new HashSet<>();
    private final Set<String> calledEarly = new HashSet<>();
    private final Map<String, String> accessed = new TreeMap<>();
    private int marked;

    private Library(Map<String, byte[]> classes) {
        this.classes = classes;
    }

    /** The library whose jar the build has put beside the tests. */
    static Library named(String name) {
        Map<String, byte[]> classes = new TreeMap<>();
        try (JarFile jar = new JarFile(jarOf(name).toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                String file = entry.getName();
                if (file.endsWith(".class") && !file.startsWith("META-INF") && !file.equals("module-info.class")) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        classes.put(file.substring(0, file.length() - ".class".length()), in.readAllBytes());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Library(classes);
    }

    static Path jarOf(String name) {
        return Path.of("target", "libraries", name + ".jar").toAbsolutePath();
    }

    int methodsMarked() {
        return marked;
    }

    int size() {
        return classes.size();
    }

    /**
     * The classes with marks and suspension points, and {@code more} with them, instrumented together. What is refused after
     * all, for its size, is left as it was.
     */
    Programs suspendingEverywhere(Map<String, byte[]> more) {
        classes.values().forEach(this::findRefused);
        accessed.forEach((accessor, method) -> {
            if (calledEarly.contains(accessor)) {
                left.add(method);
            }
        });
        Set<String> leftWhole = new HashSet<>();
        for (; ; ) {
            marked = 0;
            Map<String, byte[]> result = new TreeMap<>(more);
            classes.forEach((name, bytes) -> result.put(name, leftWhole.contains(name) ? bytes : mark(bytes)));
            try {
                return Programs.of(result);
            } catch (RefusedException e) {
                if (!addTooLarge(e, leftWhole)) {
                    throw e;
                }
            }
        }
    }

    /** Methods can outgrow the JVM's limit; their classes are found by their source files. */
    private boolean addTooLarge(RefusedException refused, Set<String> leftWhole) {
        boolean added = false;
        for (Diagnostic diagnostic : refused.getDiagnostics()) {
            if (diagnostic.isError()) {
                if (!diagnostic.rule().equals("method-too-large")) {
                    return false;
                }
                String source = diagnostic.where().toString().replaceAll("\\.java.*", "");
                for (String name : classes.keySet()) {
                    added |= name.matches(".*/" + source + "(\\$.*)?") && leftWhole.add(name);
                }
            }
        }
        return added;
    }

    /** A method and those that override it, bridges to it with other results among them. */
    private static String key(String name, String descriptor) {
        return name + descriptor.substring(0, descriptor.indexOf(')'));
    }

    private void findRefused(byte[] bytes) {
        String type = new ClassReader(bytes).getClassName();
        new ClassReader(bytes)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] exceptions) {
                                if ((access & (Opcodes.ACC_NATIVE | Opcodes.ACC_SYNCHRONIZED)) != 0) {
                                    left.add(key(name, descriptor));
                                }
                                return new MethodVisitor(Opcodes.ASM9) {
                                    @Override
                                    public void visitMethodInsn(
                                            int opcode, String owner, String callee, String called, boolean itf) {
                                        if (name.startsWith("<")) {
                                            left.add(key(callee, called));
                                            calledEarly.add(owner + '.' + callee + called);
                                        } else if (name.startsWith("access$")) {
                                            accessed.put(type + '.' + name + descriptor, key(callee, called));
                                        }
                                    }

                                    @Override
                                    public void visitInsn(int opcode) {
                                        if (opcode == Opcodes.MONITORENTER) {
                                            left.add(key(name, descriptor));
                                        }
                                    }
                                };
                            }
                        },
                        ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }

    private byte[] mark(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
                        int never = Opcodes.ACC_NATIVE | Opcodes.ACC_SYNTHETIC | Opcodes.ACC_BRIDGE;
                        if (name.startsWith("<") || (access & never) != 0 || left.contains(key(name, descriptor))) {
                            return next;
                        }
                        marked++;
                        next.visitAnnotation(MARK, true).visitEnd();
                        return new MethodVisitor(Opcodes.ASM9, next) {
                            @Override
                            public void visitCode() {
                                super.visitCode();
                                super.visitMethodInsn(
                                        Opcodes.INVOKESTATIC,
                                        Type.getInternalName(Probe.class),
                                        "pauseIfPossible",
                                        "()V",
                                        false);
                            }
                        };
                    }
                },
                0);
        return writer.toByteArray();
    }
}
