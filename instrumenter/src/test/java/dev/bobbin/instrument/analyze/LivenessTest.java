package dev.bobbin.instrument.analyze;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodNode;

/** Which locals are read later (rows K3 and K1 of the list of shapes: a slot that is never read again does not count). */
class LivenessTest implements Opcodes {

    @Test
    void aLocalIsLiveFromItsStoreToItsLastLoad() {
        String[] live = live(m -> {
            m.visitInsn(ICONST_1); // 0
            m.visitVarInsn(ISTORE, 3); // 1
            m.visitInsn(NOP); // 2
            m.visitVarInsn(ILOAD, 3); // 3
            m.visitInsn(IRETURN); // 4
        });
        assertThat(live).containsExactly("", "", "3", "3", "");
    }

    @Test
    void anIncrementReadsAndWrites() {
        String[] live = live(m -> {
            m.visitIincInsn(2, 1); // 0
            m.visitInsn(ICONST_1); // 1
            m.visitVarInsn(ISTORE, 2); // 2
            m.visitIincInsn(2, 1); // 3: nobody reads it, but it reads itself
            m.visitInsn(RETURN); // 4
        });
        assertThat(live).containsExactly("2", "", "", "2", "");
    }

    @Test
    void whatIsReadOnOnePathOnlyIsLiveBeforeTheBranch() {
        String[] live = live(m -> {
            Label other = new Label();
            m.visitVarInsn(ILOAD, 0); // 0
            m.visitJumpInsn(IFEQ, other); // 1
            m.visitVarInsn(ALOAD, 1); // 2
            m.visitInsn(ATHROW); // 3
            m.visitLabel(other); // 4
            m.visitVarInsn(LLOAD, 2); // 5
            m.visitInsn(LRETURN); // 6
        });
        assertThat(live).containsExactly("0 1 2", "1 2", "1", "", "2", "2", "");
    }

    @Test
    void whatTheNextRoundOfALoopReadsIsLiveAtItsEnd() {
        String[] live = live(m -> {
            Label loop = new Label();
            m.visitLabel(loop); // 0
            m.visitVarInsn(ALOAD, 5); // 1
            m.visitInsn(POP); // 2
            m.visitVarInsn(ILOAD, 0); // 3
            m.visitJumpInsn(IFNE, loop); // 4
            m.visitInsn(RETURN); // 5
        });
        assertThat(live).containsExactly("0 5", "0 5", "0 5", "0 5", "0 5", "");
    }

    @Test
    void whatAHandlerReadsIsLiveInItsWholeRangeEvenBeforeAStore() {
        String[] live = live(m -> {
            Label start = new Label();
            Label end = new Label();
            Label handler = new Label();
            m.visitTryCatchBlock(start, end, handler, null);
            m.visitInsn(ICONST_1); // 0
            m.visitLabel(start); // 1
            m.visitVarInsn(ISTORE, 4); // 2: may throw before it writes, as far as the verifier knows
            m.visitLabel(end); // 3
            m.visitInsn(RETURN); // 4
            m.visitLabel(handler); // 5
            m.visitInsn(POP); // 6
            m.visitVarInsn(ILOAD, 4); // 7
            m.visitInsn(IRETURN); // 8
        });
        assertThat(live).containsExactly("4", "4", "4", "", "", "4", "4", "4", "");
    }

    @Test
    void nothingIsLiveForCodeThatOnlyEndsInAnEndlessLoop() {
        String[] live = live(m -> {
            Label loop = new Label();
            m.visitVarInsn(ISTORE, 1); // 0
            m.visitLabel(loop); // 1
            m.visitJumpInsn(GOTO, loop); // 2
        });
        assertThat(live).containsExactly("", "", "");
    }

    /** Before each instruction, the live slots. */
    private static String[] live(Consumer<MethodNode> code) {
        MethodNode method = Methods.method("(I)V", code);
        Liveness liveness = Liveness.of(method, FlowGraph.of(method));
        return IntStream.range(0, method.instructions.size())
                .mapToObj(index -> liveness.before(index).stream()
                        .mapToObj(Integer::toString)
                        .collect(joining(" ")))
                .toArray(String[]::new);
    }
}
