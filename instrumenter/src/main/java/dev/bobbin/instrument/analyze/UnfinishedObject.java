package dev.bobbin.instrument.analyze;

import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.BasicValue;

/** The value of a {@code NEW} whose constructor has not run: the verifier knows it by the instruction that made it. */
public final class UnfinishedObject extends BasicValue {

    private final TypeInsnNode site;

    UnfinishedObject(TypeInsnNode site) {
        super(Type.getObjectType(site.desc));
        this.site = site;
    }

    /** The {@code NEW} that {@code label} stands before, as stack maps name unfinished objects. */
    static UnfinishedObject at(LabelNode label) {
        AbstractInsnNode site = label;
        while (!(site instanceof TypeInsnNode)) {
            site = site.getNext();
        }
        return new UnfinishedObject((TypeInsnNode) site);
    }

    public TypeInsnNode site() {
        return site;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnfinishedObject && ((UnfinishedObject) other).site == site;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(site);
    }
}
