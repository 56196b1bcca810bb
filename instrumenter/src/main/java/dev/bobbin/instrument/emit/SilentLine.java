package dev.bobbin.instrument.emit;

import dev.bobbin.instrument.plan.State;
import java.util.Collections;

/**
 * The line of a suspension point for code that belongs to it but does not stand beside it. The number stands on an
 * instruction that no execution reaches: stack traces and steps find the line, but a debugger's breakpoint on it does not
 * stop a second time when the call has suspended.
 *
 * <pre>{@code
 * LINENUMBER 42                    // a breakpoint goes here
 * ATHROW                           // never
 * cold1:                           // still line 42
 * }</pre>
 */
final class SilentLine {

    private SilentLine() {}

    /**
     * Gives what follows the line of the call of {@code state}, if it would have another.
     *
     * @param locals such as the handlers of the try ranges want in which this may stand
     */
    static void write(State state, Locals locals, Code code) {
        if (state.line() != 0 && state.line() != code.lineInEffect()) {
            code.line(state.line())
                    .frame(locals.toFrame(), Collections.singletonList("java/lang/Throwable"))
                    .throwTop();
        }
    }
}
