package dev.bobbin.instrument.adapt;

import org.objectweb.asm.Type;

/** What takes the place of a call that blocks: an adapter, or the call itself in another thread. Immutable. */
final class Substitute {

    private final String owner; // empty if it is offloaded
    private final String name;
    private final String descriptor;
    private final boolean inInterface;

    private Substitute(String owner, String name, String descriptor, boolean inInterface) {
        this.owner = owner;
        this.name = name;
        this.descriptor = descriptor;
        this.inInterface = inInterface;
    }

    static Substitute offload() {
        return new Substitute("", "", "", false);
    }

    static Substitute adapter(String owner, String name, String descriptor, boolean inInterface) {
        return new Substitute(owner, name, descriptor, inInterface);
    }

    boolean isOffload() {
        return owner.isEmpty();
    }

    String owner() {
        return owner;
    }

    String name() {
        return name;
    }

    String descriptor() {
        return descriptor;
    }

    boolean isInInterface() {
        return inInterface;
    }

    /** As reports name it: {@code dev.bobbin.adapt.Threads.sleep}, or {@code offload}. */
    String label() {
        return isOffload() ? "offload" : Type.getObjectType(owner).getClassName() + "." + name;
    }
}
