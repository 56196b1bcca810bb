package dev.bobbin.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Compiler;
import dev.bobbin.harness.Programs;
import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where the class path has a framework that puts advice around methods, a call of a suspendable method asks who is called. The
 * real ones are tried in {@code maven-plugin/src/it/advice}.
 */
class AdvisedProxiesTest {

    private static final String PROXY = "org/springframework/aop/SpringProxy";
    private static final Map<String, String> FRAMEWORK =
            Map.of(PROXY, "package org.springframework.aop; public interface SpringProxy {}");

    @TempDir
    Path directory;

    /** As the handler of a JDK proxy sees it, which would be handed the twin otherwise. */
    @Test
    void aProxyIsCalledByTheMethodThatWasWritten() {
        run("""
                interface Stock { @Suspendable int count(String item); }
                static class Warehouse implements Stock { @Suspendable public int count(String item) { return at(item).length(); } }
                static Stock proxy(Stock target) {
                    Class<?>[] types = {Stock.class, org.springframework.aop.SpringProxy.class};
                    return (Stock) java.lang.reflect.Proxy.newProxyInstance(Shape.class.getClassLoader(), types, (proxy, method, arguments) -> {
                        note(method.getName() + arguments.length);
                        return 7;
                    });
                }
                """, """
                Stock stock = proxy(new Warehouse()); Stock real = new Warehouse();
                note(stock.count("tea") + real.count("rum") + stock.count(at("")));
                """);
    }

    /** Everything a call can take and return, on objects that are no proxies, goes on as ever. */
    @Test
    void otherCallsSuspendAsEver() {
        run("""
                interface Op<T> { @Suspendable T op(T one, long two, double three); @Suspendable default short small(byte b, char c, boolean z) { return at((short) (b + c + (z ? 1 : 0))); } }
                static class Adder implements Op<Integer> {
                    protected long sum = 1;
                    @Suspendable public Integer op(Integer one, long two, double three) { return at(one + (int) two + (int) three); }
                    @Suspendable void add(long more) { sum += at(more); }
                    @Suspendable float half(float of) { return at(of / 2); }
                    @Suspendable int[][] grid(int n) { return new int[at(n)][at(n)]; }
                    @Suspendable private double own(double d) { return at(d) * 2; }
                    @Suspendable double twice(double d) { return own(d) + this.own(at(d)); }
                    @Suspendable static long fixed(long x) { return at(x) + 1; }
                }
                static class More extends Adder { @Override @Suspendable void add(long more) { super.add(more); super.add(at(more)); } }
                """, """
                Adder adder = new More(); Op<Integer> op = adder; note(op.op(at(1), 2L, 3.5) + op.op(4, at(5L), 6.5)); note(op.small((byte) 1, 'c', at(true)));
                adder.add(at(3)); note(adder.sum); note(adder.half(5f) + adder.half(at(7f))); note(adder.grid(2)[1][0] + adder.grid(3).length); note(adder.twice(1.5)); note(Adder.fixed(9));
                try { Adder none = null; none.add(at(1)); } catch (NullPointerException e) { note("null"); }
                try { note(new Adder() { @Suspendable float half(float of) { at(of); throw new IllegalStateException("half"); } }.half(1f)); } catch (IllegalStateException e) { note(e.getMessage()); }
                """);
    }

    /** A call that asks first is still the call of the method that it asks for. */
    @Test
    void warningsAreTheSameWhenTheCallsAreFoundAgain() throws IOException {
        Path classes = Programs.classes(Map.of(PROXY, FRAMEWORK.get(PROXY), "Shop", """
                        import dev.bobbin.*;
                        class Shop {
                            static class Stock { @Suspendable int count() { Coroutines.sleep(1); return 1; } }
                            @Suspendable static int all(Stock stock) throws Exception { Thread.sleep(1); return between(stock) + stock.count(); }
                            static int between(Stock stock) { return stock.count(); }
                        }
                        """), directory);
        var first = Instrumenter.with(Programs.options()).instrument(classes).diagnostics();
        assertThat(first).extracting(Diagnostic::rule).containsExactly("blocking-call", "caller-not-suspendable");
        assertThat(Instrumenter.with(Programs.options()).instrument(classes).diagnostics())
                .isEqualTo(first);
    }

    private void run(String members, String body) {
        String shape = "import static dev.bobbin.harness.Probe.*; import dev.bobbin.*; public class Shape {\n" + members
                + "@Suspendable public static void run() throws Exception {\n" + body + "}}";
        String runner = "public class Shape$Runner { public static dev.bobbin.Continuation run() {"
                + " return new dev.bobbin.Continuation(() -> Shape.run()); } }";
        Map<String, String> sources = new HashMap<>(FRAMEWORK);
        sources.put("Shape", shape);
        sources.put("Shape$Runner", runner);
        Map<String, byte[]> plain = Programs.classFiles(sources, directory, "17", Compiler.JAVAC);
        Map<String, byte[]> instrumented = Instrumenter.with(Programs.options()).transform(plain);
        assertThat(new String(instrumented.get("Shape"), StandardCharsets.ISO_8859_1))
                .contains("-guard");
        Programs.instrumentedBefore(plain, instrumented).assertVerified().assertAlike("Shape", shape);
    }
}
