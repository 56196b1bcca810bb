package dev.bobbin.instrument;

import dev.bobbin.instrument.adapt.Adaptation;
import dev.bobbin.instrument.adapt.AdaptedCalls;
import dev.bobbin.instrument.check.BlockingCalls;
import dev.bobbin.instrument.check.Reviewer;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.emit.SuspendingInterfaces;
import dev.bobbin.instrument.mark.Calm;
import dev.bobbin.instrument.mark.Marks;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.ClassPath;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.io.IOException;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Instruments classes one by one, as a class loader comes upon them: what a Java agent does. Every class of the loader is
 * taken to be instrumented this way, or to have been at its build. Safe for use by several threads.
 *
 * <pre>{@code
 * LoadedClasses classes = LoadedClasses.of(name -> bytesOf(loader, name + ".class"), System.err::println);
 * Map<String, byte[]> changed = classes.instrument("shop/Orders", bytes);
 * }</pre>
 */
public final class LoadedClasses {

    private final TypeHierarchy hierarchy;
    private final Marks marks;
    private final Calm calm;
    private final Adaptation adaptation;
    private final Reviewer reviewer;
    private final Consumer<Diagnostic> remarks;

    private LoadedClasses(TypeHierarchy hierarchy, Marks marks, Adaptation adaptation, Consumer<Diagnostic> remarks) {
        this.hierarchy = hierarchy;
        this.marks = marks;
        this.adaptation = adaptation;
        this.calm = Calm.ofUnknown(hierarchy, marks, adaptation);
        this.reviewer = new Reviewer(marks, calm, hierarchy, BlockingCalls.ofTheJdk(), adaptation);
        this.remarks = remarks;
    }

    /** Every class there is: whatever is called, this instruments it too before it is loaded. */
    private static final class Everything extends AbstractSet<String> {
        @Override
        public boolean contains(Object name) {
            return true;
        }

        @Override
        public Iterator<String> iterator() {
            throw new UnsupportedOperationException("nobody knows all classes");
        }

        @Override
        public int size() {
            throw new UnsupportedOperationException("nobody knows all classes");
        }
    }

    /**
     * The classes that one loader sees.
     *
     * @param find the bytes of the class of an internal name ({@code java/lang/Object}), without loading it; nothing if the
     *     loader has none
     * @param remarks is told each error and each warning
     * @return an instrumenter for that loader
     */
    public static LoadedClasses of(Function<String, Optional<byte[]>> find, Consumer<Diagnostic> remarks) {
        return of(find, AdaptedCalls.ofTheJdk(), false, remarks);
    }

    /**
     * The classes that one loader sees, with blocking calls adapted.
     *
     * @param find as above
     * @param options of which those count that say what is adapted
     * @param remarks is told each error and each warning
     * @return an instrumenter for that loader
     * @throws IOException if a table of calls cannot be read
     */
    public static LoadedClasses of(
            Function<String, Optional<byte[]>> find, Options options, Consumer<Diagnostic> remarks) throws IOException {
        return of(find, AdaptedCalls.read(options.adaptedCalls()), options.adaptsBlockingCalls(), remarks);
    }

    private static LoadedClasses of(
            Function<String, Optional<byte[]>> find, AdaptedCalls table, boolean adapt, Consumer<Diagnostic> remarks) {
        TypeHierarchy hierarchy = new TypeHierarchy(ClassPath.of(find));
        Marks marks = new Marks(hierarchy, new Everything());
        table.problems(hierarchy, marks).forEach(remarks);
        return new LoadedClasses(hierarchy, marks, new Adaptation(table, adapt, hierarchy, marks), remarks);
    }

    /**
     * Instruments one class.
     *
     * @param name its internal name
     * @param bytes its class file
     * @return what changes by internal name: the class, and others that must be there when it first runs; two classes may need the
     *     same; nothing if it stays as it is, be it because it was refused
     */
    public Map<String, byte[]> instrument(String name, byte[] bytes) {
        Optional<ClassOutline> outline =
                hierarchy.find(name).filter(type -> !type.generatedFor().isPresent());
        if (!outline.isPresent()) {
            return Collections.emptyMap();
        }
        SuspendingInterfaces interfaces = SuspendingInterfaces.oneByOne(hierarchy, marks, new Everything());
        Workbench bench = new Workbench(hierarchy, marks, calm, adaptation, interfaces, reviewer, false);
        ClassBuild build = ClassBuild.run(outline.get(), bytes, bench);
        List<Diagnostic> found = new ArrayList<>(build.diagnostics());
        build.routines()
                .map(routines -> reviewer.review(Collections.singletonList(routines)))
                .ifPresent(warnings -> warnings.values().forEach(found::addAll));
        found.forEach(remarks);
        Map<String, byte[]> changed = new TreeMap<>(build.written());
        if (found.stream().anyMatch(Diagnostic::isError) || !changed.containsKey(name)) {
            return Collections.emptyMap();
        }
        return changed;
    }
}
