import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

public class CallsByAMethodHandle {
    public static void main(String[] args) throws Exception {
        MethodHandle nap = MethodHandles.lookup()
                .findStatic(CallsByAMethodHandle.class, "nap", MethodType.methodType(void.class));
        Coroutines.runBlocking(() -> {
            try {
                nap.invokeExact(); // here
            } catch (RuntimeException e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        });
    }

    @Suspendable
    static void nap() {
        Coroutines.sleep(1);
    }
}
