package dev.bobbin.instrument.read;

/** Says that something which should be a class file is none: cut short, overwritten, or never one. */
public final class UnreadableClassException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String className;

    public UnreadableClassException(String className, RuntimeException cause) {
        super(className, cause);
        this.className = className;
    }

    /** The internal name under which it was found. */
    public String className() {
        return className;
    }
}
