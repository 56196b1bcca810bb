import dev.bobbin.Suspendable;

public class MarksANativeMethod {
    public static void main(String[] args) {
        read();
    } // here

    @Suspendable
    static native int read();
}
