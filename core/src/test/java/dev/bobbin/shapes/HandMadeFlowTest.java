package dev.bobbin.shapes;

import dev.bobbin.harness.Assembly;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.Opcodes;

/** Branches, handlers, subroutines and monitors as no compiler arranges them. */
class HandMadeFlowTest extends HandMadeTest {

    @Shape("E9")
    @Test
    void codeThatNobodyReachesMaySuspend() {
        String dead = """
                iconst_1
                at I
                note I
                goto out
                %s
                dead:
                iconst_2
                at I                            // never
                istore 3
                iload 3
                ifne dead
                out:
                %s
                iconst_3
                at I
                note I
                return
                %s
                iconst_4
                at I
                pop
                aconst_null
                athrow
                """;
        alike(Opcodes.V1_5, dead.formatted("", "", ""));
        // The frame for dead comes right behind its label's goto; that for out has what holds on the living path.
        alike(Opcodes.V17, dead.formatted(".frame |", ".frame |", ".frame |"));
    }

    @Shape("E9")
    @Test
    void aHandlerOfCodeThatNobodyReachesIsNoTrouble() {
        String code = """
                iconst_1
                at I
                note I
                return
                start:
                %s
                iconst_2
                at I
                pop
                end:
                return
                handler:
                %s
                at Ljava/lang/Object;
                note L
                return
                .catch start end handler any
                """;
        alike(Opcodes.V1_5, code.formatted("", ""));
        alike(Opcodes.V17, code.formatted(".frame |", ".frame | java/lang/Throwable"));
    }

    @Shape("E10")
    @Test
    void aBackEdgeMayLeadToTheFirstInstruction() {
        alike("""
                .method run ()V
                iconst_3
                invokestatic Shape.f (I)V
                new Shape
                dup
                invokespecial Shape.<init> ()V
                iconst_2
                invokevirtual Shape.g (I)I
                note I
                return
                .method f (I)V
                first:
                iload 0
                at I
                iinc 0 -1
                ifne first
                iload 0
                note I
                return
                .method <init> ()V virtual plain
                aload 0
                invokespecial java/lang/Object.<init> ()V
                return
                .method g (I)I virtual
                first:
                iload 1
                dup
                at I
                iadd
                istore 1
                iload 1
                bipush 60
                if_icmplt first
                iload 1
                ireturn
                """);
    }

    @Shape("E10")
    @Test
    void theFirstInstructionMayBeASuspendingLoopOfItsOwn() {
        alike("""
                first:
                iconst_5
                at I
                pop
                goto first
                """);
    }

    @Shape("E10")
    @Test
    void aLoopMayHaveTwoEntries() {
        alike("""
                iconst_0
                istore 0
                ldc 10L
                lstore 1
                iconst_1
                at I
                ifeq odd
                even:
                iinc 0 1
                iload 0
                at I
                i2l
                lload 1
                ladd
                lstore 1
                lload 1
                note J
                odd:
                iinc 0 2
                lload 1
                iload 0
                at I
                i2l
                lmul
                lstore 1
                iload 0
                bipush 12
                if_icmplt even
                lload 1
                note J
                return
                """);
    }

    @Shape("E12")
    @ParameterizedTest
    @ValueSource(ints = {Opcodes.V1_1, Opcodes.V1_2, Opcodes.V1_4, Opcodes.V1_5, Opcodes.V1_6})
    void oneSubroutineIsCalledFromSeveralPlaces(int version) {
        alike(version, """
                bipush 5
                istore 0
                ldc 2.5
                dstore 3
                jsr sub
                iload 0
                note I
                jsr sub
                bipush 9
                at I
                note I
                jsr sub
                dload 3
                note D
                iload 0
                note I
                return
                sub:
                astore 1
                iload 0
                at I
                istore 0
                iinc 0 1
                dload 3
                at D
                dload 3
                dadd
                dstore 3
                ret 1
                """);
    }

    @Shape("E12")
    @Test
    void subroutinesNestAndLeaveByThrowingToo() {
        alike(Opcodes.V1_4, """
                iconst_0
                istore 0
                start:
                jsr outer
                iload 0
                at I
                istore 3
                ldc 1.5f
                fstore 4
                jsr outer
                fload 4
                note F
                iload 3
                note I
                aconst_null
                athrow
                end:
                return
                handler:
                note L
                jsr outer
                iload 0
                note I
                return
                outer:
                astore 1
                iinc 0 1
                jsr inner
                iload 0
                at I
                pop
                ret 1
                inner:
                astore 2
                iinc 0 10
                iload 0
                at I
                bipush 44
                if_icmplt leave
                iload 0
                note I
                leave:
                ret 2
                .catch start end handler java/lang/NullPointerException
                """);
    }

    @Shape("E12")
    @Test
    void aFinallyBlockIsASubroutineWithAndWithoutASuspensionOfItsOwn() {
        String program = """
                .method run ()V
                iconst_1
                invokestatic Shape.f (I)I
                note I
                iconst_0
                invokestatic Shape.f (I)I
                note I
                return
                .method f (I)I
                start:
                iload 0
                at I
                ifeq throws
                bipush 7
                at I
                istore 1
                jsr finally
                iload 1
                ireturn
                throws:
                new java/lang/IllegalStateException
                dup
                invokespecial java/lang/IllegalStateException.<init> ()V
                athrow
                end:
                handler:
                astore 2
                jsr finally
                aload 2
                athrow
                finally:
                astore 3
                %s
                ldc "finally"
                note L
                ret 3
                .catch start end handler any
                """;
        alike(Opcodes.V1_3, program.formatted(""));
        alike(Opcodes.V1_3, program.formatted("bipush 8\nat I\npop"));
    }

    @Shape("F18")
    @Test
    void aHandlerMayCoverItsOwnStart() {
        alike("""
                iconst_0
                istore 0
                start:
                bipush 8
                at I
                note I
                new java/lang/IllegalStateException
                dup
                invokespecial java/lang/IllegalStateException.<init> ()V
                athrow
                handler:                        // in its own range
                iinc 0 1
                note L
                iload 0
                at I
                iconst_3
                if_icmplt start
                end:
                iload 0
                note I
                return
                .catch start end handler any
                """);
    }

    @Shape("F18")
    @Test
    void rangesMayOverlapAndHandlersLieInOneAnother() {
        alike("""
                ldc "kept"
                astore 1
                iconst_0
                istore 0
                a:
                bipush 1
                at I
                note I
                b:
                iload 0
                at I
                iconst_2
                if_icmpge second
                aconst_null
                athrow
                second:
                iconst_3
                iconst_0
                idiv
                at I
                c:
                note I
                d:
                return
                first:                          // catches in a..c, lies in e..g
                e:
                note L
                iinc 0 1
                aload 1
                at Ljava/lang/Object;
                note L
                iload 0
                iconst_3
                if_icmplt b
                aconst_null
                athrow
                f:
                other:                          // catches in b..d and in e..f, lies in its own range, f..g
                astore 2
                iinc 0 1
                aload 2
                at Ljava/lang/Object;
                note L
                iload 0
                bipush 6
                if_icmplt a
                g:
                aload 1
                note L
                iload 0
                note I
                return
                .catch a c first java/lang/NullPointerException
                .catch b d other java/lang/ArithmeticException
                .catch e g other any
                .catch a b other any
                """);
    }

    @Shape("F18")
    @Test
    void oneHandlerServesRangesWithDifferentLocals() {
        alike("""
                a:
                iconst_1
                at I
                pop
                b:
                ldc 5L
                lstore 0
                ldc "x"
                astore 2
                c:
                lload 0
                at J
                note J
                aload 2
                at Ljava/lang/Object;
                note L
                d:
                return
                handler:
                at Ljava/lang/Object;
                note L
                iconst_2
                at I
                note I
                return
                .catch a b handler java/lang/RuntimeException
                .catch c d handler java/lang/RuntimeException
                """);
    }

    @Shape({"G9", "G1"})
    @Test
    void aMonitorWhoseHandlerCoversItselfMayEndBeforeTheSuspension() {
        alike("""
                ldc "lock"
                dup
                astore 0
                monitorenter
                start:
                ldc "held"
                note L
                aload 0
                monitorexit
                end:
                iconst_1
                at I
                note I
                return
                handler:
                astore 1
                aload 0
                monitorexit
                handled:
                aload 1
                athrow
                .catch start end handler any
                .catch handler handled handler any
                """);
    }

    @Shape("G9")
    @Test
    void aMonitorMayBeOnTheStackAlone() {
        alike("""
                new java/lang/Object
                dup
                invokespecial java/lang/Object.<init> ()V
                dup
                dup
                monitorenter
                ldc "held"
                note L
                monitorexit
                at Ljava/lang/Object;           // the object whose monitor it was
                ifnull none
                iconst_1
                at I
                note I
                none:
                return
                """);
    }

    @Shape({"G9", "G2", "B21"})
    @Test
    void suspendingUnderAMonitorOnTheStackIsRefused() {
        String code = """
                %s
                ldc "lock"
                dup
                monitorenter
                %s
                iconst_1
                at I
                pop
                monitorexit
                return
                """;
        String text =
                ". A monitor belongs to a thread, and the coroutine may go on in another. Use dev.bobbin.sync.Mutex, or"
                        + " end the synchronized block before this call.";
        assertRefused(
                Map.of("Shape", Assembly.assemble("Shape", Opcodes.V17, code.formatted(".line 6", ".line 7"))),
                "Shape.java:7: run() suspends while it holds a monitor (synchronized since line 6)" + text);
        assertRefused(
                Map.of("Shape", Assembly.assemble("Shape", Opcodes.V17, code.formatted("", ""))),
                "Shape.java: run() suspends while it holds a monitor (synchronized)" + text);
    }

    @Shape("G9")
    @Test
    void aHandlerBehindOneThatCatchesAllHoldsWhatThatOneHasLeft() {
        alike("""
                ldc "lock"
                dup
                astore 0
                monitorenter
                start:                          // of both ranges, but the inner one catches all
                ldc "held"
                note L
                aload 0
                monitorexit
                inner:
                iconst_1
                at I
                iconst_0
                idiv
                note I
                outer:
                return
                release:
                aload 0
                monitorexit
                left:
                athrow
                released:
                handler:
                note L
                iconst_2
                at I
                note I
                return
                .catch start inner release any
                .catch release left release any
                .catch start outer handler java/lang/Exception
                .catch release released handler java/lang/Exception
                """);
    }
}
