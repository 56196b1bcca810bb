import dev.bobbin.Suspendable;

class InitializerSuspends {

    static final int CONSTANT = slow(); // refused: initializer-suspends

    final int field;

    InitializerSuspends() {
        this(slow()); // refused: initializer-suspends
    }

    InitializerSuspends(int field) {
        this.field = field + slow(); // refused: initializer-suspends
    }

    @Suspendable
    static int slow() {
        dev.bobbin.Continuation.yield();
        return 1;
    }
}
