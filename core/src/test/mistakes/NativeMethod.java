import dev.bobbin.Suspendable;

class NativeMethod { // refused: native-method

    @Suspendable
    native int read();
}
