package dev.bobbin.instrument.check;

import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Routines of a build, to be found by what a call names that does not suspend. A call may come to what its owner inherits and
 * to what overrides it, so each routine is filed under its own class and under each type from which that descends: a build with
 * a thousand lambdas of one shape must not look at each of them for each call of that shape.
 */
final class RoutinesByCall {

    /** The routines of one name and descriptor. */
    private static final class OneShape {
        private final Map<String, List<Integer>> byOwner = new HashMap<>();
        private final Map<String, List<Integer>> byAncestor = new HashMap<>();
    }

    private final List<Routine> routines = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Map<String, OneShape> shapes = new HashMap<>();
    private final TypeHierarchy hierarchy;

    private RoutinesByCall(TypeHierarchy hierarchy) {
        this.hierarchy = hierarchy;
    }

    /** Those that cannot suspend. */
    static RoutinesByCall plain(List<Routine> routines, TypeHierarchy hierarchy) {
        return of(routines, routine -> !routine.isInCoroutines(), hierarchy);
    }

    /** Methods that can, and come to it. */
    static RoutinesByCall suspending(List<Routine> routines, TypeHierarchy hierarchy) {
        return of(
                routines,
                routine -> routine.isInCoroutines()
                        && !routine.isLambda()
                        && !routine.madeFor().isPresent()
                        && routine.calls().stream().anyMatch(Call::suspends),
                hierarchy);
    }

    private static RoutinesByCall of(List<Routine> routines, Predicate<Routine> which, TypeHierarchy hierarchy) {
        RoutinesByCall found = new RoutinesByCall(hierarchy);
        routines.stream().filter(which).forEach(found::add);
        return found;
    }

    private void add(Routine routine) {
        names.add(routine.name());
        OneShape shape = shapes.computeIfAbsent(routine.name() + routine.descriptor(), key -> new OneShape());
        file(routine.owner(), shape.byOwner);
        if (!routine.isInitializer()) {
            for (String ancestor : hierarchy.ancestors(routine.owner())) {
                if (!ancestor.startsWith("java/")) {
                    file(ancestor, shape.byAncestor);
                }
            }
        }
        routines.add(routine);
    }

    private void file(String under, Map<String, List<Integer>> files) {
        files.computeIfAbsent(under, key -> new ArrayList<>()).add(routines.size());
    }

    /** The routines that {@code call} may come to, in the order in which they were given. */
    Collection<Routine> reachedBy(Call call) {
        Optional<OneShape> shape = call.suspends() || !names.contains(call.name())
                ? Optional.empty()
                : Optional.ofNullable(shapes.get(call.name() + call.descriptor()));
        if (!shape.isPresent()) {
            return Collections.emptyList();
        }
        SortedMap<Integer, Routine> reached = new TreeMap<>();
        for (String ancestor : hierarchy.ancestors(call.owner())) {
            collect(ancestor, shape.get().byOwner, reached);
        }
        collect(call.owner(), shape.get().byAncestor, reached);
        return reached.values();
    }

    /** The routine of just the class, name and descriptor that {@code call} names. */
    Optional<Routine> namedBy(Call call) {
        return Optional.ofNullable(shapes.get(call.name() + call.descriptor()))
                .map(shape -> shape.byOwner.get(call.owner()))
                .map(places -> routines.get(places.get(0)));
    }

    private void collect(String filedUnder, Map<String, List<Integer>> files, SortedMap<Integer, Routine> reached) {
        for (int place : files.getOrDefault(filedUnder, Collections.<Integer>emptyList())) {
            reached.put(place, routines.get(place));
        }
    }
}
