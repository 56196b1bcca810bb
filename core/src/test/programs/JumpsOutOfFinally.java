// Java 8: what finally does to jumps, results and exceptions
import static dev.bobbin.harness.Probe.*;

import dev.bobbin.Suspendable;

@SuppressWarnings("finally")
public class JumpsOutOfFinally {
    static int calls;

    @Suspendable
    static int overriding(int i) {
        try {
            return at(i);
        } finally {
            if (i % 2 == 0) return at(-i);
        }
    }

    @Suspendable
    static String swallowing(int i) throws Exception {
        StringBuilder out = new StringBuilder();
        outer:
        for (int a = 0; a < 3; a++) {
            for (int b = 0; ; b++) {
                try {
                    out.append(a).append(b);
                    fail(i + b);
                    if (at(b) > 1) break;
                } finally {
                    if (a == 1) continue outer;
                    if (at(b) == 3) break outer;
                }
            }
        }
        return out.toString();
    }

    @Suspendable
    static long changedAfterwards() {
        long result = at(1L);
        int[] box = {at(2)};
        try {
            result += box[0]++;
            return result + box[0];
        } finally {
            result = at(100L);
            box[0] = at(50);
            note(result + box[0]);
        }
    }

    @Suspendable
    static int thrownWhileThrowing(int i) {
        try {
            try {
                try {
                    throw new IllegalStateException("first" + at(i));
                } finally {
                    if (at(i) > 0) throw new ArithmeticException("second");
                }
            } catch (ArithmeticException e) {
                note(at(e.getMessage()));
                return i / at(0);
            } finally {
                note(at("inner"));
                if (i > 1) Integer.parseInt(at("no number"));
            }
        } catch (NumberFormatException e) {
            return at(5);
        } catch (RuntimeException e) {
            note(e.getClass());
            return at(6);
        } finally {
            calls += at(1);
        }
    }

    @Suspendable
    static int definite(boolean first) {
        final int x;
        int y;
        if (at(first) && (y = at(3)) > 2) {
            x = y;
        } else {
            x = at(9);
        }
        int z;
        while (true) {
            z = at(x);
            if (z > 0) break;
        }
        boolean b;
        return (at(true) ? (b = at(false)) : (b = true)) ? z : b ? 1 : x + z;
    }

    static class Res implements AutoCloseable {
        final String name;

        Res(String name) {
            note("open " + name);
            if (name.equals("bad")) throw new IllegalArgumentException(name);
            this.name = name;
        }

        @Override
        @Suspendable
        public void close() throws Exception {
            note("close " + at(name));
            if (name.startsWith("x")) throw new Exception(name);
        }
    }

    @Suspendable
    static String resources(String a, String b, boolean none) {
        try (Res one = new Res(at(a));
                Res absent = none ? null : new Res("mid");
                Res two = new Res(at(b))) {
            note(at(one.name) + (absent == null) + two.name);
            if (at(a).length() > 3) throw new IllegalStateException("body");
            return at("fine");
        } catch (Exception e) {
            StringBuilder all = new StringBuilder(at(e.getMessage()));
            for (Throwable s : e.getSuppressed()) all.append(" + ").append(at(s.getMessage()));
            return all.toString();
        }
    }

    @Suspendable
    public static void run() throws Exception {
        refuel(5000);
        for (int i = 0; i < 4; i++) {
            note(overriding(i));
            note(thrownWhileThrowing(i));
            try {
                note(swallowing(i));
            } catch (Exception e) {
                note(e);
            }
        }
        note(changedAfterwards() + calls);
        note(definite(true) * 10 + definite(false));
        note(resources("a", "b", true));
        note(resources("x1", "x2", false));
        note(resources("xlong", "y", true));
        note(resources("xlong", "bad", false));
    }
}
