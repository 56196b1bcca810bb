package dev.bobbin.instrument.check;

/**
 * Code that cannot suspend, between code that can: its frame cannot be saved, so in a coroutine the suspension is refused. A
 * method lacks its mark; a lambda is made for an interface that somebody calls who cannot suspend.
 */
final class PlainBetweenSuspendable {

    static final String METHOD = "caller-not-suspendable";
    static final String LAMBDA = "lambda-cannot-suspend";

    private static final String LAMBDA_CURE =
            "Do what suspends outside the lambda, or, if the functional interface is yours, "
                    + "mark its method @Suspendable.";

    private PlainBetweenSuspendable() {}

    static void look(Reached reached, Warnings warnings) {
        Routine routine = reached.routine();
        boolean said = routine.isInitializer(); // refused
        for (Call call : routine.calls()) {
            if (!call.suspends()) {
                continue;
            }
            if (call.madeFor().isPresent()) {
                warnOfReference(routine, call, warnings);
            } else if (routine.isLambda()) {
                warnings.add(
                        LAMBDA,
                        routine,
                        call.where(),
                        "this lambda calls " + call.name() + "(), which suspends, but "
                                + routine.madeFor().orElse("its interface's method")
                                + " cannot. In a coroutine it would throw. " + LAMBDA_CURE);
            } else if (!said) {
                said = true;
                warnings.add(METHOD, routine, call.where(), explanation(reached, call));
            }
        }
    }

    /** Method references to what suspends, made by code that coroutines run, for interfaces that cannot. */
    static void lookForReferences(Routine maker, Warnings warnings) {
        for (Call call : maker.calls()) {
            if (maker.isInCoroutines() && call.suspends() && call.madeFor().isPresent()) {
                warnOfReference(maker, call, warnings);
            }
        }
    }

    private static void warnOfReference(Routine maker, Call call, Warnings warnings) {
        warnings.add(
                LAMBDA,
                maker,
                call.where(),
                "this method reference calls " + call.name() + "(), which suspends, but "
                        + call.madeFor().get()
                        + " cannot. In a coroutine it would throw. Do what suspends outside of it, or, "
                        + "if the functional interface is yours, mark its method @Suspendable.");
    }

    private static String explanation(Reached reached, Call call) {
        Routine routine = reached.routine();
        Routine start = reached.start();
        String way = reached.firstBetween()
                .map(between -> "comes to it through " + between.fullLabel())
                .orElse("calls it");
        return routine.label() + " stands between two suspendable methods: " + start.fullLabel() + " " + way + " ("
                + reached.firstCall().where() + "), and it calls " + Subject.simpleName(call.owner()) + "."
                + call.name()
                + "(). Its own frame cannot be saved, so in a coroutine that call would throw. Mark " + routine.label()
                + " @Suspendable"
                + reached.firstBetween()
                        .filter(between -> !between.isLambda() && !between.isInitializer())
                        .map(between -> ", and " + between.fullLabel() + " too.")
                        .orElse(".");
    }
}
