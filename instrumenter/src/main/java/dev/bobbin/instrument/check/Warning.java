package dev.bobbin.instrument.check;

/** One thing in one routine that is worth a warning. Like a {@link Rule}, it knows its cure and no other rule. */
interface Warning {
    void look(Routine routine, Warnings warnings);
}
