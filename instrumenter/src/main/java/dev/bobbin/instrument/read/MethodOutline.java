package dev.bobbin.instrument.read;

import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Opcodes;

/** One method as its class declares it, without its code. */
public final class MethodOutline {

    /** A method named by an instruction. */
    public static final class Reference {
        private final String owner;
        private final String name;
        private final String descriptor;

        Reference(String owner, String name, String descriptor) {
            this.owner = owner;
            this.name = name;
            this.descriptor = descriptor;
        }

        public String owner() {
            return owner;
        }

        public String name() {
            return name;
        }

        public String descriptor() {
            return descriptor;
        }
    }

    private final int access;
    private final String name;
    private final String descriptor;
    private final boolean marked;
    private final Set<String> suppressed;
    private final Optional<Reference> forwardsTo;

    MethodOutline(
            int access,
            String name,
            String descriptor,
            boolean marked,
            Set<String> suppressed,
            Optional<Reference> forwardsTo) {
        this.access = access;
        this.name = name;
        this.descriptor = descriptor;
        this.marked = marked;
        this.suppressed = suppressed;
        this.forwardsTo = forwardsTo;
    }

    MethodOutline forwardingTo(Optional<Reference> called) {
        return new MethodOutline(access, name, descriptor, marked, suppressed, called);
    }

    public int access() {
        return access;
    }

    public String name() {
        return name;
    }

    public String descriptor() {
        return descriptor;
    }

    /** Whether the method itself is annotated. */
    public boolean isMarked() {
        return marked;
    }

    /** The ids of the warnings that the method itself does not want. */
    public Set<String> suppressedWarnings() {
        return suppressed;
    }

    /** The method that a compiler's bridge or accessor calls. */
    public Optional<Reference> forwardsTo() {
        return forwardsTo;
    }

    /** Whether compilers give this name to what they make to call another: javac to reach what is private, Kotlin for defaults. */
    static boolean isAccessorName(String name) {
        return name.startsWith("access$") || name.endsWith("$default");
    }

    /** Whether a compiler made it to call another method as its last act, for callers that cannot do so themselves. */
    public boolean isAccessor() {
        return isSynthetic() && isAccessorName(name);
    }

    public boolean isBridge() {
        return (access & Opcodes.ACC_BRIDGE) != 0;
    }

    public boolean isSynthetic() {
        return (access & Opcodes.ACC_SYNTHETIC) != 0;
    }

    public boolean isStatic() {
        return (access & Opcodes.ACC_STATIC) != 0;
    }

    public boolean isPrivate() {
        return (access & Opcodes.ACC_PRIVATE) != 0;
    }

    public boolean isAbstract() {
        return (access & Opcodes.ACC_ABSTRACT) != 0;
    }

    /** Whether this is a constructor or a static initialiser. */
    public boolean isInitializer() {
        return name.charAt(0) == '<';
    }
}
