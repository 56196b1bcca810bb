/**
 * Decides what a suspendable method becomes. In: its {@link dev.bobbin.instrument.analyze.MethodFlow}. Out: a {@link MethodPlan}:
 * the states (one for each suspension point), the layout of the frame, and the tail calls, which need neither. Start with
 * {@link Planner}.
 *
 * <p>Nothing here writes bytecode; nothing in {@code emit} decides.
 *
 * <p>Internal: may change in any release.
 */
package dev.bobbin.instrument.plan;
