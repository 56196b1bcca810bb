package dev.bobbin.shapes;

import dev.bobbin.harness.Assembly;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.Opcodes;

/** Objects that are moved about before their constructor has run, and while its arguments suspend. */
class HandMadeConstructionTest extends HandMadeTest {

    private static final String NOTE_LENGTH = "invokevirtual java/lang/StringBuilder.length ()I\nnote I\n";

    @Shape({"D4", "D6"})
    @Test
    void itIsStoredInLocalsBetweenWideOnes() {
        alike("""
                ldc 1L
                lstore 0
                new java/lang/StringBuilder
                astore 2
                ldc 2.5
                dstore 4                        // 3 stays empty
                aload 2
                astore 7
                aload 7
                ldc "abc"
                at Ljava/lang/Object;
                checkcast java/lang/String
                invokespecial java/lang/StringBuilder.<init> (Ljava/lang/String;)V
                aload 2
                aload 7
                if_acmpne different
                aload 7
                at Ljava/lang/Object;
                note L
                lload 0
                note J
                dload 4
                note D
                return
                different:
                ldc "different"
                note L
                return
                """);
    }

    @Shape("D4")
    @Test
    void itIsNotCopied() {
        alike("""
                new java/util/concurrent/CountDownLatch
                bipush -1                       // the constructor throws after the resume
                at I
                invokespecial java/util/concurrent/CountDownLatch.<init> (I)V
                return
                """);
    }

    @Shape("D4")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 9})
    void thereAreMoreCopies(int copies) {
        alike("new java/lang/StringBuilder\n" + "dup\n".repeat(copies) + """
                ldc "abc"
                at Ljava/lang/Object;
                checkcast java/lang/String
                invokespecial java/lang/StringBuilder.<init> (Ljava/lang/String;)V
                """ + NOTE_LENGTH.repeat(copies) + "return");
    }

    @Shape("D4")
    @Test
    void itIsSwappedWithItsArguments() {
        alike("""
                ldc "abc"
                new java/lang/StringBuilder     // abc b
                dup_x1                          // b abc b
                swap                            // b b abc
                at Ljava/lang/Object;
                checkcast java/lang/String
                swap                            // b abc b
                dup_x1                          // b b abc b
                pop                             // b b abc
                invokespecial java/lang/StringBuilder.<init> (Ljava/lang/String;)V
                note L
                return
                """);
    }

    @Shape({"D4", "D6"})
    @Test
    void everyStackInstructionMovesIt() {
        alike("""
                bipush 1
                new java/lang/StringBuilder     // 1 b
                dup2                            // 1 b 1 b
                bipush 2
                at I                            // 1 b 1 b 2
                dup_x2                          // 1 b 2 1 b 2
                pop2                            // 1 b 2 1
                dup2_x1                         // 1 2 1 b 2 1
                iadd                            // 1 2 1 b 3
                swap                            // 1 2 1 3 b
                ldc 4L                          // 1 2 1 3 b 4L
                dup2_x2                         // 1 2 1 4L 3 b 4L
                at J
                note J                          // 1 2 1 4L 3 b
                dup_x1                          // 1 2 1 4L b 3 b
                swap                            // 1 2 1 4L b b 3
                at I                            // 1 2 1 4L b b 3
                invokespecial java/lang/StringBuilder.<init> (I)V
                ldc "x"
                at Ljava/lang/Object;
                invokevirtual java/lang/StringBuilder.append (Ljava/lang/Object;)Ljava/lang/StringBuilder;
                note L
                at J
                note J
                note I
                note I
                note I
                return
                """);
    }

    @Shape({"D5", "D6"})
    @Test
    void severalAreInterleaved() {
        alike("""
                new java/lang/StringBuilder     // a
                new java/lang/Integer           // a i
                dup2                            // a i a i
                astore 3
                astore 5                        // a i
                dup2
                bipush 7
                at I                            // a i a i 7
                dup_x2                          // a i 7 a i 7
                invokespecial java/lang/Integer.<init> (I)V   // a i 7 a
                aload 3
                at Ljava/lang/Object;           // a i 7 a i
                invokevirtual java/lang/Object.toString ()Ljava/lang/String;
                invokespecial java/lang/StringBuilder.<init> (Ljava/lang/String;)V   // a i 7
                at I
                note I
                note L
                note L
                aload 3
                note L
                aload 5
                note L
                return
                """);
    }

    @Shape({"D5", "D8"})
    @Test
    void oneThatDoesNotWaitLiesBetweenTheCopiesOfOneThatDoes() {
        alike("""
                new java/lang/StringBuilder
                dup
                ldc "s"
                at Ljava/lang/Object;
                checkcast java/lang/String      // a a s
                new java/lang/Object            // a a s o
                dup_x2                          // a o a s o
                invokespecial java/lang/Object.<init> ()V   // a o a s
                invokespecial java/lang/StringBuilder.<init> (Ljava/lang/String;)V   // a o
                pop
                note L
                return
                """);
        alike("""
                new java/lang/StringBuilder
                dup
                ldc "s"
                at Ljava/lang/Object;
                checkcast java/lang/String
                astore 0                        // a a
                new java/lang/Integer           // a a i
                dup_x1                          // a i a i
                astore 1                        // a i a
                aload 0
                invokespecial java/lang/StringBuilder.<init> (Ljava/lang/String;)V   // a i
                dup
                bipush 9
                invokespecial java/lang/Integer.<init> (I)V
                note L
                at Ljava/lang/Object;
                note L
                aload 1
                note L
                return
                """);
    }

    @Shape("D8")
    @Test
    void itWaitsThroughBranchesLoopsAndHandlersInLocalsAndOnTheStack() {
        alike("""
                iconst_3
                istore 0
                new java/lang/StringBuilder
                astore 1
                new java/lang/StringBuilder
                dup                             // b b
                loop:
                iload 0
                at I
                ifeq out
                iinc 0 -1
                goto loop
                out:
                aload 1
                iload 0
                at I
                invokespecial java/lang/StringBuilder.<init> (I)V
                iload 0
                at I
                ifne other
                ldc "one"
                goto both
                other:
                ldc "two"
                both:
                at Ljava/lang/Object;
                checkcast java/lang/String
                invokespecial java/lang/StringBuilder.<init> (Ljava/lang/String;)V
                aload 1
                invokevirtual java/lang/StringBuilder.append (Ljava/lang/Object;)Ljava/lang/StringBuilder;
                note L
                aload 1
                at Ljava/lang/Object;
                note L
                return
                """);
    }

    @Shape({"D4", "D3"})
    @Test
    void itIsLostInAHandlerAndMadeAgain() {
        alike("""
                iconst_2
                istore 0
                again:
                new java/util/concurrent/CountDownLatch
                dup
                astore 1
                start:
                iload 0
                iconst_3
                isub
                at I
                invokespecial java/util/concurrent/CountDownLatch.<init> (I)V
                end:
                aload 1
                invokevirtual java/util/concurrent/CountDownLatch.getCount ()J
                at J
                note J
                return
                handler:
                note L
                iinc 0 1
                goto again
                .catch start end handler java/lang/IllegalArgumentException
                """);
    }

    @Shape("E9")
    @Test
    void aTryRangeAroundNothingButTheObjectGoesAwayWithIt() {
        alike("""
                new java/lang/StringBuilder
                start:
                dup
                end:
                iconst_5
                at I
                invokespecial java/lang/StringBuilder.<init> (I)V
                note L
                return
                handler:
                note L
                return
                .catch start end handler java/lang/Error
                """);
    }

    @Shape("D8")
    @Test
    void branchesThatMeetWhereItIsDroppedMeetAtOnePlace() {
        alike("""
                new java/lang/StringBuilder
                dup
                iconst_0
                at I
                ifeq first
                bipush 7
                at I
                note I
                first:                          // nothing is left between the two labels
                pop
                iconst_1
                ifeq second
                second:
                pop
                third:
                iconst_2
                at I
                note I
                iconst_0
                ifne third
                return
                """);
    }

    @Shape("D4")
    @ParameterizedTest
    @ValueSource(strings = {"ifnull end", "dup\nif_acmpeq end", "dup\nmonitorenter\nmonitorexit"})
    void whatNeedsTheObjectBeforeItIsConstructedIsRefused(String use) {
        byte[] shape = Assembly.assemble("Shape", Opcodes.V17, """
                new java/lang/StringBuilder
                dup
                iconst_5
                at I
                istore 0
                .line 42
                """ + use + """

                iload 0
                invokespecial java/lang/StringBuilder.<init> (I)V
                return
                end:
                pop
                return
                """);
        assertRefused(
                Map.of("Shape", shape),
                "Shape.java:42: run() compares or locks an object whose constructor has not run, and suspends before it"
                        + " does. Such an object cannot be kept in a frame. Compute the constructor's arguments before the"
                        + " object is made.");
    }
}
