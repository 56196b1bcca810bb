package dev.bobbin.instrument;

import dev.bobbin.instrument.adapt.Adaptation;
import dev.bobbin.instrument.check.Reviewer;
import dev.bobbin.instrument.emit.SuspendingInterfaces;
import dev.bobbin.instrument.mark.Calm;
import dev.bobbin.instrument.mark.Marks;
import dev.bobbin.instrument.read.TypeHierarchy;

/** What all classes of a run are worked on with. Immutable, and safe for use by several threads, as its parts are. */
final class Workbench {

    final TypeHierarchy hierarchy;
    final Marks marks;
    final Calm calm;
    final Adaptation adaptation;
    final SuspendingInterfaces interfaces;
    final Reviewer reviewer;
    final boolean reports; // whether anybody will read what became of each class

    Workbench(
            TypeHierarchy hierarchy,
            Marks marks,
            Calm calm,
            Adaptation adaptation,
            SuspendingInterfaces interfaces,
            Reviewer reviewer,
            boolean reports) {
        this.hierarchy = hierarchy;
        this.marks = marks;
        this.calm = calm;
        this.adaptation = adaptation;
        this.interfaces = interfaces;
        this.reviewer = reviewer;
        this.reports = reports;
    }
}
