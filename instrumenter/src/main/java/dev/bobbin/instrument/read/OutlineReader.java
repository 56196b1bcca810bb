package dev.bobbin.instrument.read;

import dev.bobbin.instrument.contract.Contract;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Reads a class file's outline. Of all code it looks only into the few methods with which compilers forward calls. */
final class OutlineReader extends ClassVisitor {

    private int access;
    private String name = "";
    private String superName;
    private List<String> interfaces = Collections.emptyList();
    private boolean sealed;
    private boolean marked;
    private Set<String> suppressed = Collections.emptySet();
    private Optional<Boolean> adapts = Optional.empty();
    private int format;
    private Optional<String> generatedFor = Optional.empty();
    private final List<MethodOutline> methods = new ArrayList<>();

    private OutlineReader() {
        super(Contract.ASM_API);
    }

    /**
     * @param expected the name under which the class was found
     * @throws UnreadableClassException if the bytes are no class file
     */
    static ClassOutline read(String expected, byte[] bytes) {
        OutlineReader outline = new OutlineReader();
        try {
            NewerClassFiles.reader(bytes).accept(outline, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        } catch (RuntimeException e) { // ASM stumbles over damage in many ways
            throw new UnreadableClassException(expected, e);
        }
        return new ClassOutline(
                NewerClassFiles.majorOf(bytes),
                outline.access,
                outline.name,
                outline.superName,
                outline.interfaces,
                outline.sealed,
                outline.marked,
                outline.suppressed,
                outline.adapts,
                outline.format,
                outline.generatedFor,
                Collections.unmodifiableList(outline.methods));
    }

    @Override
    public void visit(
            int classVersion, int flags, String className, String signature, String parent, String[] directInterfaces) {
        access = flags;
        name = className;
        superName = parent;
        interfaces = Collections.unmodifiableList(Arrays.asList(directInterfaces));
    }

    @Override
    public void visitPermittedSubclass(String subclass) {
        sealed = true;
    }

    @Override
    public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
        if (descriptor.equals(Contract.SUSPENDABLE)) {
            marked = true;
        } else if (descriptor.equals(Contract.SUPPRESS_WARNINGS)) {
            suppressed = new TreeSet<>();
            return stringsInto(suppressed);
        } else if (descriptor.equals(Contract.ADAPT_BLOCKING_CALLS)) {
            adapts = Optional.of(true); // the default of its one property
            return new AnnotationVisitor(Contract.ASM_API) {
                @Override
                public void visit(String property, Object value) {
                    adapts = Optional.of((Boolean) value);
                }
            };
        } else if (descriptor.equals(Contract.INSTRUMENTED)) {
            return new AnnotationVisitor(Contract.ASM_API) {
                @Override
                public void visit(String property, Object value) {
                    format = (Integer) value;
                }
            };
        } else if (descriptor.equals(Contract.GENERATED)) {
            return new AnnotationVisitor(Contract.ASM_API) {
                @Override
                public void visit(String property, Object value) {
                    generatedFor = Optional.of(((Type) value).getInternalName());
                }
            };
        }
        return null;
    }

    @Override
    public MethodVisitor visitMethod(
            int flags, String methodName, String descriptor, String signature, String[] exceptions) {
        return new MethodVisitor(Contract.ASM_API) {
            private boolean methodMarked;
            private Set<String> methodSuppressed = Collections.emptySet();
            private MethodOutline.Reference called;

            @Override
            public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                methodMarked |= annotation.equals(Contract.SUSPENDABLE);
                if (!annotation.equals(Contract.SUPPRESS_WARNINGS)) {
                    return null;
                }
                methodSuppressed = new TreeSet<>();
                return stringsInto(methodSuppressed);
            }

            @Override
            public void visitMethodInsn(int opcode, String owner, String callee, String calleeType, boolean itf) {
                called = new MethodOutline.Reference(owner, callee, calleeType);
            }

            @Override
            public void visitEnd() {
                boolean forwards = (flags & Opcodes.ACC_BRIDGE) != 0
                        || (flags & Opcodes.ACC_SYNTHETIC) != 0 && MethodOutline.isAccessorName(methodName);
                methods.add(new MethodOutline(
                        flags,
                        methodName,
                        descriptor,
                        methodMarked,
                        methodSuppressed,
                        forwards ? Optional.ofNullable(called) : Optional.empty()));
            }
        };
    }

    /** Collects the strings in an annotation's one property, an array. */
    private static AnnotationVisitor stringsInto(Set<String> strings) {
        return new AnnotationVisitor(Contract.ASM_API) {
            @Override
            public void visit(String property, Object value) {
                strings.add(value.toString());
            }

            @Override
            public AnnotationVisitor visitArray(String property) {
                return this;
            }
        };
    }
}
