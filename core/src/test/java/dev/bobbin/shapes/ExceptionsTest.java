package dev.bobbin.shapes;

import org.junit.jupiter.api.Test;

/** Exceptions, handlers and finally blocks around suspensions. */
class ExceptionsTest extends ShapeTest {

    @Shape({"F1", "F2", "F3", "F7"})
    @Test
    void suspensionsInTryCatchAndFinally() {
        body("""
                for (int i = 0; i < 4; i++) {
                    long kept = at(100L + i);
                    try { pause(); note(fail(i)); note(fail(i + 1)); }
                    catch (IllegalStateException e) { pause(); note(e); note(kept); at(1); note(e.getMessage()); }
                    catch (java.io.IOException e) { note(at(e)); }
                    finally { note(at(kept)); pause(); }
                }
                """);
    }

    @Shape({"F5", "L6"})
    @Test
    void finallyOverridesAndNests() {
        alike("""
                @Suspendable static int returns(int i) { try { return at(i); } finally { pause(); note("fin"); } }
                @SuppressWarnings("finally") @Suspendable static int overrides(int i) { try { return at(i); } finally { return at(i + 1); } }
                @SuppressWarnings("finally") @Suspendable static int swallows() throws Exception { try { throw new Exception(at("x")); } finally { return at(3); } }
                @Suspendable static void nested(int i) throws Exception {
                    try { try { fail(i); } finally { try { fail(i + 1); } finally { pause(); note("in"); } } } finally { note(at("out")); }
                }
                """ + inRun("""
                note(returns(1)); note(overrides(5)); note(swallows());
                for (int i = 0; i < 4; i++) { try { nested(i); } catch (Exception e) { note(e); } }
                for (int i = 0; i < 4; i++) {
                    try { if (at(i) == 1) continue; if (i == 3) break; note(i); } finally { note(at(i * 10)); }
                }
                """));
    }

    @Shape({"F4", "F6", "F20"})
    @Test
    void theMostSpecificHandlerCatches() {
        alike("""
                @Suspendable static <T extends Exception> void sneak(Exception e) throws T { pause(); @SuppressWarnings("unchecked") T t = (T) e; throw t; }
                @Suspendable static void precise(int i) throws java.io.IOException { try { fail(i); } catch (Exception e) { pause(); throw e; } }
                """ + inRun("""
                for (int i = 0; i < 4; i++) {
                    try { precise(i); } catch (java.io.FileNotFoundException e) { note("no"); } catch (java.io.IOException | IllegalStateException e) { note(at(e)); }
                    try { Shape.<RuntimeException>sneak(i == 0 ? new java.io.IOException() : new IllegalArgumentException()); }
                    catch (IllegalArgumentException e) { note("iae"); } catch (Throwable t) { note(at(t)); }
                }
                """));
    }

    @Shape({"F9", "F10", "F19"})
    @Test
    void localsMeetAfterAHandler() {
        body("""
                for (int i = 0; i < 4; i++) {
                    Object o; int n = at(i); String text = null;
                    try { n += at(10); text = at("t" + i); n += fail(i); text.charAt(at(i)); o = at(new int[] {n}); }
                    catch (IllegalStateException e) { o = e; n--; }
                    catch (StringIndexOutOfBoundsException | java.io.IOException e) { o = at(text); }
                    note(o); note(at(n)); note(text);
                }
                """);
    }

    @Shape("F12")
    @Test
    void exceptionsPassManyFrames() {
        alike(
                """
                @Suspendable static int deep(int n) { try { if (n == 0) { pause(); throw new IllegalStateException(); } return deep(n - 1) + at(1); }
                    finally { if (n % 3 == 0) note(at(n)); } }
                """
                        + inRun(
                                "try { note(deep(10)); } catch (IllegalStateException e) { note(e); } pause(); note(at(5) + 1); deep(2);"));
    }

    @Shape("F15")
    @Test
    void resourcesCloseSuspendably() {
        alike("""
                static class R implements AutoCloseable { final int id; R(int id) { this.id = id; }
                    @Suspendable public void close() throws Exception { note("close" + id); fail(id); } }
                """ + inRun("""
                for (int i = 0; i < 4; i++) {
                    try (R a = new R(at(i)); R b = new R(i + 1); R none = null) { note(a.id + b.id); if (at(i) > 1) fail(i + 3); }
                    catch (Exception e) { note(e); }
                }
                """));
    }

    @Shape({"F17", "F8"})
    @Test
    void handlersOfEverythingSeeNoSuspension() {
        alike("""
                @Suspendable static int value() { try { return at(1); } catch (Throwable t) { note("saw"); throw t; } }
                """ + inRun("note(value()); try { pause(); } catch (Throwable t) { note(\"caught\"); note(t); }"));
    }
}
