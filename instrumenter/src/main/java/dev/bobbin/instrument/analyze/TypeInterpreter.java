package dev.bobbin.instrument.analyze;

import dev.bobbin.instrument.contract.Contract;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;

/**
 * What each instruction does to types, as the verifier sees them. It never has to merge two types: where paths meet, the
 * class file's own stack map says what holds.
 */
final class TypeInterpreter extends BasicInterpreter {

    static final BasicValue NULL = new BasicValue(NULL_TYPE);

    TypeInterpreter() {
        super(Contract.ASM_API);
    }

    @Override
    public BasicValue newValue(Type type) {
        if (type != null && type.getSort() >= Type.ARRAY) {
            return new BasicValue(type);
        }
        return super.newValue(type);
    }

    @Override
    public BasicValue newOperation(AbstractInsnNode instruction) throws AnalyzerException {
        switch (instruction.getOpcode()) {
            case Opcodes.ACONST_NULL:
                return NULL;
            case Opcodes.NEW:
                return new UnfinishedObject((TypeInsnNode) instruction);
            default:
                return super.newOperation(instruction);
        }
    }

    @Override
    public BasicValue binaryOperation(AbstractInsnNode instruction, BasicValue array, BasicValue index)
            throws AnalyzerException {
        if (instruction.getOpcode() == Opcodes.AALOAD) {
            return elementOf(array);
        }
        return super.binaryOperation(instruction, array, index);
    }

    private BasicValue elementOf(BasicValue array) {
        if (array.getType().getSort() != Type.ARRAY) {
            return NULL; // an element of null: the instruction throws
        }
        return newValue(Type.getType(array.getType().getDescriptor().substring(1)));
    }
}
