import dev.bobbin.Suspendable;

class NativeMethod { // refused: native-method

    @Suspendable
    native int read();

    int buffered() {
        return 0; // refused: native-method
    }

    @Suspendable
    static native void flush();
}
