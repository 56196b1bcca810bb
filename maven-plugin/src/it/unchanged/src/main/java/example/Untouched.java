package example;

public final class Untouched {

    public int answer() {
        return 42;
    }
}
