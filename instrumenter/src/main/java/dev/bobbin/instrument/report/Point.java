package dev.bobbin.instrument.report;

import dev.bobbin.instrument.plan.MethodPlan;
import dev.bobbin.instrument.plan.SavedValue;
import dev.bobbin.instrument.plan.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A suspension point: whom it calls, what its frame keeps meanwhile, and where control gets to afterwards. */
final class Point {

    private final int state;
    private final Callee callee;
    private final List<KeptValue> kept;
    private final WhereNext next;

    private Point(int state, Callee callee, List<KeptValue> kept, WhereNext next) {
        this.state = state;
        this.callee = callee;
        this.kept = Collections.unmodifiableList(kept);
        this.next = next;
    }

    static Point of(State state, MethodPlan plan) {
        List<KeptValue> kept = new ArrayList<>();
        for (SavedValue saved : state.operands()) {
            kept.add(KeptValue.operand(saved));
        }
        for (SavedValue saved : state.locals()) {
            kept.add(KeptValue.local(saved, plan.variableAt(saved.place(), state)));
        }
        return new Point(
                state.number(),
                Callee.of(state.call(), state.line()),
                kept,
                WhereNext.of(plan, Optional.of(state.call())));
    }

    static Point read(JsonObject json) {
        return new Point(
                json.number("state"),
                Callee.read(json.object("calls")),
                json.objects("keeps", KeptValue::read),
                WhereNext.read(json));
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .with("state", state)
                .with("calls", callee.toJson())
                .withObjects("keeps", kept, KeptValue::toJson);
        next.writeTo(json);
        return json;
    }

    /** From 1, in the order of the code. */
    int state() {
        return state;
    }

    Callee callee() {
        return callee;
    }

    List<KeptValue> kept() {
        return kept;
    }

    WhereNext next() {
        return next;
    }
}
