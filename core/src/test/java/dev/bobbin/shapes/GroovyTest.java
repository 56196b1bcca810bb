package dev.bobbin.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Mode;
import dev.bobbin.harness.Programs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.Phases;
import org.junit.jupiter.api.Test;

/** Groovy's static compiler has habits of its own: casts everywhere, references for captured variables, closures as classes. */
class GroovyTest {

    private static final String IMPORTS = """
            import static dev.bobbin.harness.Probe.*
            import dev.bobbin.Suspendable
            import groovy.transform.CompileStatic
            """;

    private static Programs compiled(String source) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setTargetBytecode(CompilerConfiguration.JDK11);
        CompilationUnit unit = new CompilationUnit(configuration);
        unit.addSource("Shape.groovy", IMPORTS + source);
        unit.compile(Phases.CLASS_GENERATION);
        Map<String, byte[]> classes = new HashMap<>();
        unit.getClasses().forEach(type -> classes.put(type.getName().replace('.', '/'), type.getBytes()));
        return Programs.of(classes);
    }

    @Shape({"I14"})
    @Test
    void staticallyCompiledMethodsSuspend() {
        compiled("""
                @CompileStatic class Shape {
                    int field = 2
                    @Suspendable static void run() {
                        int sum = 0
                        for (int i in 0..3) { sum += at(i) * new Shape().scaled(i) }
                        note(sum)
                        long wide = at(5L) + at(6L)
                        note(wide)
                        for (String s in ['a', 'b', at('c')]) { note(at(s) + "-${at(1)}-" + s.length()) }
                        try { note(fail(1)) } catch (IOException e) { note(at(e)) } finally { note(at(true)) }
                        int[] a = new int[3]
                        a[at(1)] += at(4)
                        note(a)
                        def list = [at(1), at(2)]
                        list << at(3)
                        note(list)
                        switch (at('two')) { case 'one': note(at(1)); break; case 'two': note(at(2)); default: note(at(3)) }
                        note(at(0) ?: at(9))
                        Shape none = at(null) as Shape
                        note(none?.scaled(at(3)))
                        Task t = new Doubling()
                        note(t.go(at(7)) + new Doubling().go(8))
                        assert at(true)
                        while (true) { if (at(sum--) < 12) break }
                        note("done ${->sum}".toString())
                    }
                    @Suspendable int scaled(int by) { field += at(by); return field * by }
                }
                interface Task { @Suspendable int go(int x) }
                @CompileStatic class Doubling implements Task { int go(int x) { at(x) + at(x) } }
                """).assertVerified().assertAlike("Shape", "Groovy");
    }

    @Shape("I14")
    @Test
    void methodReferencesOfSuspendableInterfacesSuspend() {
        compiled("""
                @CompileStatic class Shape {
                    @Suspendable static void run() {
                        Task reference = Shape::twice
                        note(reference.go(2))
                    }
                    @Suspendable static int twice(int x) { 2 * at(x) }
                }
                interface Task { @Suspendable int go(int x) }
                """).assertVerified().assertAlike("Shape", "Groovy");
    }

    /** docs/limits.md says so: Groovy's runtime stands between caller and callee. */
    @Shape("H11")
    @Test
    void dynamicCallsClosuresAndLambdasRunButDoNotSuspend() {
        String closure = "def c = { int x -> Shape.own(x) }\nnote(c(3))";
        String lambda = "Task t = (int x) -> own(x)\nnote(t.go(3))";
        for (String run : List.of("def x = new Shape()\nnote(x.twice(3))", closure, lambda)) {
            String marks = run.equals(lambda) ? "@CompileStatic @Suspendable" : "@Suspendable";
            Programs programs = compiled("""
                    class Shape {
                        %s static void run() { %s }
                        @Suspendable int twice(int x) { 2 * own(x) }
                        @CompileStatic @Suspendable static int own(int x) { at(x) }
                    }
                    interface Task { @Suspendable int go(int x) }
                    """.formatted(marks, run));
            assertThat(programs.trace("Shape", Mode.NEVER, 1)).isEqualTo(programs.tracePlain("Shape"));
            assertThat(programs.trace("Shape", Mode.ALWAYS, 1)).startsWith("NotSuspendableException");
        }
    }
}
