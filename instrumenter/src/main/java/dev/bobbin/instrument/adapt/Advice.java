package dev.bobbin.instrument.adapt;

/** What to tell of a call that blocks and could be adapted, but was not. Immutable. */
public final class Advice {

    private final boolean on;
    private final String text;

    private Advice(boolean on, String text) {
        this.on = on;
        this.text = text;
    }

    static Advice toSwitchOn() {
        return new Advice(false, "let the build adapt the call (adaptBlockingCalls)");
    }

    /** The table says that the call is to stay, so somebody knows what they do. */
    static Advice nothing() {
        return new Advice(true, "");
    }

    static Advice of(Hindrance hindrance) {
        return new Advice(true, "It is not adapted, since " + hindrance.reason() + ". " + hindrance.cure() + ".");
    }

    static Advice toCompileAnew(String type) {
        return new Advice(
                true,
                "It is not adapted, since the class was instrumented before this was switched on. Compile "
                        + type.substring(type.lastIndexOf('/') + 1).replace('$', '.') + " anew (mvn clean).");
    }

    /** Whether calls are adapted here, and this one was not: then {@link #text} is a reason and a cure, in sentences. */
    public boolean isOn() {
        return on;
    }

    /** Whether nothing is to be told. */
    public boolean isSilent() {
        return text.isEmpty();
    }

    /** The sentences; or what else one could do, to end a sentence with. */
    public String text() {
        return text;
    }
}
