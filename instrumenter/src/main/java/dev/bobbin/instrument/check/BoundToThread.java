package dev.bobbin.instrument.check;

import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is set for a thread, and a suspension before it is set back: whoever runs on the thread meanwhile finds it, and the
 * coroutine itself may go on in another thread, without it. By the order of the calls in the code; a second call that sets the
 * same is taken for one that sets it back.
 */
final class BoundToThread implements Warning {

    static final String NAME = "bound-to-thread";

    private static final List<Kind> KINDS = Arrays.asList(
            new Kind(
                    "java/lang/ThreadLocal",
                    "set",
                    "Use a CoroutineLocal, or, for what a library reads, a ContextElement (Coroutines.withContext()).",
                    "remove"),
            new Kind(
                    "org/slf4j/MDC",
                    "put",
                    "Use a ContextElement that puts it (Coroutines.withContext()).",
                    "remove",
                    "clear",
                    "setContextMap"));

    private final TypeHierarchy hierarchy;

    BoundToThread(TypeHierarchy hierarchy) {
        this.hierarchy = hierarchy;
    }

    @Override
    public void look(Routine routine, Warnings warnings) {
        if (routine.isInCoroutines()) {
            KINDS.forEach(kind -> look(kind, routine, warnings));
        }
    }

    private void look(Kind kind, Routine routine, Warnings warnings) {
        Call set = null;
        for (Call call : routine.calls()) {
            boolean suspends = call.suspends() && !call.madeFor().isPresent();
            if (set == null) {
                set = kind.isSetBy(call, hierarchy) ? call : null;
            } else if (kind.isSetBackBy(call, hierarchy)) {
                return;
            } else if (suspends) {
                warnings.add(NAME, routine, set.where(), explanation(routine, set, call, kind));
                return;
            }
        }
    }

    private static String explanation(Routine routine, Call set, Call suspension, Kind kind) {
        return routine.label() + " calls " + Subject.simpleName(set.owner()) + "." + set.name()
                + "(), which counts for the thread, and then " + suspension.name() + "() (" + suspension.where()
                + "), which suspends. Others run on the thread meanwhile and find it, and the coroutine may go on in"
                + " another thread, without it. " + kind.cure;
    }

    /** One way to set something for the thread. */
    private static final class Kind {
        private final String type;
        private final String setter;
        private final String cure;
        private final Set<String> setsBack;

        Kind(String type, String setter, String cure, String... setsBack) {
            this.type = type;
            this.setter = setter;
            this.cure = cure;
            this.setsBack = new HashSet<>(Arrays.asList(setsBack));
        }

        boolean isSetBy(Call call, TypeHierarchy hierarchy) {
            return call.name().equals(setter) && hierarchy.isSubtype(call.owner(), type);
        }

        boolean isSetBackBy(Call call, TypeHierarchy hierarchy) {
            return (call.name().equals(setter) || setsBack.contains(call.name()))
                    && hierarchy.isSubtype(call.owner(), type);
        }
    }
}
