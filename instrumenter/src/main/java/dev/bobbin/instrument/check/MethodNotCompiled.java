package dev.bobbin.instrument.check;

/** HotSpot's HugeMethodLimit: methods of more bytes are never compiled. */
final class MethodNotCompiled implements Warning {

    static final String NAME = "method-not-compiled";

    static final int MOST_BYTES = 8000;

    @Override
    public void look(Routine routine, Warnings warnings) {
        if (routine.generatedBytes() > MOST_BYTES) {
            warnings.add(
                    NAME,
                    routine,
                    routine.where(),
                    routine.label() + " has " + routine.generatedBytes()
                            + " bytes of bytecode once instrumented. HotSpot compiles no method over " + MOST_BYTES
                            + ", so it would stay interpreted. Move what does not suspend to a method of its own.");
        }
    }
}
