package dev.bobbin.instrument.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodNode;

/** Which instruction can run after which (rows K4 and F18 of the list of shapes). Indexes count labels. */
class FlowGraphTest implements Opcodes {

    @Test
    void aMethodThatDoesNothingEndsAtItsReturn() {
        FlowGraph graph = graph(m -> m.visitInsn(RETURN));
        assertThat(graph.size()).isEqualTo(1);
        assertThat(graph.successors(0)).isEmpty();
        assertThat(graph.handlers(0)).isEmpty();
    }

    @Test
    void aLoopLeadsBackAndOut() {
        FlowGraph graph = graph(m -> {
            Label loop = new Label();
            m.visitLabel(loop); // 0
            m.visitIincInsn(0, -1); // 1
            m.visitVarInsn(ILOAD, 0); // 2
            m.visitJumpInsn(IFNE, loop); // 3
            m.visitInsn(RETURN); // 4
        });
        assertThat(graph.successors(2)).containsExactly(3);
        assertThat(graph.successors(3)).containsExactlyInAnyOrder(4, 0);
    }

    @Test
    void aGotoAndAThrowDoNotFallThrough() {
        FlowGraph graph = graph(m -> {
            Label end = new Label();
            m.visitJumpInsn(GOTO, end); // 0
            m.visitInsn(ACONST_NULL); // 1
            m.visitInsn(ATHROW); // 2
            m.visitLabel(end); // 3
            m.visitInsn(RETURN); // 4
        });
        assertThat(graph.successors(0)).containsExactly(3);
        assertThat(graph.successors(2)).isEmpty();
        assertThat(graph.successors(3)).containsExactly(4);
    }

    @Test
    void aSwitchLeadsToEachTargetOnce() {
        FlowGraph graph = graph(m -> {
            Label one = new Label();
            Label other = new Label();
            m.visitVarInsn(ILOAD, 0); // 0
            m.visitTableSwitchInsn(1, 3, other, one, other, one); // 1
            m.visitLabel(one); // 2
            m.visitVarInsn(ILOAD, 0); // 3
            m.visitLookupSwitchInsn(one, new int[] {7, 900}, new Label[] {other, one}); // 4
            m.visitLabel(other); // 5
            m.visitInsn(RETURN); // 6
        });
        assertThat(graph.successors(1)).containsExactlyInAnyOrder(2, 5);
        assertThat(graph.successors(4)).containsExactlyInAnyOrder(2, 5);
    }

    @Test
    void aRangeCoversItsInstructionsAndNotItsEnd() {
        FlowGraph graph = graph(m -> {
            Label start = new Label();
            Label end = new Label();
            Label handler = new Label();
            m.visitTryCatchBlock(start, end, handler, "java/lang/Error");
            m.visitInsn(NOP); // 0
            m.visitLabel(start); // 1
            m.visitInsn(NOP); // 2
            m.visitLabel(end); // 3
            m.visitInsn(RETURN); // 4
            m.visitLabel(handler); // 5
            m.visitInsn(ATHROW); // 6
        });
        assertThat(graph.handlers(0)).isEmpty();
        assertThat(graph.handlers(1)).isEmpty(); // a label throws nothing
        assertThat(graph.handlers(2)).containsExactly(5);
        assertThat(graph.handlers(4)).isEmpty();
        assertThat(graph.successors(2)).containsExactly(3);
    }

    @Test
    void nestedRangesAreAskedInTheirOrderUntilOneCatchesAll() {
        FlowGraph graph = graph(m -> {
            Label start = new Label();
            Label inner = new Label();
            Label end = new Label();
            Label first = new Label();
            Label all = new Label();
            Label last = new Label();
            m.visitTryCatchBlock(start, inner, first, "java/lang/Error");
            m.visitTryCatchBlock(start, inner, all, null);
            m.visitTryCatchBlock(start, end, last, "java/lang/Exception");
            m.visitLabel(start); // 0
            m.visitInsn(NOP); // 1
            m.visitLabel(inner); // 2
            m.visitInsn(RETURN); // 3
            m.visitLabel(end); // 4
            m.visitLabel(first); // 5
            m.visitInsn(ATHROW); // 6
            m.visitLabel(all); // 7
            m.visitInsn(ATHROW); // 8
            m.visitLabel(last); // 9
            m.visitInsn(ATHROW); // 10
        });
        assertThat(graph.handlers(1)).containsExactly(5, 7, 9);
        assertThat(graph.handlersAsked(1)).containsExactly(5, 7);
        assertThat(graph.handlersAsked(3)).containsExactly(9);
    }

    @Test
    void aHandlerMayCoverItself() {
        FlowGraph graph = graph(m -> {
            Label start = new Label();
            Label end = new Label();
            m.visitTryCatchBlock(start, end, start, null);
            m.visitInsn(ACONST_NULL); // 0
            m.visitLabel(start); // 1
            m.visitInsn(POP); // 2
            m.visitLabel(end); // 3
            m.visitInsn(RETURN); // 4
        });
        assertThat(graph.handlers(2)).containsExactly(1);
    }

    private static FlowGraph graph(Consumer<MethodNode> code) {
        return FlowGraph.of(Methods.method("(I)V", code));
    }
}
