package dev.bobbin.instrument.adapt;

import org.objectweb.asm.Type;

/** What takes the place of a call that blocks: an adapter, or the call itself in another thread. Immutable. */
final class Substitute {

    private final Row.Fate fate;
    private final String owner; // empty if there is no adapter
    private final String name;
    private final String descriptor;
    private final boolean inInterface;

    private Substitute(Row.Fate fate, String owner, String name, String descriptor, boolean inInterface) {
        this.fate = fate;
        this.owner = owner;
        this.name = name;
        this.descriptor = descriptor;
        this.inInterface = inInterface;
    }

    /** The call itself, in one of the ways that need no adapter. */
    static Substitute call(Row.Fate fate) {
        return new Substitute(fate, "", "", "", false);
    }

    static Substitute adapter(String owner, String name, String descriptor, boolean inInterface) {
        return new Substitute(Row.Fate.ADAPTER, owner, name, descriptor, inInterface);
    }

    boolean isAdapter() {
        return fate == Row.Fate.ADAPTER;
    }

    /** Whether it writes, and should, around an adapted socket, be made by the coroutine. */
    boolean sends() {
        return fate == Row.Fate.SEND || mayStay();
    }

    /** Whether it does no harm as it is, as a rule. */
    boolean mayStay() {
        return fate == Row.Fate.SEND_OR_STAY;
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

    /** As reports name it: {@code dev.bobbin.adapt.Threads.sleep}, {@code offload} or {@code send}. */
    String label() {
        return sends()
                ? "send"
                : !isAdapter() ? "offload" : Type.getObjectType(owner).getClassName() + "." + name;
    }
}
