package dev.bobbin.instrument.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodNode;

/** Which monitors are held where (row K8 of the list of shapes). */
class MonitorsTest implements Opcodes {

    @Test
    void nestedOnesAreGivenInnermostFirst() {
        Held held = held(m -> {
            enter(m, 0); // 0, 1
            enter(m, 1); // 2, 3
            m.visitInsn(NOP); // 4
            exit(m, 1); // 5, 6
            m.visitInsn(NOP); // 7
            exit(m, 0); // 8, 9
            m.visitInsn(RETURN); // 10
        });
        assertThat(held.at(1)).isEmpty();
        assertThat(held.at(2)).containsExactly(1);
        assertThat(held.at(4)).containsExactly(3, 1);
        assertThat(held.at(7)).containsExactly(1);
        assertThat(held.at(10)).isEmpty();
    }

    @Test
    void oneThatIsEnteredAgainIsHeldTwice() {
        Held held = held(m -> {
            enter(m, 0); // 0, 1
            enter(m, 0); // 2, 3
            exit(m, 0); // 4, 5
            m.visitInsn(NOP); // 6
            exit(m, 0); // 7, 8
            m.visitInsn(RETURN); // 9
        });
        assertThat(held.at(4)).hasSize(2);
        assertThat(held.at(6)).hasSize(1);
        assertThat(held.at(9)).isEmpty();
    }

    @Test
    void theHandlerThatReleasesOneHoldsItUntilThen() {
        Held held = held(m -> {
            Label start = new Label();
            Label end = new Label();
            Label handler = new Label();
            Label handled = new Label();
            m.visitTryCatchBlock(start, end, handler, null);
            m.visitTryCatchBlock(handler, handled, handler, null);
            enter(m, 0); // 0, 1
            m.visitLabel(start); // 2
            m.visitInsn(NOP); // 3
            exit(m, 0); // 4, 5
            m.visitLabel(end); // 6
            m.visitInsn(RETURN); // 7
            m.visitLabel(handler); // 8
            exit(m, 0); // 9, 10
            m.visitLabel(handled); // 11
            m.visitInsn(ATHROW); // 12
        });
        assertThat(held.at(7)).isEmpty();
        assertThat(held.at(8)).containsExactly(1);
        assertThat(held.at(10)).containsExactly(1);
        assertThat(held.at(12)).isEmpty();
    }

    @Test
    void aHandlerThatIsNotAskedInsideHoldsNothing() {
        Held held = held(m -> {
            Label start = new Label();
            Label end = new Label();
            Label release = new Label();
            Label handler = new Label();
            m.visitTryCatchBlock(start, end, release, null);
            m.visitTryCatchBlock(start, handler, handler, "java/lang/Exception");
            enter(m, 0); // 0, 1
            m.visitLabel(start); // 2
            m.visitInsn(NOP); // 3
            exit(m, 0); // 4, 5
            m.visitLabel(end); // 6
            m.visitInsn(RETURN); // 7
            m.visitLabel(release); // 8
            exit(m, 0); // 9, 10
            m.visitInsn(ATHROW); // 11
            m.visitLabel(handler); // 12
            m.visitInsn(ATHROW); // 13
        });
        assertThat(held.at(8)).containsExactly(1);
        assertThat(held.at(7)).isEmpty();
        assertThat(held.at(11)).isEmpty();
    }

    @Test
    void nobodyHoldsAnythingWhereNobodyGets() {
        Held held = held(m -> {
            enter(m, 0); // 0, 1
            m.visitInsn(RETURN); // 2
            m.visitInsn(NOP); // 3
        });
        assertThat(held.at(2)).hasSize(1);
        assertThat(held.at(3)).isEmpty();
    }

    private static void enter(MethodNode m, int slot) {
        m.visitVarInsn(ALOAD, slot);
        m.visitInsn(MONITORENTER);
    }

    private static void exit(MethodNode m, int slot) {
        m.visitVarInsn(ALOAD, slot);
        m.visitInsn(MONITOREXIT);
    }

    /** The indexes of the instructions that entered the monitors held before {@code index}. */
    private interface Held {
        List<Integer> at(int index);
    }

    private static Held held(Consumer<MethodNode> code) {
        MethodNode method = Methods.method("(Ljava/lang/Object;Ljava/lang/Object;)V", code);
        Monitors monitors = Monitors.of(method, FlowGraph.of(method));
        return index -> monitors.heldBefore(index).stream()
                .map(method.instructions::indexOf)
                .toList();
    }
}
