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

    private static final String IS_FOUND_BY_OTHERS =
            "Others run on the thread meanwhile and find it, and the coroutine may go"
                    + " on in another thread, without it.";
    private static final String LETS_OTHERS_IN = "Others that run on the thread meanwhile get the lock as well, and the"
            + " coroutine may go on in another thread, which cannot unlock it.";

    private static final List<Kind> KINDS = Arrays.asList(
            new Kind(
                    "java/lang/ThreadLocal",
                    "set",
                    IS_FOUND_BY_OTHERS,
                    "Use a CoroutineLocal, or, for what a library reads, a ContextElement (Coroutines.withContext()).",
                    "remove"),
            new Kind(
                    "org/slf4j/MDC",
                    "put",
                    IS_FOUND_BY_OTHERS,
                    "Use a ContextElement that puts it (Coroutines.withContext()).",
                    "remove",
                    "clear",
                    "setContextMap"),
            new Kind( // what waits for a lock is a blocking call already
                    "java/util/concurrent/locks/Lock",
                    "tryLock",
                    LETS_OTHERS_IN,
                    "Use dev.bobbin.sync.Mutex, which belongs to the coroutine.",
                    "unlock"));

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
                + "), which suspends. " + kind.effect + " " + kind.cure;
    }

    /** One way to set something for the thread. */
    private static final class Kind {
        private final String type;
        private final String setter;
        private final String effect;
        private final String cure;
        private final Set<String> setsBack;

        Kind(String type, String setter, String effect, String cure, String... setsBack) {
            this.type = type;
            this.setter = setter;
            this.effect = effect;
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
