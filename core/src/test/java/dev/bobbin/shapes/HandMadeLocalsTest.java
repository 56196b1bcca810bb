package dev.bobbin.shapes;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Locals as no compiler lays them out. */
class HandMadeLocalsTest extends HandMadeTest {

    @Shape("B17")
    @Test
    void oneValueIsInSeveralLocalsAndOnTheStack() {
        alike("""
                new java/lang/Object
                dup
                invokespecial java/lang/Object.<init> ()V
                dup
                astore 0
                dup
                astore 3
                dup                             // under the call, twice
                iconst_5
                at I
                note I
                if_acmpne different
                aload 0
                aload 3
                if_acmpne different
                ldc 7L
                dup2
                lstore 1
                dup2
                dup2
                at J
                note J
                lload 1
                lcmp
                note I
                note J
                return
                different:
                ldc "different"
                note L
                return
                """);
    }

    @Shape("B20")
    @Test
    void localsBeyondTheFirst256AreIncrementedAndKept() {
        alike("""
                ldc 11
                istore 255
                ldc 12
                istore 256
                ldc 13L
                lstore 300
                ldc 1.5
                dstore 65000
                iinc 255 1
                iinc 256 1000
                bipush 3
                at I
                note I
                iinc 256 -2000
                iinc 255 -1
                iload 255
                note I
                iload 256
                at I
                iload 256
                iadd
                note I
                lload 300
                at J
                note J
                dload 65000
                note D
                return
                """);
    }

    @Shape("B20")
    @Test
    void aTwoSlotLocalMayStraddleTheSlotBehindTheParameters() {
        alike("""
                .method run ()V
                bipush 7
                invokestatic Shape.f (I)J
                note J
                bipush 8
                ldc 9L
                invokestatic Shape.g (IJ)D
                note D
                return
                .method f (I)J
                iload 0
                at I
                i2l
                lstore 0                        // slot 1 is where the twin's own parameter would be
                lload 0
                at J
                lload 0
                ladd
                at J
                lload 0
                lmul
                lreturn
                .method g (IJ)D
                again:
                iload 0
                at I
                i2d
                dstore 2
                dload 2
                at D
                dload 2
                dadd
                dup2
                note D
                bipush 0
                at I
                ifeq out
                dup2
                d2l
                lstore 1
                pop2
                iconst_0
                istore 0
                goto again
                out:
                dload 2
                dadd
                dreturn
                """);
    }

    @Shape("B20")
    @Test
    void aParameterIsOverwrittenWithAnotherType() {
        alike("""
                .method run ()V
                new Shape
                dup
                invokespecial Shape.<init> ()V
                bipush 7
                invokevirtual Shape.f (I)J
                note J
                return
                .method <init> ()V virtual plain
                aload 0
                invokespecial java/lang/Object.<init> ()V
                return
                .method f (I)J virtual
                ldc 5L
                lstore 0                        // over this and the parameter
                lload 0
                at J
                ldc "x"
                astore 1
                aload 1
                at Ljava/lang/Object;
                note L
                aload 1
                note L
                lreturn
                """);
    }

    @Shape("B21")
    @Test
    void namesOfLocalsMayHaveGapsAndComeAgain() {
        alike("""
                iconst_1
                istore 0
                a:
                iload 0
                at I
                note I
                b:
                ldc "s"
                astore 0
                c:
                aload 0
                at Ljava/lang/Object;
                note L
                d:
                ldc 3L
                lstore 0
                e:
                lload 0
                at J
                lload 0
                ladd
                note J
                return
                f:
                .local x I a b 0
                .local x Ljava/lang/Object; c d 0
                .local x J e f 0
                .local y J d f 0
                """);
    }

    @Shape("B21")
    @Test
    void aNameThatOnlyCodeBeforeTheSuspensionHasIsLeftOut() {
        alike("""
                .method run ()V
                iconst_0
                invokestatic Shape.f (I)V
                iconst_1
                invokestatic Shape.f (I)V
                return
                .method f (I)V
                iload 0
                ifeq other
                iconst_3
                at I
                pop
                return
                other:
                bipush 9
                istore 1
                named:
                iload 1
                note I
                return
                end:
                .local p I other end 0
                .local x I named end 1
                """);
    }

    @Shape({"B21", "L1"})
    @Test
    void withoutDebugTablesSmallTypesSurvive() {
        String kept = IntStream.range(0, 20)
                .mapToObj(i -> "bipush " + i + "\nistore " + i)
                .collect(Collectors.joining("\n"));
        String read =
                IntStream.range(0, 20).mapToObj(i -> "iload " + i + "\nnote I").collect(Collectors.joining("\n"));
        alike(kept + "\nbipush 77\ni2b\nat I\nnote I\n" + read + "\nreturn");
    }
}
