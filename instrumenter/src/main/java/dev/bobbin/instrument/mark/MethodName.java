package dev.bobbin.instrument.mark;

/**
 * A method as an instruction names it, as a key. Every call of a build is looked up by one: its strings keep their hashes, while
 * one made of the three would be copied and hashed anew each time.
 */
final class MethodName {

    private final String owner;
    private final String name;
    private final String descriptor;

    MethodName(String owner, String name, String descriptor) {
        this.owner = owner;
        this.name = name;
        this.descriptor = descriptor;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof MethodName)) {
            return false;
        }
        MethodName that = (MethodName) other;
        return name.equals(that.name) && owner.equals(that.owner) && descriptor.equals(that.descriptor);
    }

    @Override
    public int hashCode() {
        return (owner.hashCode() * 31 + name.hashCode()) * 31 + descriptor.hashCode();
    }
}
