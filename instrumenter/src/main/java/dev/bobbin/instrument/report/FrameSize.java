package dev.bobbin.instrument.report;

import dev.bobbin.instrument.plan.FrameField;
import java.util.List;
import org.objectweb.asm.Type;

/**
 * How much heap a frame takes on the HotSpot of today as most run it: 64 bits, compressed references. The header takes 12 bytes, and
 * the runtime's {@code Frame} adds two fields of 4, the state and the caller's frame.
 */
final class FrameSize {

    private static final int FRAME = 12 + 4 + 4;
    private static final int ALIGNMENT = 8;

    private FrameSize() {}

    /** The bytes of a field of {@code type}. */
    static int of(Type type) {
        switch (type.getSort()) {
            case Type.BOOLEAN:
            case Type.BYTE:
                return 1;
            case Type.CHAR:
            case Type.SHORT:
                return 2;
            case Type.LONG:
            case Type.DOUBLE:
                return 8;
            default:
                return 4;
        }
    }

    /** The bytes of an object with these fields: the big ones start at a multiple of 8, and small ones fill the gap before them. */
    static int of(List<FrameField> fields) {
        int big = 0;
        int small = 0;
        for (FrameField field : fields) {
            int bytes = of(field.type());
            if (bytes == ALIGNMENT) {
                big += bytes;
            } else {
                small += bytes;
            }
        }
        int gap = big == 0 ? 0 : ALIGNMENT - FRAME % ALIGNMENT;
        return aligned(FRAME + Math.max(gap, small) + big);
    }

    private static int aligned(int bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
